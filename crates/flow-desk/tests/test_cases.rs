//! Test cases of the public API on the desk.

mod support;

use flow::{BotAnswer, BotChoice, BotInput, BotTurn, Channel, FlowKind, Published, Refusal};
use flow_desk::test_run::{
    Completion, Instance, NoBots, TestBots, TestCall, TestDocument, TestOutcome, TestRun,
    TestStatus,
};
use ids::{IdSource, Timestamp};
use resources::{DayHours, Hours, LocalTime, Queue, QueueStatus, Tags, Weekday};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use support::{action, end, flow_of, says};

const LOOKUP: &str = "arn:aws:lambda:us-east-1:123456789012:function:lookup";
const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABC/LIVE";

struct Place {
    instance: Instance,
    queue: String,
    closed: String,
    flow: Arc<Published>,
}

/// Hours that are never open, a queue with them, and a flow: a menu, of which 1 checks the hours
/// and queues, 2 asks a function, and 3 a bot.
fn place() -> Place {
    let mut ids = IdSource::new(1);
    let hours = |ids: &mut IdSource, days: Vec<Weekday>| Hours {
        id: ids.id(),
        name: "Hours".into(),
        description: None,
        time_zone: "UTC".into(),
        config: days
            .into_iter()
            .map(|day| DayHours {
                day,
                start: LocalTime {
                    hours: 0,
                    minutes: 0,
                },
                end: LocalTime {
                    hours: 0,
                    minutes: 0,
                },
            })
            .collect(),
        overrides: Vec::new(),
        parents: Vec::new(),
        tags: Tags::new(),
    };
    use Weekday::*;
    let week = vec![
        Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday,
    ];
    let (open, closed) = (hours(&mut ids, week), hours(&mut ids, Vec::new()));
    let queue = Queue {
        id: ids.id(),
        name: "Sales".into(),
        description: None,
        hours: open.id,
        max_contacts: None,
        outbound_caller: Default::default(),
        quick_connects: Vec::new(),
        email_addresses: Vec::new(),
        outbound_email: None,
        status: QueueStatus::Enabled,
        tags: Tags::new(),
    };
    let error = "NoMatchingError>sorry";
    let flow = flow_of(
        FlowKind::ContactFlow,
        vec![
            says("hello", "Welcome to Carillon.", "menu"),
            action(
                "menu",
                "GetParticipantInput",
                json!({"Text": "Press 1 for sales.", "InputTimeLimitSeconds": "5", "StoreInput": "False"}),
                "sorry",
                &[
                    "1>queue",
                    "2>look",
                    "3>bot",
                    "NoMatchingCondition>sorry",
                    "InputTimeLimitExceeded>sorry",
                    error,
                ],
            ),
            action(
                "queue",
                "UpdateContactTargetQueue",
                json!({"QueueId": queue.id.to_string()}),
                "hours",
                &[error],
            ),
            action(
                "hours",
                "CheckHoursOfOperation",
                json!({}),
                "sorry",
                &["True>into", "False>closed", error],
            ),
            action(
                "into",
                "TransferContactToQueue",
                json!({}),
                "",
                &["QueueAtCapacity>sorry", error],
            ),
            says("closed", "We are closed.", "end"),
            action(
                "look",
                "InvokeLambdaFunction",
                json!({"LambdaFunctionARN": LOOKUP, "InvocationTimeLimitSeconds": "3"}),
                "note",
                &[error],
            ),
            action(
                "note",
                "UpdateContactAttributes",
                json!({"Attributes": {"tier": "$.External.tier"}, "TargetContact": "Current"}),
                "tell",
                &[error],
            ),
            says("tell", "You are $.Attributes.tier.", "end"),
            action(
                "bot",
                "ConnectParticipantWithLexBot",
                json!({"Text": "What is it?", "LexV2Bot": {"AliasArn": BOT}}),
                "sorry",
                &["Order>order", "NoMatchingCondition>sorry", error],
            ),
            says("order", "A $.Lex.Slots.size one.", "end"),
            says("sorry", "Sorry.", "end"),
            end(),
        ],
    );
    Place {
        queue: queue.id.to_string(),
        closed: closed.id.to_string(),
        flow,
        instance: Instance {
            account: "123456789012".parse().expect("an account"),
            region: "us-east-1".parse().expect("a region"),
            id: ids.id(),
            queues: vec![queue],
            hours: vec![open, closed],
            flows: BTreeMap::new(),
            known: BTreeSet::new(),
            users: BTreeMap::new(),
        },
    }
}

