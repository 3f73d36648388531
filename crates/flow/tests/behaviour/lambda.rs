//! Functions.

use crate::support::{Play, TestHost, assert_trace, published, run, run_with};
use flow::{Effect, FlowKind, Root};
use serde_json::json;

const ASK: &str = r#"
    ask InvokeLambdaFunction {"LambdaFunctionARN":"arn:f","InvocationTimeLimitSeconds":"3","LambdaInvocationAttributes":{"q":"$.Queue.Name now"}} | ok || NoMatchingError = bad
    ok MessageParticipant {"Text":"$.External.name"} | end
    bad MessageParticipant {"Text":"bad"} | end
    end DisconnectParticipant {}
"#;
const ASKED: &str = "invoke arn:f {\"q\":\"Sales now\"} in 3s";

#[test]
fn an_answer_becomes_external() {
    let want = format!("{ASKED}\nplay \"Ada\"\nwaiting at ok");
    assert_trace(&run(ASK, r#"answer {"name":"Ada"}"#), &want);
}

#[test]
fn the_event_has_the_published_shape() {
    let mut host = TestHost::default();
    host.attributes.insert("a".into(), "b".into());
    let now = ids::Timestamp(0);
    let mut run = flow::Run::start(published(FlowKind::ContactFlow, ASK), now, &mut host);
    let Some(Effect::InvokeLambda { payload, .. }) = run.poll() else {
        panic!("no invocation");
    };
    assert_eq!(payload["Name"], "ContactFlowEvent");
    assert_eq!(payload["Details"]["Parameters"], json!({"q": "Sales now"}));
    let data = &payload["Details"]["ContactData"];
    assert_eq!(data["Attributes"], json!({"a": "b"}));
    assert_eq!(data["Channel"], "VOICE");
    for key in [
        "AwsRegion",
        "ContactId",
        "CustomerEndpoint",
        "CustomerId",
        "Description",
        "InitialContactId",
        "InitiationMethod",
        "InstanceARN",
        "LanguageCode",
        "MediaStreams",
        "Name",
        "PreviousContactId",
        "Queue",
        "References",
        "RelatedContactId",
        "SegmentAttributes",
        "SystemEndpoint",
        "Tags",
    ] {
        assert!(data.get(key).is_some(), "{key}");
    }
}

#[test]
fn a_throttled_request_is_repeated_up_to_three_times_within_the_limit() {
    let want = format!(
        "{ASKED}
        LambdaRetry at 100ms
        invoke arn:f {{\"q\":\"Sales now\"}} in 2.9s
        LambdaRetry at 300ms
        invoke arn:f {{\"q\":\"Sales now\"}} in 2.7s
        LambdaRetry at 700ms
        invoke arn:f {{\"q\":\"Sales now\"}} in 2.3s
        play \"bad\"
        waiting at bad"
    );
    let script = "refuse throttled\nwait 0.1\nrefuse service\nwait 0.2\nrefuse service\nwait 0.4\nrefuse service";
    assert_trace(&run(ASK, script), &want);
}

#[test]
fn an_error_of_the_function_or_no_answer_takes_the_error_branch() {
    let want = format!("{ASKED}\nplay \"bad\"\nwaiting at bad");
    assert_trace(&run(ASK, "refuse function"), &want);
    assert_trace(&run(ASK, "answer {\"a\":[1]}"), &want);
    let late = format!("{ASKED}\nLambda at 3s\nplay \"bad\"\nwaiting at bad");
    assert_trace(&run(ASK, "wait 10\nanswer {}"), &late);
}

#[test]
fn json_answers_nest_and_a_failed_call_leaves_the_last_answer() {
    let flow = ASK.replace(
        "\"LambdaInvocationAttributes\"",
        "\"ResponseValidation\":{\"ResponseType\":\"JSON\"},\"LambdaInvocationAttributes\"",
    );
    let flow = flow.replace("$.External.name", "$.External.a.0.b");
    let mut host = TestHost::default();
    let trace = run_with(
        &mut host,
        FlowKind::ContactFlow,
        &flow,
        r#"answer {"a":[{"b":7}]}"#,
    );
    assert_trace(&trace, &format!("{ASKED}\nplay \"7\"\nwaiting at ok"));
    run_with(&mut host, FlowKind::ContactFlow, &flow, "refuse function");
    assert_eq!(
        host.memory.get(Root::External),
        Some(&json!({"a": [{"b": 7}]}))
    );
}

#[test]
fn an_asynchronous_answer_is_not_looked_at() {
    let flow = ASK.replace(
        "\"Invocation",
        "\"InvocationType\":\"ASYNCHRONOUS\",\"Invocation",
    );
    let want = "invoke async arn:f {\"q\":\"Sales now\"} in 3s\nplay \"\"\nwaiting at ok";
    assert_trace(&run(&flow, "answer nothing"), want);
}

#[test]
fn functions_in_a_row_take_twenty_seconds_at_most() {
    let flow = r#"
        ask InvokeLambdaFunction {"LambdaFunctionARN":"arn:f","InvocationTimeLimitSeconds":"8"} | ask || NoMatchingError = ask
    "#;
    let mut host = TestHost::default();
    let mut play = Play::start(&mut host, published(FlowKind::ContactFlow, flow));
    play.step("wait 30");
    let trace = play.end();
    let asked = trace
        .lines()
        .filter(|line| line.starts_with("invoke"))
        .count();
    assert_eq!(asked, 3, "{trace}");
    assert!(
        trace.contains("in 4s") && trace.ends_with("=> Failed(EndlessLoop { action: \"ask\" })")
    );
}

#[test]
fn a_whole_reference_keeps_its_json_type() {
    let flow = r#"
        one InvokeLambdaFunction {"LambdaFunctionARN":"arn:f","ResponseValidation":{"ResponseType":"JSON"}} | two || NoMatchingError = end
        two InvokeLambdaFunction {"LambdaFunctionARN":"arn:g","LambdaInvocationAttributes":{"list":"$.External.list","in":{"x":"$.External.list.1"}}} | end || NoMatchingError = end
        end DisconnectParticipant {}
    "#;
    let trace = run(flow, r#"answer {"list":[1,2]}"#);
    assert!(
        trace.contains(r#"invoke arn:g {"list":[1,2],"in":{"x":2}}"#),
        "{trace}"
    );
}
