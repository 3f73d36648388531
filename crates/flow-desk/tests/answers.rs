//! Each key of a scenario under which something answers.

mod support;

use flow::{FlowKind, Published};
use flow_desk::{Desk, End, Report, Scenario, Setting};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{action, end, flow_of, says};

/// An inbound flow.
fn flow(actions: Vec<Value>) -> Arc<Published> {
    flow_of(FlowKind::ContactFlow, actions)
}

/// Plays a scenario.
fn play(flow: Arc<Published>, scenario: &str) -> Report {
    play_with(flow, scenario, Setting::default())
}

/// Plays a scenario among other flows.
fn play_with(flow: Arc<Published>, scenario: &str, setting: Setting) -> Report {
    let scenario = Scenario::read(scenario).unwrap_or_else(|error| panic!("{error}"));
    Desk::play(flow, &scenario, setting)
}

/// That nothing was expected in vain.
fn sound(report: &Report) {
    let lines: Vec<String> = report.transcript.iter().map(ToString::to_string).collect();
    assert!(
        report.failures.is_empty(),
        "{:#?}\n{}",
        report.failures,
        lines.join("\n")
    );
}

fn bot(next: &str) -> Value {
    action(
        "bot",
        "ConnectParticipantWithLexBot",
        json!({"Text": "How can I help?", "LexV2Bot": {"AliasArn": "arn:aws:lex:us-east-1:1:bot-alias/ORDERS/LIVE"}}),
        "end",
        &[
            &format!("Order>{next}"),
            "NoMatchingCondition>other",
            "NoMatchingError>broken",
        ],
    )
}

fn talk() -> Arc<Published> {
    flow(vec![
        bot("size"),
        says(
            "size",
            "A $.Lex.Slots.size one for $.Lex.SessionAttributes.who.",
            "end",
        ),
        says("other", "Something else.", "end"),
        says("broken", "No bot.", "end"),
        end(),
    ])
}

#[test]
fn a_bot_asks_back_and_the_customer_speaks() {
    let report = play(
        talk(),
        "bots: {ORDERS: [{message: 'Which size?', closed: false}, \
           {intent: Order, slots: {size: large}, attributes: {who: Ada}}]}\n\
         steps: [{hear: help}, {say: 'a pizza'}, {hear: size}, {say: large}]\n\
         expect: {end: disconnected, hear: ['How can', 'Which size', 'A large one for Ada'], \
           branches: [{from: bot, to: size}]}\n",
    );
    sound(&report);
}

#[test]
fn a_chat_writes_to_a_bot_and_silence_ends_in_the_fallback() {
    let report = play(
        talk(),
        "channel: chat\nbots: {ORDERS: [{intent: Order, slots: {size: small}}]}\n\
         steps: [{write: hello}]\nexpect: {hear: ['A small one'], visited: [size]}\n",
    );
    sound(&report);
    sound(&play(
        talk(),
        "expect: {hear: ['Something else'], end: disconnected}\n",
    ));
    let late = "bots: {ORDERS: [{fails: late}]}\nsteps: [{say: hi}]\nexpect: {visited: [broken]}\n";
    sound(&play(talk(), late));
    // A bot that the scenario does not know refuses, and says so.
    let report = play(talk(), "steps: [{say: hi}]\nexpect: {visited: [broken]}\n");
    sound(&report);
    assert!(
        report
            .transcript
            .iter()
            .any(|it| it.text.contains("no answer for it"))
    );
}

#[test]
fn cases_profiles_and_tables_answer_or_fail_by_their_own_branches() {
    let fails = |id: &str, kind: &str, parameters, next: &str| {
        action(
            id,
            kind,
            parameters,
            next,
            &[
                "NoneFound>none",
                "MultipleFound>none",
                "NoneFoundError>none",
                "MultipleFoundError>none",
                "NoMatchingError>broken",
                "ContactNotLinked>broken",
            ],
        )
    };
    let flow = || {
        flow(vec![
            fails(
                "case",
                "GetCase",
                json!({"LinkContactToCase": "true", "CaseRequestFields": {"status": "open"}, "CaseResponseFields": ["title"]}),
                "profile",
            ),
            fails(
                "profile",
                "GetCustomerProfile",
                json!({"ProfileRequestData": {"PhoneNumber": "$.CustomerEndpoint.Address"}, "ProfileResponseData": ["FirstName"]}),
                "say",
            ),
            says(
                "say",
                "Dear $.Customer.FirstName, about $.Case.title.",
                "end",
            ),
            says("none", "Nobody.", "end"),
            says("broken", "It failed.", "end"),
            end(),
        ])
    };
    sound(&play(
        flow(),
        "cases: {get: [{returns: {case_id: '1', title: a lamp}}]}\n\
         profiles: {get: [{returns: {FirstName: Ada}, after: 2}]}\n\
         expect: {hear: ['Dear Ada, about a lamp.']}\n",
    ));
    let by = |text: &str, visited: &str| {
        sound(&play(
            flow(),
            &format!("{text}\nexpect: {{visited: [{visited}]}}\n"),
        ));
    };
    by("cases: {get: [{fails: none_found}]}", "none");
    by("cases: {get: [{not_linked: true}]}", "broken");
    by("cases: {get: [{fails: late}]}", "broken");
    by(
        "cases: {get: [{}]}\nprofiles: {get: [{fails: multiple_found}]}",
        "none",
    );
    by("name: nothing answers", "broken");
}

