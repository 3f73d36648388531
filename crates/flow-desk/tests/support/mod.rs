//! Flows for tests, put together action by action.

use flow::{Flow, FlowKind, Published};
use serde_json::{Value, json};
use std::sync::Arc;

/// An action: its type, parameters, where success leads, and `what>to` for conditions and errors
/// (those that are named like errors).
pub fn action(id: &str, kind: &str, parameters: Value, next: &str, ways: &[&str]) -> Value {
    let mut conditions = Vec::new();
    let mut errors = Vec::new();
    for way in ways {
        let (what, to) = way.split_once('>').expect("a way");
        let is_error = [
            "Error",
            "Condition",
            "Exceeded",
            "Found",
            "Failed",
            "Capacity",
            "Linked",
        ]
        .iter()
        .any(|end| what.ends_with(end));
        match is_error {
            true => errors.push(json!({"ErrorType": what, "NextAction": to})),
            false => conditions.push(json!({"NextAction": to,
                "Condition": {"Operator": "Equals", "Operands": [what]}})),
        }
    }
    let mut transitions = json!({"Conditions": conditions, "Errors": errors});
    if !next.is_empty() {
        transitions["NextAction"] = json!(next);
    }
    json!({"Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": transitions})
}

/// A text that is played.
pub fn says(id: &str, text: &str, next: &str) -> Value {
    let ways = [format!("NoMatchingError>{next}")];
    let ways: Vec<&str> = ways.iter().map(String::as_str).collect();
    action(id, "MessageParticipant", json!({"Text": text}), next, &ways)
}

/// The end.
pub fn end() -> Value {
    action("end", "DisconnectParticipant", json!({}), "", &[])
}

/// A flow that begins with the first action.
pub fn flow_of(kind: FlowKind, actions: Vec<Value>) -> Arc<Published> {
    let content = json!({
        "Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {},
        "Actions": actions,
    });
    let flow = Flow::parse(&content.to_string()).unwrap_or_else(|them| panic!("{them:#?}"));
    Arc::new(Published {
        arn: "flow".into(),
        name: format!("{kind:?}").into(),
        kind,
        flow: Arc::new(flow),
    })
}
