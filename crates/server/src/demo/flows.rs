//! The demo's flows, in the published flow language.

use serde_json::{Value, json};

/// What the flows refer to.
pub struct Refs<'a> {
    /// The prompt heard first.
    pub chime: &'a str,
    /// The melody heard while waiting.
    pub melody: &'a str,
    /// The Lambda function.
    pub function: &'a str,
    /// The hours.
    pub hours: &'a str,
    /// The queue.
    pub queue: &'a str,
}

/// While waiting: a sentence and a melody, again and again.
pub fn hold(refs: &Refs<'_>) -> Value {
    flow(
        "loop",
        vec![action(
            "loop",
            "MessageParticipantIteratively",
            json!({ "Messages": [
                { "Text": "Thank you for waiting. An agent will be with you shortly." },
                { "PromptId": refs.melody },
            ] }),
            json!({}),
        )],
    )
}

/// What the agent hears before the customer: who it is about.
pub fn agent_whisper() -> Value {
    flow(
        "say",
        vec![
            action(
                "say",
                "MessageParticipant",
                json!({ "Text": "A call about $.Attributes.topic." }),
                next("end", &["NoMatchingError"], "end"),
            ),
            action("end", "EndFlowExecution", json!({}), json!({})),
        ],
    )
}

/// What answers the number.
pub fn inbound(refs: &Refs<'_>, hold: &str, whisper: &str) -> Value {
    let any = &["NoMatchingError"][..];
    flow(
        "log",
        vec![
            action(
                "log",
                "UpdateFlowLoggingBehavior",
                json!({ "FlowLoggingBehavior": "Enabled" }),
                next("voice", &[], ""),
            ),
            action(
                "voice",
                "UpdateContactTextToSpeechVoice",
                json!({ "TextToSpeechVoice": "Joanna" }),
                next("record", any, "record"),
            ),
            action(
                "record",
                "UpdateContactRecordingBehavior",
                json!({ "RecordingBehavior": { "RecordedParticipants": ["Agent", "Customer"] } }),
                next("hold-flow", &[], ""),
            ),
            action(
                "hold-flow",
                "UpdateContactEventHooks",
                json!({ "EventHooks": { "CustomerQueue": hold } }),
                next("whisper-flow", any, "whisper-flow"),
            ),
            action(
                "whisper-flow",
                "UpdateContactEventHooks",
                json!({ "EventHooks": { "AgentWhisper": whisper } }),
                next("lookup", any, "lookup"),
            ),
            action(
                "lookup",
                "InvokeLambdaFunction",
                json!({
                    "LambdaFunctionARN": refs.function,
                    "InvocationTimeLimitSeconds": "3",
                    "InvocationType": "SYNCHRONOUS",
                    "LambdaInvocationAttributes": { "number": "$.CustomerEndpoint.Address" },
                    "ResponseValidation": { "ResponseType": "STRING_MAP" },
                }),
                next("remember", any, "chime"),
            ),
            action(
                "remember",
                "UpdateContactAttributes",
                json!({
                    "TargetContact": "Current",
                    "Attributes": { "customerName": "$.External.name" },
                }),
                next("greet", any, "chime"),
            ),
            action(
                "greet",
                "MessageParticipant",
                json!({ "Text": "Hello $.External.name." }),
                next("chime", any, "chime"),
            ),
            action(
                "chime",
                "MessageParticipant",
                json!({ "PromptId": refs.chime }),
                next("menu", any, "menu"),
            ),
            action(
                "menu",
                "GetParticipantInput",
                json!({
                    "Text": "Welcome to Carillon. To speak with an agent, press 1. To hear about Carillon, press 2.",
                    "StoreInput": "False",
                    "InputTimeLimitSeconds": "8",
                }),
                branches(
                    &[("1", "topic"), ("2", "about")],
                    &[
                        ("NoMatchingCondition", "menu-loop"),
                        ("NoMatchingError", "sorry"),
                        ("InputTimeLimitExceeded", "menu-loop"),
                    ],
                ),
            ),
            action(
                "menu-loop",
                "Loop",
                json!({ "LoopCount": "2" }),
                branches(&[("ContinueLooping", "menu"), ("DoneLooping", "bye")], &[]),
            ),
            action(
                "about",
                "MessageParticipant",
                json!({ "Text": "Carillon is an open contact centre, telephone exchange and messaging platform that runs on your own machines." }),
                next("menu", any, "menu"),
            ),
            action(
                "topic",
                "UpdateContactAttributes",
                json!({ "TargetContact": "Current", "Attributes": { "topic": "support" } }),
                next("open", any, "open"),
            ),
            action(
                "open",
                "CheckHoursOfOperation",
                json!({ "HoursOfOperationId": refs.hours }),
                branches(
                    &[("True", "queue"), ("False", "closed")],
                    &[("NoMatchingError", "sorry")],
                ),
            ),
            action(
                "closed",
                "MessageParticipant",
                json!({ "Text": "We are closed at the moment. Please call again later." }),
                next("end", any, "end"),
            ),
            action(
                "queue",
                "UpdateContactTargetQueue",
                json!({ "QueueId": refs.queue }),
                next("transfer", any, "sorry"),
            ),
            action(
                "transfer",
                "TransferContactToQueue",
                json!({}),
                branches_to(
                    "full",
                    &[("QueueAtCapacity", "full"), ("NoMatchingError", "sorry")],
                ),
            ),
            action(
                "full",
                "MessageParticipant",
                json!({ "Text": "All our agents are busy. Please call again later." }),
                next("end", any, "end"),
            ),
            action(
                "sorry",
                "MessageParticipant",
                json!({ "Text": "Something went wrong. Please call again later." }),
                next("end", any, "end"),
            ),
            action(
                "bye",
                "MessageParticipant",
                json!({ "Text": "Thank you for calling. Goodbye." }),
                next("end", any, "end"),
            ),
            action("end", "DisconnectParticipant", json!({}), json!({})),
        ],
    )
}

