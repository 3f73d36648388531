//! Flows on a desk: what a scenario sees, hears, asserts and covers.

use flow::{Flow, FlowKind, Published};
use flow_desk::{Desk, End, Scenario, Setting, junit};
use serde_json::json;
use std::sync::Arc;

/// A menu: 1 sets an attribute after asking a function and goes to a queue, all else says goodbye.
fn menu() -> Arc<Published> {
    let error = |to: &str| json!([{"ErrorType": "NoMatchingError", "NextAction": to}]);
    let content = json!({
        "Version": "2019-10-30", "StartAction": "menu", "Metadata": {},
        "Actions": [
            {"Identifier": "menu", "Type": "GetParticipantInput",
             "Parameters": {"Text": "Welcome. Press 1 for sales.", "InputTimeLimitSeconds": "5", "StoreInput": "False"},
             "Transitions": {"NextAction": "bye",
                "Conditions": [{"NextAction": "look", "Condition": {"Operator": "Equals", "Operands": ["1"]}}],
                "Errors": [{"ErrorType": "NoMatchingCondition", "NextAction": "bye"},
                           {"ErrorType": "InputTimeLimitExceeded", "NextAction": "bye"},
                           {"ErrorType": "NoMatchingError", "NextAction": "bye"}]}},
            {"Identifier": "look", "Type": "InvokeLambdaFunction",
             "Parameters": {"LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:lookup", "InvocationTimeLimitSeconds": "3"},
             "Transitions": {"NextAction": "note", "Errors": error("bye")}},
            {"Identifier": "note", "Type": "UpdateContactAttributes",
             "Parameters": {"Attributes": {"tier": "$.External.tier"}, "TargetContact": "Current"},
             "Transitions": {"NextAction": "queue", "Errors": error("bye")}},
            {"Identifier": "queue", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "queue/sales"},
             "Transitions": {"NextAction": "wait", "Errors": error("bye")}},
            {"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {},
             "Transitions": {"Errors": [{"ErrorType": "QueueAtCapacity", "NextAction": "bye"},
                                        {"ErrorType": "NoMatchingError", "NextAction": "bye"}]}},
            {"Identifier": "bye", "Type": "MessageParticipant", "Parameters": {"Text": "Goodbye."},
             "Transitions": {"NextAction": "end", "Errors": error("end")}},
            {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
        ],
    });
    Arc::new(Published {
        arn: "menu".into(),
        name: "menu".into(),
        kind: FlowKind::ContactFlow,
        flow: Arc::new(Flow::parse(&content.to_string()).expect("a flow")),
    })
}

fn play(scenario: &str) -> flow_desk::Report {
    let scenario = Scenario::read(scenario).expect("a scenario");
    Desk::play(menu(), &scenario, Setting::default())
}

#[test]
fn a_customer_who_presses_one_reaches_the_queue() {
    let report = play(
        "lambda: {lookup: [{returns: {tier: gold}}]}\nsteps: [{hear: press 1}, {press: '1'}]\n\
         expect: {end: queued, queue: sales, attributes: {tier: gold}, visited: [look, wait]}\n",
    );
    assert_eq!(report.failures, Vec::<String>::new());
    assert_eq!(report.end, End::Queued);
    let heard: Vec<&str> = report
        .transcript
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(heard[0], "plays \"Welcome. Press 1 for sales.\"");
    assert_eq!(heard.last(), Some(&"=> queued"));
    let [coverage] = report.coverage.flows().try_into().unwrap();
    assert_eq!((coverage.actions, coverage.visited), (7, 5));
    assert_eq!(coverage.missed_actions, ["bye", "end"]);
}

#[test]
fn what_is_expected_in_vain_is_told() {
    let report = play("steps: [{hear: Hello}]\nexpect: {end: queued, visited: [look]}\n");
    assert_eq!(report.end, End::Disconnected);
    let told = report.failures.join("; ");
    for part in [
        "\"Hello\" was never heard",
        "should end \"queued\"",
        "\"look\" was not reached",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let xml = junit("menu", &[report]);
    assert!(xml.contains("failures=\"1\"") && xml.contains("&quot;Hello&quot; was never heard"));
}

#[test]
fn a_function_that_fails_takes_the_error_branch_after_its_retries() {
    let report = play(
        "lambda: {lookup: [{fails: throttled}]}\nsteps: [{press: '1'}]\n\
         expect: {end: disconnected, visited: [bye]}\n",
    );
    assert_eq!(report.failures, Vec::<String>::new());
    let asked = report
        .transcript
        .iter()
        .filter(|it| it.text.starts_with("invokes "));
    assert!(asked.count() > 1, "it is asked again");
}

#[test]
fn who_hangs_up_is_gone() {
    let report = play("steps: [{wait: 1}, {hang_up: true}, {press: '1'}]\n");
    assert_eq!(report.end, End::HungUp);
    assert!(report.failures[0].contains("it was over"));
}

#[test]
fn random_customers_find_every_branch_sooner_or_later_and_always_the_same() {
    let scenario = Scenario::default();
    let mut coverage = flow_desk::Coverage::default();
    for seed in 0..200 {
        let setting = |seed| Setting {
            seed,
            ..Setting::default()
        };
        let one = Desk::wander(menu(), &scenario, setting(seed));
        let again = Desk::wander(menu(), &scenario, setting(seed));
        assert_eq!(one.transcript, again.transcript);
        coverage.add(one.coverage);
    }
    let [all] = coverage.flows().try_into().unwrap();
    assert_eq!(all.visited, all.actions);
}