fn run(place: &Place, observations: Vec<Value>) -> TestOutcome {
    run_with(place, &NoBots, observations)
}

fn run_with(place: &Place, bots: &dyn TestBots, observations: Vec<Value>) -> TestOutcome {
    let document = json!({"Version": "2019-10-30", "Observations": observations}).to_string();
    let document = TestDocument::read(&document).unwrap_or_else(|them| panic!("{them:#?}"));
    let call = TestCall {
        channel: Channel::Voice,
        customer: None,
        system: None,
        attributes: BTreeMap::new(),
        now: Timestamp::from_seconds(1_800_000_000),
        seed: 1,
        limit: Duration::from_secs(300),
    };
    TestRun::run(
        &document,
        Arc::clone(&place.flow),
        &place.instance,
        bots,
        call,
        || false,
    )
}

fn observation(name: &str, event: Value, actions: Vec<Value>, next: &[&str]) -> Value {
    json!({"Identifier": name, "Event": event, "Actions": actions, "Transitions": {"NextObservations": next}})
}

fn begins(actions: Vec<Value>, next: &[&str]) -> Value {
    observation(
        "start",
        json!({"Type": "TestInitiated", "Actor": "System", "Properties": {}}),
        actions,
        next,
    )
}

fn hears(name: &str, text: &str, actions: Vec<Value>, next: &[&str]) -> Value {
    let properties = json!({"Text": text, "MatchingCriteria": {"Type": "Inclusion"}});
    let event = json!({"Type": "MessageReceived", "Actor": "System", "Properties": properties});
    observation(name, event, actions, next)
}

fn does(name: &str, kind: &str, parameters: Value) -> Value {
    json!({"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": {}})
}

fn press(keys: &str) -> Value {
    does(
        "press",
        "SendInstruction",
        json!({"Instruction": {"Type": "DtmfInput", "Properties": {"Value": keys}}}),
    )
}

fn is(namespace: &str, operand: &str) -> Value {
    does(
        "is",
        "Assert",
        json!({"Namespace": namespace, "Operator": "Equals", "Operand": operand}),
    )
}

fn instead(kind: &str, parameters: Value, strategy: Value) -> Value {
    let properties =
        json!({"ActionType": kind, "ActionParameters": parameters, "Strategy": strategy});
    does(
        "instead",
        "OverrideSystemBehavior",
        json!({"Behavior": {"Type": "FlowAction", "Properties": properties}}),
    )
}

fn mock(kind: &str, parameters: Value, data: &str) -> Value {
    let response = json!({"Type": "ExecutionResult", "ExecutionResult": {"LoadedData": data}});
    instead(
        kind,
        parameters,
        json!({"Type": "MockResponse", "Response": response}),
    )
}

fn transfers(actions: Vec<Value>, queue: &str) -> Value {
    let properties =
        json!({"ActionType": "TransferContactToQueue", "ActionParameters": {"QueueId": queue}});
    observation(
        "queued",
        json!({"Type": "FlowActionStarted", "Actor": "System", "Properties": properties}),
        actions,
        &[],
    )
}

#[test]
fn a_customer_who_presses_one_is_seen_to_reach_the_queue() {
    let place = place();
    let outcome = run(
        &place,
        vec![
            begins(vec![], &["menu"]),
            hears(
                "menu",
                "Welcome to Carillon. Press 1",
                vec![press("1")],
                &["queued"],
            ),
            transfers(vec![is("$.Queue.Name", "Sales")], &place.queue),
        ],
    );
    assert_eq!(outcome.status, TestStatus::Passed, "{:#?}", outcome.records);
    assert_eq!((outcome.total, outcome.passed, outcome.failed), (3, 3, 0));
    let kinds: Vec<&str> = outcome
        .records
        .iter()
        .filter_map(|it| it.body["Type"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "INITIATION",
            "EXECUTION_START",
            "OBSERVATION",
            "OBSERVATION",
            "OBSERVATION",
            "COMPLETION"
        ]
    );
}

