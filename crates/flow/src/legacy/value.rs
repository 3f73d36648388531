//! Values and the namespaces that they come from. Spec: flow-language.md §11.1.

use super::document::Parameter;
use serde_json::Value;

/// A scalar as the current format writes it: every one is a text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A parameter's value: a path if it has a namespace. A file without the identifier of what it
/// names is read by the name, which stands where the identifier would.
pub(super) fn of(parameter: &Parameter) -> String {
    let value = text(&parameter.value);
    if value.is_empty()
        && let Some(name) = parameter.name_of_resource()
    {
        return name.to_owned();
    }
    match parameter.namespace.as_deref().filter(|it| !it.is_empty()) {
        Some(namespace) => path(namespace, &value),
        None => value,
    }
}

/// The path of a named value in a namespace.
pub(super) fn path(namespace: &str, name: &str) -> String {
    match namespace {
        "User Defined" => leaf("$.Attributes", name),
        "External" => leaf("$.External", name),
        "System" => system(name),
        "Lex" => leaf("$.Lex", if name == "Intent" { "IntentName" } else { name }),
        "Lex Slots" => leaf("$.Lex.Slots", name),
        "Lex Attributes" => leaf("$.Lex.SessionAttributes", name),
        "Queue Metrics" => leaf("$.Metrics.Queue", name),
        "Agent Metrics" => leaf("$.Metrics.Agents", name),
        "Flow" | "Flow Attributes" => leaf("$.FlowAttributes", name),
        _ => leaf("$.Attributes", name),
    }
}

/// A leaf, in brackets where a dot would not do.
fn leaf(root: &str, name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if !name.is_empty() && name.chars().all(plain) {
        format!("{root}.{name}")
    } else {
        format!("{root}['{}']", name.replace('\'', "\\'"))
    }
}

fn system(name: &str) -> String {
    let known = match name {
        "Stored customer input" => "StoredCustomerInput",
        "Customer Number" | "Customer number" => "CustomerEndpoint.Address",
        "Dialed Number" | "Dialed number" => "SystemEndpoint.Address",
        "Customer callback number" => "CustomerCallBackPhoneNumber",
        "Text to speech voice" => "TextToSpeechVoiceId",
        other => other,
    };
    format!("$.{known}")
}

/// Whether a flag is set: a boolean or its word.
pub(super) fn flag(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn namespaces_become_paths() {
        assert_eq!(path("User Defined", "tier"), "$.Attributes.tier");
        assert_eq!(path("User Defined", "a b"), "$.Attributes['a b']");
        assert_eq!(
            path("System", "Stored customer input"),
            "$.StoredCustomerInput"
        );
        assert_eq!(path("System", "Queue.ARN"), "$.Queue.ARN");
        assert_eq!(path("Lex Slots", "city"), "$.Lex.Slots.city");
    }

    #[test]
    fn scalars_become_texts() {
        assert_eq!(text(&json!(5)), "5");
        assert_eq!(text(&json!(true)), "True");
        assert!(flag(&json!("true")) && flag(&json!(true)) && !flag(&json!("no")));
    }
}