fn flow(start: &str, actions: Vec<Value>) -> Value {
    // Laid out from left to right, for the designer.
    let positions: serde_json::Map<String, Value> = actions
        .iter()
        .enumerate()
        .filter_map(|(n, action)| {
            let id = action["Identifier"].as_str()?.to_owned();
            let (x, y) = (200 + 240 * (n % 6), 40 + 220 * (n / 6));
            Some((id, json!({ "position": { "x": x, "y": y } })))
        })
        .collect();
    json!({
        "Version": "2019-10-30",
        "StartAction": start,
        "Metadata": {
            "entryPointPosition": { "x": 20, "y": 20 },
            "ActionMetadata": positions,
        },
        "Actions": actions,
    })
}

fn action(id: &str, kind: &str, parameters: Value, transitions: Value) -> Value {
    json!({ "Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": transitions })
}

/// One way on, and one for these errors.
fn next(to: &str, errors: &[&str], on_error: &str) -> Value {
    let errors: Vec<(&str, &str)> = errors.iter().map(|error| (*error, on_error)).collect();
    branches_to(to, &errors)
}

fn branches_to(to: &str, errors: &[(&str, &str)]) -> Value {
    json!({ "NextAction": to, "Conditions": [], "Errors": listed(errors) })
}

/// Ways on by result. `NextAction` repeats the way of what matches nothing, as the console writes
/// it.
fn branches(conditions: &[(&str, &str)], errors: &[(&str, &str)]) -> Value {
    let otherwise = errors
        .iter()
        .find(|(error, _)| *error == "NoMatchingCondition")
        .or(errors.first())
        .or(conditions.last())
        .map_or("", |(_, to)| to);
    let conditions: Vec<Value> = conditions
        .iter()
        .map(|(operand, to)| {
            json!({
                "NextAction": to,
                "Condition": { "Operator": "Equals", "Operands": [operand] },
            })
        })
        .collect();
    json!({ "NextAction": otherwise, "Conditions": conditions, "Errors": listed(errors) })
}

fn listed(errors: &[(&str, &str)]) -> Vec<Value> {
    errors
        .iter()
        .map(|(error, to)| json!({ "NextAction": to, "ErrorType": error }))
        .collect()
}