#[test]
fn what_is_asserted_in_vain_fails_its_observation() {
    let place = place();
    let outcome = run(
        &place,
        vec![
            hears("menu", "press 1", vec![press("1")], &["queued"]),
            transfers(vec![is("$.Queue.Name", "Support")], &place.queue),
        ],
    );
    assert_eq!(outcome.status, TestStatus::Failed);
    assert_eq!((outcome.passed, outcome.failed), (1, 1));
    let last = outcome.records.last().expect("a record");
    assert_eq!(
        last.body["CompletionReason"]["FailureReasons"],
        json!(["ASSERT"])
    );
    let told = last.body.to_string();
    assert!(told.contains("Sales"), "{told}");
}

#[test]
fn what_never_happens_fails_the_test() {
    let outcome = run(&place(), vec![hears("never", "Bonjour", vec![], &[])]);
    assert_eq!(
        (outcome.status, outcome.completion),
        (TestStatus::Failed, Completion::Failure)
    );
    assert_eq!((outcome.total, outcome.passed, outcome.failed), (1, 0, 1));
    let last = outcome.records.last().expect("a record");
    assert_eq!(
        last.body["CompletionReason"]["FailureReasons"],
        json!(["OBSERVE_EVENT"])
    );
}

#[test]
fn a_function_is_mocked_once_and_otherwise_refused() {
    let function = || json!({"LambdaFunctionARN": LOOKUP});
    let tests = |first: Vec<Value>, said: &str| {
        vec![
            begins(first, &["menu"]),
            hears("menu", "press 1", vec![press("2")], &["said"]),
            hears("said", said, vec![], &[]),
        ]
    };
    let mocked = mock("InvokeLambdaFunction", function(), "{\"tier\": \"gold\"}");
    let outcome = run(&place(), tests(vec![mocked], "You are gold"));
    assert_eq!(outcome.status, TestStatus::Passed, "{:#?}", outcome.records);
    for name in ["NoMatchingError", "TimeLimitExceeded"] {
        let response = json!({"Type": "Error", "Error": {"Value": name}});
        let strategy = json!({"Type": "MockResponse", "Response": response});
        let failing = instead("InvokeLambdaFunction", function(), strategy);
        let outcome = run(&place(), tests(vec![failing], "Sorry"));
        assert_eq!(outcome.status, TestStatus::Passed, "{name}");
    }
    let outcome = run(&place(), tests(vec![], "Sorry"));
    assert_eq!(outcome.status, TestStatus::Passed);
    assert!(
        outcome
            .transcript
            .iter()
            .any(|it| it.text.contains("mock its response"))
    );
}

#[test]
fn hours_and_queues_are_replaced_by_others() {
    let place = place();
    let open = place.instance.hours[0].id.to_string();
    let hours = json!({"HoursOfOperationId": open});
    let said = |first: Value, said: &str| {
        run(
            &place,
            vec![
                begins(vec![first], &["menu"]),
                hears("menu", "press 1", vec![press("1")], &["said"]),
                hears("said", said, vec![], &[]),
            ],
        )
        .status
    };
    let other = json!({"Type": "SubstituteResource", "SubstituteArn": place.closed});
    let closed = instead("CheckHoursOfOperation", hours.clone(), other);
    assert_eq!(said(closed, "closed"), TestStatus::Passed);
    let response = json!({"Type": "ExecutionResult", "ExecutionResult": {"Value": "OutOfHours"}});
    let strategy = json!({"Type": "MockResponse", "Response": response});
    let closed = instead("CheckHoursOfOperation", hours, strategy);
    assert_eq!(said(closed, "closed"), TestStatus::Passed);
    let response = json!({"Type": "Error", "Error": {"Value": "QueueAtCapacity"}});
    let strategy = json!({"Type": "MockResponse", "Response": response});
    let full = instead(
        "TransferContactToQueue",
        json!({"QueueId": place.queue}),
        strategy,
    );
    assert_eq!(said(full, "Sorry"), TestStatus::Passed);
}