#[test]
fn somebody_acts_in_a_view_or_does_not() {
    let flow = || {
        flow(vec![
            action(
                "view",
                "ShowView",
                json!({"ViewResource": {"Id": "arn:aws:connect:us-east-1:aws:view/form:1"}, "InvocationTimeLimitSeconds": "60", "ViewData": {}}),
                "end",
                &[
                    "Next>thanks",
                    "NoMatchingCondition>end",
                    "NoMatchingError>end",
                    "TimeLimitExceeded>late",
                ],
            ),
            says("thanks", "Thank you, $.Views.ViewResultData.name.", "end"),
            says("late", "Too late.", "end"),
            end(),
        ])
    };
    sound(&play(
        flow(),
        "channel: chat\nviews: {form: [{action: Next, data: {name: Ada}, after: 5}]}\n\
         expect: {hear: ['Thank you, Ada.']}\n",
    ));
    let late = "channel: chat\nviews: {form: [{fails: late}]}\nexpect: {visited: [late]}\n";
    sound(&play(flow(), late));
}

#[test]
fn a_third_party_answers_is_busy_or_never_answers() {
    let flow = || {
        flow(vec![
            action(
                "call",
                "TransferParticipantToThirdParty",
                json!({"ThirdPartyPhoneNumber": "+12065550123", "ThirdPartyConnectionTimeLimitSeconds": "20", "ContinueFlowExecution": "True"}),
                "back",
                &[
                    "NoMatchingError>end",
                    "CallFailed>busy",
                    "ConnectionTimeLimitExceeded>nobody",
                ],
            ),
            says("back", "Welcome back.", "end"),
            says("busy", "They are busy.", "end"),
            says("nobody", "Nobody is there.", "end"),
            end(),
        ])
    };
    for (call, visited) in [
        ("{hangs_up_after: 30}", "back"),
        ("busy", "busy"),
        ("fails", "busy"),
        ("no_answer", "nobody"),
    ] {
        sound(&play(
            flow(),
            &format!("third_party: {{'5550123': [{call}]}}\nexpect: {{visited: [{visited}]}}\n"),
        ));
    }
    let report = play(flow(), "third_party: {'5550123': [answers]}\n");
    assert_eq!(report.end, End::Waiting("call".into()));
}

#[test]
fn hours_and_queues_have_names_of_their_own() {
    let flow = || {
        flow(vec![
            action(
                "queue",
                "UpdateContactTargetQueue",
                json!({"QueueId": "queue/sales"}),
                "hours",
                &["NoMatchingError>lost"],
            ),
            action(
                "hours",
                "CheckHoursOfOperation",
                json!({"HoursOfOperationId": "hours/holidays"}),
                "closed",
                &["True>staff", "False>closed", "NoMatchingError>end"],
            ),
            action(
                "staff",
                "CheckMetricData",
                json!({"MetricType": "NumberOfContactsInQueue"}),
                "end",
                &["7>into", "NoMatchingCondition>end", "NoMatchingError>end"],
            ),
            action(
                "into",
                "TransferContactToQueue",
                json!({}),
                "",
                &["QueueAtCapacity>full", "NoMatchingError>disabled"],
            ),
            says("lost", "No such queue.", "end"),
            says("closed", "We are closed.", "end"),
            says("full", "We are full.", "end"),
            says("disabled", "We are away.", "end"),
            end(),
        ])
    };
    for (text, expected) in [
        ("hours: {holidays: closed}", "visited: [closed]"),
        ("missing: [sales]", "visited: [lost]"),
        ("queues: {sales: {contacts: 7}}", "end: queued"),
        (
            "queues: {sales: {contacts: 7, at_capacity: true}}",
            "visited: [full]",
        ),
        (
            "queues: {sales: {contacts: 7, disabled: true}}",
            "visited: [disabled]",
        ),
        (
            "open: false\nhours: {holidays: open}\nqueues: {sales: {contacts: 7}}",
            "end: queued, queue: sales",
        ),
    ] {
        sound(&play(flow(), &format!("{text}\nexpect: {{{expected}}}\n")));
    }
}

