//! Flows of the tests.

use ids::{FlowId, QueueId};
use serde_json::{Value, json};

/// An action whose errors all lead to `error`.
pub fn action(id: &str, kind: &str, parameters: Value, next: &str, error: &[&str]) -> Value {
    let errors: Vec<Value> = error
        .iter()
        .map(|it| json!({"NextAction": "end", "ErrorType": it}))
        .collect();
    json!({
        "Identifier": id,
        "Type": kind,
        "Parameters": parameters,
        "Transitions": {"NextAction": next, "Conditions": [], "Errors": errors},
    })
}

/// An action that ends the flow.
pub fn last(id: &str, kind: &str) -> Value {
    json!({"Identifier": id, "Type": kind, "Parameters": {}, "Transitions": {}})
}

pub fn flow(start: &str, actions: Vec<Value>) -> Value {
    json!({
        "Version": "2019-10-30",
        "StartAction": start,
        "Metadata": {},
        "Actions": actions,
    })
}

pub fn say(id: &str, text: &str, next: &str) -> Value {
    action(
        id,
        "MessageParticipant",
        json!({"Text": text}),
        next,
        &["NoMatchingError"],
    )
}

pub fn hook(id: &str, hook: &str, flow: FlowId, next: &str) -> Value {
    let parameters = json!({"EventHooks": {hook: flow}});
    action(
        id,
        "UpdateContactEventHooks",
        parameters,
        next,
        &["NoMatchingError"],
    )
}

/// The end of all flows that queue.
pub fn to_queue(queue: QueueId) -> Vec<Value> {
    vec![
        action(
            "set-queue",
            "UpdateContactTargetQueue",
            json!({"QueueId": queue}),
            "transfer",
            &["NoMatchingError"],
        ),
        action(
            "transfer",
            "TransferContactToQueue",
            json!({}),
            "end",
            &["NoMatchingError", "QueueAtCapacity"],
        ),
        last("end", "DisconnectParticipant"),
    ]
}

/// Log, record, greet, set an attribute, queue.
pub fn main(queue: QueueId) -> Value {
    let mut actions = vec![
        action(
            "log",
            "UpdateFlowLoggingBehavior",
            json!({"FlowLoggingBehavior": "Enabled"}),
            "record",
            &[],
        ),
        action(
            "record",
            "UpdateContactRecordingBehavior",
            json!({"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}}),
            "greet",
            &[],
        ),
        say("greet", "Welcome.", "set"),
        action(
            "set",
            "UpdateContactAttributes",
            json!({"Attributes": {"language": "en"}, "TargetContact": "Current"}),
            "set-queue",
            &["NoMatchingError"],
        ),
    ];
    actions.extend(to_queue(queue));
    flow("log", actions)
}

/// Says one thing and ends.
pub fn words(text: &str) -> Value {
    flow(
        "say",
        vec![say("say", text, "end"), last("end", "EndFlowExecution")],
    )
}