#[test]
fn a_mocked_bot_answers_what_is_said_and_also_silence() {
    let bot = || json!({"LexV2Bot": {"AliasArn": BOT}});
    let data = "{\"IntentName\": \"Order\", \"Slots\": {\"size\": \"large\"}}";
    let says = |text: &str| {
        let properties = json!({"Text": text, "LanguageCode": "en-US"});
        does(
            "say",
            "SendInstruction",
            json!({"Instruction": {"Type": "TextUtterance", "Properties": properties}}),
        )
    };
    for words in [vec![says("a pizza")], vec![]] {
        let outcome = run(
            &place(),
            vec![
                begins(
                    vec![mock("ConnectParticipantWithLexBot", bot(), data)],
                    &["menu"],
                ),
                hears("menu", "press 1", vec![press("3")], &["asked"]),
                hears("asked", "What is it", words, &["said"]),
                hears("said", "A large one", vec![], &[]),
            ],
        );
        assert_eq!(
            outcome.status,
            TestStatus::Passed,
            "{:#?}",
            outcome.transcript
        );
    }
}

/// Understands a large pizza, and nothing else.
struct Pizzeria;

impl TestBots for Pizzeria {
    fn ask(&self, turn: &BotTurn) -> Result<BotAnswer, Refusal> {
        assert_eq!(turn.bot, BotChoice::Alias(BOT.to_owned()));
        let BotInput::Said(text) = &turn.input else {
            return Err(Refusal::new("only speech is understood"));
        };
        Ok(BotAnswer {
            closed: text == "a large pizza",
            messages: vec!["Which size?".to_owned()],
            intent: "Order".to_owned(),
            data: json!({"IntentName": "Order", "Slots": {"size": "large"}}),
        })
    }
}

#[test]
fn a_bot_that_is_not_mocked_is_asked() {
    let says = |text: &str| {
        let properties = json!({"Text": text, "LanguageCode": "en-US"});
        let instruction = json!({"Type": "TextUtterance", "Properties": properties});
        vec![does(
            "say",
            "SendInstruction",
            json!({"Instruction": instruction}),
        )]
    };
    let outcome = run_with(
        &place(),
        &Pizzeria,
        vec![
            begins(vec![], &["menu"]),
            hears("menu", "press 1", vec![press("3")], &["asked"]),
            hears("asked", "What is it", says("a pizza"), &["size"]),
            hears("size", "Which size", says("a large pizza"), &["said"]),
            hears("said", "A large one", vec![], &[]),
        ],
    );
    assert_eq!(
        outcome.status,
        TestStatus::Passed,
        "{:#?}",
        outcome.transcript
    );
}

#[test]
fn of_two_ways_one_may_be_taken_where_it_ends_the_test() {
    let over = || {
        does(
            "end",
            "TestControl",
            json!({"Command": {"Type": "EndTest"}}),
        )
    };
    let log = does(
        "log",
        "TestControl",
        json!({"Command": {"Type": "LogData", "Properties": {"Expressions": {"who": "$.CustomerEndpoint.Address"}}}}),
    );
    let outcome = run(
        &place(),
        vec![
            begins(vec![], &["closed", "welcome"]),
            hears("closed", "We are closed", vec![over()], &[]),
            hears("welcome", "Welcome", vec![log, over()], &[]),
        ],
    );
    assert_eq!(outcome.status, TestStatus::Passed, "{:#?}", outcome.records);
    assert_eq!((outcome.total, outcome.passed, outcome.failed), (3, 2, 0));
    let told: Vec<String> = outcome
        .records
        .iter()
        .map(|it| it.body.to_string())
        .collect();
    assert!(
        told.iter().any(|it| it.contains("+12065550100")),
        "{told:?}"
    );
}

#[test]
fn a_customer_who_hangs_up_completes_the_test() {
    let hangs_up = does(
        "hang",
        "SendInstruction",
        json!({"Instruction": {"Type": "Disconnect"}}),
    );
    let completed = json!({"Type": "TestCompleted", "Actor": "System", "Properties": {}});
    let outcome = run(
        &place(),
        vec![
            hears("menu", "Welcome", vec![hangs_up], &["over"]),
            observation("over", completed, vec![is("$.Channel", "VOICE")], &[]),
        ],
    );
    assert_eq!(outcome.status, TestStatus::Passed, "{:#?}", outcome.records);
    assert_eq!(outcome.passed, 2);
}
