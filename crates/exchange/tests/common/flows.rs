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

/// Puts the caller through to a number; what becomes of it is said.
pub fn to_number(number: &str, limit: u32, resume: bool, more: Value) -> Value {
    let mut parameters = json!({
        "ThirdPartyPhoneNumber": number,
        "ThirdPartyConnectionTimeLimitSeconds": limit.to_string(),
        "ContinueFlowExecution": if resume { "True" } else { "False" },
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        parameters[key] = value.clone();
    }
    let mut errors = vec![json!({"NextAction": "error", "ErrorType": "NoMatchingError"})];
    if resume {
        errors.push(json!({"NextAction": "failed", "ErrorType": "CallFailed"}));
        errors.push(json!({"NextAction": "late", "ErrorType": "ConnectionTimeLimitExceeded"}));
    }
    json!([
        {
            "Identifier": "transfer-out",
            "Type": "TransferParticipantToThirdParty",
            "Parameters": parameters,
            "Transitions": {"NextAction": "back", "Conditions": [], "Errors": errors},
        },
        say("back", "You are back.", "end"),
        say("failed", "The call failed.", "end"),
        say("late", "Nobody answered.", "end"),
        say("error", "An error.", "end"),
        last("end", "DisconnectParticipant"),
    ])
}

/// Asks for a callback to the caller's number, and ends the call.
pub fn call_back(queue: QueueId, delay: u32, attempts: u32, pause: u32) -> Vec<Value> {
    vec![
        action(
            "call-back",
            "CreateCallbackContact",
            json!({
                "QueueId": queue,
                "InitialCallDelaySeconds": delay.to_string(),
                "MaximumConnectionAttempts": attempts.to_string(),
                "RetryDelaySeconds": pause.to_string(),
            }),
            "end",
            &["NoMatchingError"],
        ),
        last("end", "DisconnectParticipant"),
    ]
}
