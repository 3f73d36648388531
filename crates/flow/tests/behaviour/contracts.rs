//! Modules and their callers against the module's contract. Source: flow-language.md §5.4.

use crate::support::document;
use flow::{
    Contract, Directory, Flow, FlowKind, Problem, ResourceKind, Rule, validate, validate_module,
};
use serde_json::{Value, json};

fn contract() -> Contract {
    let settings = json!({
        "input": {"schema": {"type": "object", "properties": {"pin": {"type": "string"}, "tries": {"type": "number"}}}},
        "resultData": {"schema": {"type": "object", "properties": {"balance": {"type": "number"}}, "required": ["balance"]}},
        "transitions": {"results": [{"name": "Known", "description": ""}, {"name": "Unknown", "description": ""}]},
    });
    Contract::read(&settings.to_string()).unwrap()
}

/// An instance with that module.
struct Here;

impl Directory for Here {
    fn exists(&self, kind: ResourceKind, id: &str) -> bool {
        kind == ResourceKind::Module && id == "m"
    }

    fn flow_kind(&self, _: &str) -> Option<FlowKind> {
        None
    }

    fn contract(&self, module: &str) -> Option<Contract> {
        (module == "m").then(contract)
    }
}

fn rules(problems: &[Problem]) -> Vec<(Rule, &str)> {
    problems
        .iter()
        .map(|it| (it.rule, it.path.trim_start_matches("Actions[0].")))
        .collect()
}

fn returning(parameters: Value, contract: &Contract) -> Vec<Problem> {
    let mut content = document("end EndFlowModuleExecution {}");
    content["Settings"] = json!({"InputParameters": [], "OutputParameters": [], "Transitions": []});
    content["Actions"][0]["Parameters"] = parameters;
    let flow = Flow::parse(&content.to_string()).unwrap();
    validate_module(&flow, contract, &Here)
}

#[test]
fn a_module_returns_what_it_declares() {
    let good = json!({"Result": "Known", "ResultData": {"balance": 3}});
    assert_eq!(returning(good, &contract()), []);
    let undeclared = json!({"Result": "Success", "ResultData": {"balance": 3}});
    assert_eq!(
        rules(&returning(undeclared, &contract())),
        [(Rule::Contract, "Parameters.Result")]
    );
    let odd = json!({"ResultData": {"balance": "$.Attributes.b", "more": 1}});
    assert_eq!(
        rules(&returning(odd, &contract())),
        [
            (Rule::Contract, "Parameters.ResultData.balance"),
            (Rule::Contract, "Parameters.ResultData.more"),
        ]
    );
    let none = Contract::default();
    assert_eq!(returning(json!({}), &none), []);
    assert_eq!(
        rules(&returning(json!({"Result": "Success"}), &none)),
        [(Rule::Contract, "Parameters.Result")]
    );
}

fn invoking(module: &str, input: Value, conditions: &str, errors: &str) -> Vec<Problem> {
    let mut content = document(&format!(
        "go InvokeFlowModule {{\"FlowModuleId\":\"{module}\"}} | end | {conditions} | NoMatchingError = end{errors}\nend DisconnectParticipant {{}}"
    ));
    if !input.is_null() {
        content["Actions"][0]["Parameters"]["Input"] = input;
    }
    let flow = Flow::parse(&content.to_string()).unwrap();
    validate(&flow, FlowKind::ContactFlow, &Here)
}

const NO_MATCH: &str = "; NoMatchingCondition = end";

#[test]
fn a_caller_passes_and_branches_on_what_is_declared() {
    let input = json!({"pin": "$.StoredCustomerInput", "tries": 3});
    assert_eq!(
        invoking(
            "m",
            input,
            "Equals Known = end; Equals Unknown = end",
            NO_MATCH
        ),
        []
    );
    assert_eq!(invoking("m", Value::Null, "", ""), []);
    assert_eq!(
        rules(&invoking(
            "m",
            json!({"tries": "3", "age": 1}),
            "Equals Gone = end",
            NO_MATCH
        )),
        [
            (Rule::Contract, "Parameters.Input.tries"),
            (Rule::Contract, "Parameters.Input.age"),
            (Rule::Condition, "Transitions.Conditions[0].Condition"),
        ]
    );
    assert_eq!(
        rules(&invoking("m", Value::Null, "Equals Known = end", "")),
        [(Rule::MissingBranch, "Transitions.Errors")]
    );
}

#[test]
fn a_module_that_is_not_there_is_named_once() {
    assert_eq!(
        rules(&invoking("gone", Value::Null, "", "")),
        [(Rule::Resource, "Parameters.FlowModuleId")]
    );
}
