//! What a locale may not have here, as the engine would have to ignore it.

use aws_wire::Value;
use resources::Plain;
use serde_json::Map;

/// Reasons in a locale's own settings.
pub(super) fn of_locale(body: &Map<String, Value>) -> Vec<String> {
    let settings = body.get("generativeAISettings");
    let enabled =
        settings.is_some_and(|it| any(it, &|it| it.get("enabled") == Some(&Value::Bool(true))));
    let reason =
        enabled.then(|| "the locale asks for generative AI, which is not built".to_owned());
    reason.into_iter().collect()
}

/// Reasons in an intent, a slot or a slot type.
pub(super) fn of_part(what: &str, of: &Plain) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut because = |why: &str| reasons.push(format!("{what} {}: {why}", of.name));
    let body = Value::Object(of.body.clone());
    if any(&body, &is_active_conditional) {
        because("conditional branches are not built");
    }
    if any(&body, &is_jump) {
        because("StartIntent and values in a next step are not built");
    }
    for (member, why) in [
        (
            "compositeSlotTypeSetting",
            "composite slot types are not built",
        ),
        ("externalSourceSetting", "grammar slot types are not built"),
        ("subSlotSetting", "composite slots are not built"),
        ("kendraConfiguration", "Kendra is not built"),
        ("qnAIntentConfiguration", "QnA is not built"),
        ("qInConnectIntentConfiguration", "Q in Connect is not built"),
    ] {
        if of.body.contains_key(member) {
            because(why);
        }
    }
    for (pointer, why) in [
        (
            "/fulfillmentCodeHook/fulfillmentUpdatesSpecification/active",
            "updates during fulfilment are not built",
        ),
        (
            "/valueElicitationSetting/waitAndContinueSpecification/active",
            "waiting and continuing is not built",
        ),
    ] {
        if body.pointer(pointer) == Some(&Value::Bool(true)) {
            because(why);
        }
    }
    let strategy =
        body.pointer("/valueElicitationSetting/slotResolutionSetting/slotResolutionStrategy");
    if strategy
        .and_then(Value::as_str)
        .is_some_and(|it| it != "Default")
    {
        because("assisted slot resolution is not built");
    }
    reasons
}

/// Whether something in a value is so, at any depth.
fn any(value: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    if is(value) {
        return true;
    }
    match value {
        Value::Object(members) => members.values().any(|it| any(it, is)),
        Value::Array(items) => items.iter().any(|it| any(it, is)),
        _ => false,
    }
}

fn is_active_conditional(value: &Value) -> bool {
    value.get("conditionalBranches").is_some() && value.get("active") == Some(&Value::Bool(true))
}

/// A next step that leads elsewhere than the engine's own order, or changes what is known.
fn is_jump(value: &Value) -> bool {
    let Some(kind) = value.pointer("/dialogAction/type").and_then(Value::as_str) else {
        return false;
    };
    let filled = |pointer: &str| {
        let it = value.pointer(pointer).and_then(Value::as_object);
        it.is_some_and(|it| !it.is_empty())
    };
    matches!(kind, "StartIntent") || filled("/sessionAttributes") || filled("/intent/slots")
}

#[cfg(test)]
mod tests {
    use super::*;
    use resources::Kind;
    use serde_json::json;

    fn reasons(body: Value) -> Vec<String> {
        let mut it = Plain::new(Kind::LexIntent, "B/DRAFT/en_US/I", "Book");
        it.body = body.as_object().cloned().unwrap();
        of_part("intent", &it)
    }

    #[test]
    fn what_would_be_ignored_is_named() {
        let branch = json!({"active": true, "conditionalBranches": [], "defaultBranch": {}});
        let active = json!({"initialResponseSetting": {"conditional": branch}});
        assert_eq!(
            reasons(active),
            ["intent Book: conditional branches are not built"]
        );
        let jump = json!({"intentClosingSetting": {"nextStep": {"dialogAction": {"type": "StartIntent"}}}});
        assert_eq!(reasons(jump).len(), 1);
        let own_order = json!({"initialResponseSetting": {
            "nextStep": {"dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"}, "intent": {}},
            "conditional": {"active": false, "conditionalBranches": [], "defaultBranch": {}},
        }});
        assert!(reasons(own_order).is_empty());
        assert_eq!(reasons(json!({"kendraConfiguration": {}})).len(), 1);
    }
}