#[test]
fn a_queued_contact_hears_its_queue_flow_until_an_agent_takes_it() {
    let inbound = flow(vec![
        action(
            "hook",
            "UpdateContactEventHooks",
            json!({"EventHooks": {"CustomerWhisper": "flow/hush"}}),
            "queue",
            &["NoMatchingError>end"],
        ),
        action(
            "queue",
            "UpdateContactTargetQueue",
            json!({"QueueId": "queue/sales"}),
            "into",
            &["NoMatchingError>end"],
        ),
        action(
            "into",
            "TransferContactToQueue",
            json!({}),
            "",
            &["QueueAtCapacity>end", "NoMatchingError>end"],
        ),
        end(),
    ]);
    let waits = flow_of(
        FlowKind::CustomerQueue,
        vec![action(
            "loop",
            "MessageParticipantIteratively",
            json!({"Messages": [{"Text": "Please hold."}]}),
            "",
            &["NoMatchingError>loop"],
        )],
    );
    let whisper = flow_of(
        FlowKind::ContactFlow,
        vec![
            says("psst", "This call is recorded.", "done"),
            action("done", "EndFlowExecution", json!({}), "", &[]),
        ],
    );
    let setting = || Setting {
        flows: [
            ("CUSTOMER_QUEUE".to_owned(), Arc::clone(&waits)),
            ("hush".to_owned(), Arc::clone(&whisper)),
        ]
        .into(),
        seed: 1,
    };
    let report = play_with(
        Arc::clone(&inbound),
        "agent_answers: 10\nexpect: {end: connected, hear: [Please hold, Please hold, recorded], hooks: {CustomerWhisper: hush}}\n",
        setting(),
    );
    sound(&report);
    assert_eq!(report.end, End::Connected);
    let report = play_with(
        Arc::clone(&inbound),
        "steps: [{hear: hold}, {wait: 30}, {hang_up: true}]\n",
        setting(),
    );
    assert_eq!(report.end, End::HungUp);
    sound(&play_with(inbound, "expect: {end: queued}\n", setting()));
}

#[test]
fn what_the_contact_became_is_held_against_what_is_expected() {
    let flow = || {
        flow(vec![
            action(
                "tag",
                "TagContact",
                json!({"Tags": {"team": "blue"}}),
                "rank",
                &["NoMatchingError>end"],
            ),
            action(
                "rank",
                "UpdateContactRoutingBehavior",
                json!({"QueuePriority": "2"}),
                "note",
                &["NoMatchingError>end"],
            ),
            action(
                "note",
                "UpdateFlowAttributes",
                json!({"FlowAttributes": {"step": {"Value": "two"}}}),
                "record",
                &["NoMatchingError>end"],
            ),
            action(
                "record",
                "UpdateContactRecordingBehavior",
                json!({"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}}),
                "look",
                &[],
            ),
            action(
                "look",
                "InvokeLambdaFunction",
                json!({"LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:lookup", "InvocationTimeLimitSeconds": "3", "LambdaInvocationAttributes": {"who": "$.CustomerEndpoint.Address"}}),
                "end",
                &["NoMatchingError>end"],
            ),
            end(),
        ])
    };
    sound(&play(
        flow(),
        "customer: '+12065550100'\nlambda: {lookup: [{returns: {}}]}\n\
         expect: {tags: {team: blue}, priority: 2, flow_attributes: {step: two}, recording: [customer, agent], \
           invoked: [{function: lookup, parameters: {who: '+12065550100'}}]}\n",
    ));
    let report = play(
        flow(),
        "expect: {tags: {team: red}, priority: 1, flow_attributes: {step: one}, recording: [], hear: [Hello], \
           hooks: {CustomerQueue: x}, branches: [{from: look, to: tag}], invoked: [{function: other}]}\n",
    );
    assert_eq!(report.failures.len(), 8, "{:#?}", report.failures);
}
