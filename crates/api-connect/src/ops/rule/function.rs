//! The conditions of rules: the rules function language.
//!
//! A JSON document of version 2022-11-25 whose `RuleFunction` is an AND or OR of conditions. A
//! condition has an operator, operands, the path of the value that it compares, and may be negated.
//! Source: API reference, Rules Function language.

use crate::common::{Result, invalid};
use serde_json::Value;

const VERSION: &str = "2022-11-25";
/// How deep conditions may nest; the console makes two levels.
const MAX_DEPTH: usize = 10;

/// Where the values of a trigger lie that conversational analytics raises.
const ROOTS: [(&str, &str); 4] = [
    ("OnPostCallAnalysisAvailable", "$.ContactLens.PostCall."),
    ("OnPostChatAnalysisAvailable", "$.ContactLens.PostChat."),
    (
        "OnRealTimeCallAnalysisAvailable",
        "$.ContactLens.RealTimeCall.",
    ),
    (
        "OnRealTimeChatAnalysisAvailable",
        "$.ContactLens.RealTimeChat.",
    ),
];

/// Checks a rule's function for a trigger.
///
/// # Errors
/// What is not a function, said so that its author finds the place.
pub(super) fn check(text: &str, source: &str) -> Result<()> {
    let document: Value = serde_json::from_str(text)
        .map_err(|error| invalid(format!("Function is not JSON: {error}")))?;
    if document.get("Version").and_then(Value::as_str) != Some(VERSION) {
        return Err(invalid(format!("Function must be of Version {VERSION}")));
    }
    let Some(top) = document.get("RuleFunction").filter(|it| it.is_object()) else {
        return Err(invalid("Function has no RuleFunction"));
    };
    match operator(top) {
        Some("AND" | "OR") => node(top, source, 1),
        _ => Err(invalid("the first Operator of a RuleFunction is AND or OR")),
    }
}

fn operator(node: &Value) -> Option<&str> {
    node.get("Operator").and_then(Value::as_str)
}

fn node(it: &Value, source: &str, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(invalid(format!(
            "conditions may nest at most {MAX_DEPTH} levels"
        )));
    }
    let operator = operator(it).filter(|text| !text.is_empty());
    let operator = operator.ok_or_else(|| invalid("a condition has no Operator"))?;
    let operands = it.get("Operands").and_then(Value::as_array);
    let operands =
        operands.ok_or_else(|| invalid(format!("the Operands of {operator} are no list")))?;
    if it.get("Negate").is_some_and(|it| !it.is_boolean()) {
        return Err(invalid(format!(
            "Negate of {operator} is neither true nor false"
        )));
    }
    if matches!(operator, "AND" | "OR") {
        return operands
            .iter()
            .try_for_each(|operand| node(operand, source, depth + 1));
    }
    let Some(path) = it.get("ComparisonValue") else {
        return Ok(());
    };
    let path = path.as_str().filter(|path| path.starts_with("$."));
    let path = path.ok_or_else(|| {
        invalid(format!(
            "ComparisonValue of {operator} is no path that begins with $."
        ))
    })?;
    let root = ROOTS.iter().find(|(of, _)| *of == source);
    match root {
        Some((_, root)) if path.starts_with("$.ContactLens.") && !path.starts_with(root) => {
            Err(invalid(format!(
                "{path} is not a value of {source}: those begin with {root}"
            )))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const POST_CALL: &str = "OnPostCallAnalysisAvailable";

    fn with(function: Value) -> Result<()> {
        let text = json!({"Version": VERSION, "RuleFunction": function}).to_string();
        check(&text, POST_CALL)
    }

    fn condition(path: &str) -> Value {
        json!({"Operator": "CONTAINS_ANY", "Operands": ["refund"], "ComparisonValue": path, "Negate": false})
    }

    #[test]
    fn a_function_is_an_and_or_or_of_conditions() {
        let one = condition("$.ContactLens.PostCall.ExactMatch.Transcript");
        assert!(with(json!({"Operator": "AND", "Operands": [one]})).is_ok());
        let nested =
            json!({"Operator": "OR", "Operands": [{"Operator": "AND", "Operands": [one]}]});
        assert!(with(nested).is_ok());
        assert!(with(json!({"Operator": "AND", "Operands": []})).is_ok());
    }

    #[test]
    fn what_is_no_function_is_refused_with_the_place() {
        let says = |result: Result<()>, part: &str| {
            let message = result.unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        };
        says(check("{", POST_CALL), "JSON");
        says(check("{}", POST_CALL), "Version");
        says(
            check(&json!({"Version": VERSION}).to_string(), POST_CALL),
            "RuleFunction",
        );
        says(with(condition("$.a")), "AND or OR");
        let of = |it: Value| with(json!({"Operator": "AND", "Operands": [it]}));
        says(of(json!("x")), "no Operator");
        says(of(json!({"Operator": "EQUALS", "Operands": "x"})), "EQUALS");
        says(of(condition("ContactLens")), "$.");
        says(
            of(condition("$.ContactLens.RealTimeCall.Queue.QueueId")),
            "PostCall",
        );
        let mut negated = condition("$.ContactLens.PostCall.Queue.QueueId");
        negated["Negate"] = json!("no");
        says(of(negated), "Negate");
        let mut deep = condition("$.x");
        for _ in 0..MAX_DEPTH {
            deep = json!({"Operator": "AND", "Operands": [deep]});
        }
        says(with(deep), "nest");
    }
}
