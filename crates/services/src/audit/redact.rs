//! Taking secrets and personal data out of what is recorded.

use aws_wire::model::Kind as Shape;
use aws_wire::{ServiceModel, ShapeId, Value};
use serde_json::json;

/// What stands in place of a secret, in CloudTrail's words.
pub const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Words that mark a secret wherever they are part of a member's name, whatever the model says.
const SECRET: [&str; 6] = [
    "password",
    "secret",
    "accesstoken",
    "refreshtoken",
    "privatekey",
    "csv",
];
/// The longest text that is recorded; of a longer one, how long it was.
const LONGEST: usize = 4_096;

/// A value of a shape without what the model calls sensitive and without secrets.
pub fn redact(service: &ServiceModel, shape: Option<ShapeId>, value: &Value) -> Value {
    let kind = shape.and_then(|id| service.shape(id));
    if kind.is_some_and(|shape| shape.sensitive) {
        return json!(HIDDEN);
    }
    match (value, kind.map(|shape| &shape.kind)) {
        (Value::Object(them), kind) => {
            let redacted = them.iter().map(|(name, value)| {
                let below = match kind {
                    Some(Shape::Structure { members, .. }) => members
                        .iter()
                        .find(|member| member.key() == name)
                        .map(|member| member.shape),
                    Some(Shape::Map { value, .. }) => Some(*value),
                    _ => None,
                };
                let value = match is_secret(name) {
                    true => json!(HIDDEN),
                    false => redact(service, below, value),
                };
                (name.clone(), value)
            });
            Value::Object(redacted.collect())
        }
        (Value::Array(them), kind) => {
            let below = match kind {
                Some(Shape::List { member, .. }) => Some(*member),
                _ => None,
            };
            them.iter().map(|it| redact(service, below, it)).collect()
        }
        (Value::String(text), _) if text.len() > LONGEST => {
            json!(format!("({} characters)", text.chars().count()))
        }
        (other, _) => other.clone(),
    }
}

fn is_secret(name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    SECRET.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Secrets' names count in any model.
    static NONE: ServiceModel = ServiceModel {
        name: "none",
        signing_name: "none",
        endpoint_prefix: "none",
        api_version: "2026-01-01",
        protocol: aws_wire::model::Protocol::RestJson,
        operations: &[],
        shapes: &[],
    };

    #[test]
    fn secrets_are_hidden_by_their_names_and_long_texts_told_by_length() {
        let value = json!({
            "Name": "a", "Password": "p", "Config": {"ClientSecret": "s", "list": [{"x": 1}]},
            "Content": "x".repeat(5_000),
        });
        assert_eq!(
            redact(&NONE, None, &value),
            json!({
                "Name": "a", "Password": HIDDEN,
                "Config": {"ClientSecret": HIDDEN, "list": [{"x": 1}]},
                "Content": "(5000 characters)",
            })
        );
    }
}
