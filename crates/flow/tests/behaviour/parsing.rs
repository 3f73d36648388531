//! What is read, and what is refused with which words.

use crate::support::document;
use flow::{Flow, Problem, Rule};
use serde_json::{Value, json};

fn problems(document: &Value) -> Vec<Problem> {
    Flow::parse(&document.to_string()).err().unwrap_or_default()
}

fn good() -> Value {
    document("hi MessageParticipant {\"Text\":\"x\"} | end\nend DisconnectParticipant {}")
}

#[track_caller]
fn refused(document: &Value, rule: Rule, path: &str) {
    let found = problems(document);
    assert!(
        found
            .iter()
            .any(|problem| problem.rule == rule && problem.path == path),
        "{found:#?}"
    );
}

#[test]
fn a_broken_envelope_is_refused_with_its_place() {
    assert!(problems(&good()).is_empty());
    for (pointer, value, rule, path) in [
        ("/Version", json!("2020-01-01"), Rule::Envelope, "Version"),
        (
            "/StartAction",
            json!("nobody"),
            Rule::Envelope,
            "StartAction",
        ),
        (
            "/Actions/0/Type",
            json!("Dance"),
            Rule::UnknownType,
            "Actions[0].Type",
        ),
        (
            "/Actions/0/Parameters",
            json!([]),
            Rule::Envelope,
            "Actions[0].Parameters",
        ),
        (
            "/Actions/1/Identifier",
            json!("hi"),
            Rule::Envelope,
            "Actions[1].Identifier",
        ),
        (
            "/Actions/0/Transitions/NextAction",
            json!("nobody"),
            Rule::Target,
            "Actions[0].Transitions.NextAction",
        ),
        (
            "/Actions/0/Transitions",
            json!({}),
            Rule::Target,
            "Actions[0].Transitions.NextAction",
        ),
        (
            "/Actions/0/Parameters",
            json!({}),
            Rule::MissingParameter,
            "Actions[0].Parameters.Text",
        ),
    ] {
        let mut broken = good();
        *broken.pointer_mut(pointer).unwrap() = value;
        refused(&broken, rule, path);
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let mut broken = good();
    broken["Version"] = json!("1");
    broken["Actions"][0]["Type"] = json!("Dance");
    broken["StartAction"] = json!("x");
    assert_eq!(problems(&broken).len(), 3);
}

#[test]
fn the_older_format_is_named_and_not_misread() {
    let legacy = json!({"modules": [], "version": "1", "type": "contactFlow", "start": "x"});
    refused(&legacy, Rule::LegacyFormat, "");
}

#[test]
fn a_condition_has_one_operand_and_a_known_operator() {
    for condition in [
        json!({"Operator": "And", "Operands": ["x"]}),
        json!({"Operator": "Equals", "Operands": []}),
        json!({"Operator": "Equals", "Operands": ["a", "b"]}),
        json!({"Operator": "Equals", "Operands": [""]}),
        json!({"Operator": "Equals", "Operands": [{"Operator": "Equals"}]}),
    ] {
        let mut flow = document(
            r#"it Compare {"ComparisonValue":"$.Attributes.x"} | end | Equals a = end | NoMatchingCondition = end
            end DisconnectParticipant {}"#,
        );
        flow["Actions"][0]["Transitions"]["Conditions"][0]["Condition"] = condition;
        refused(
            &flow,
            Rule::Condition,
            "Actions[0].Transitions.Conditions[0].",
        );
    }
}

#[test]
fn numbers_and_booleans_are_understood_as_texts() {
    let flow = document(
        r#"it Loop {"LoopCount":3} | end | Equals ContinueLooping = end; Equals DoneLooping = end
        end DisconnectParticipant {}"#,
    );
    assert!(problems(&flow).is_empty());
}

#[test]
fn what_is_not_json_or_nests_without_end_is_a_problem() {
    let deep = "[".repeat(100_000);
    for text in ["", "{", "null", "[]", "\u{0}", "{\"Actions\":{}}", &deep] {
        let found = Flow::parse(text).unwrap_err();
        assert!(
            !found.is_empty() && found[0].message.chars().count() <= 256,
            "{text:.20}"
        );
    }
}

#[test]
fn the_document_is_kept_as_it_was() {
    let mut content = good();
    content["Metadata"] = json!({"entryPointPosition": {"x": 1, "y": 2}, "odd": [null]});
    let flow = Flow::parse(&content.to_string()).unwrap();
    assert_eq!(flow.document(), &content);
    assert_eq!(flow.document().to_string(), content.to_string());
}
