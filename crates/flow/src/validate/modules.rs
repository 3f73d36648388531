//! A module and its callers against the module's contract (§5.4, `[L]`).

use super::Check;
use super::branches::{must_have, refuse};
use crate::contract::Contract;
use crate::document::Action;
use crate::problem::Rule;
use crate::transitions::{ErrorType, Operator};
use serde_json::{Map, Value};

pub(super) fn check(
    check: &mut Check<'_>,
    action: &Action,
    parameters: &Map<String, Value>,
    own: Option<&Contract>,
) {
    match action.row().name {
        "InvokeFlowModule" => invoke(check, action, parameters),
        "EndFlowModuleExecution" => {
            if let Some(contract) = own {
                returns(check, parameters, contract);
            }
        }
        _ => {}
    }
}

fn invoke(check: &mut Check<'_>, action: &Action, parameters: &Map<String, Value>) {
    if !action.transitions().conditions().is_empty() {
        must_have(check, action, ErrorType::NoMatchingCondition);
    }
    let module = parameters.get("FlowModuleId").and_then(Value::as_str);
    let Some(contract) = module.and_then(|id| check.directory.contract(id)) else {
        return;
    };
    report(
        check,
        "Input",
        contract.refuses_input(parameters.get("Input")),
    );
    for (at, condition) in action.transitions().conditions().iter().enumerate() {
        let declared = contract
            .results()
            .iter()
            .any(|name| **name == *condition.operand);
        if !declared && condition.operator == Operator::Equals {
            refuse(check, at, "the module declares no such result");
        }
    }
}

fn returns(check: &mut Check<'_>, parameters: &Map<String, Value>, contract: &Contract) {
    let result = parameters.get("Result").and_then(Value::as_str);
    if let Some(result) = result
        && !contract.results().iter().any(|name| name == result)
    {
        let why = format!("the module's contract declares no result {result:?}");
        report(check, "Result", vec![(String::new(), why)]);
    }
    let data = parameters.get("ResultData");
    report(check, "ResultData", contract.refuses_result_data(data));
}

fn report(check: &mut Check<'_>, key: &str, found: Vec<(String, String)>) {
    let index = check.place.index;
    for (at, why) in found {
        let at = match at.as_str() {
            "" => key.to_owned(),
            at => format!("{key}.{at}"),
        };
        let message = format!("Invalid Action property value. Path: {index}.{at}: {why}");
        let path = format!("Parameters.{at}");
        let hint = "keep to the module's contract, or change it";
        check.place.report(Rule::Contract, &path, message, hint);
    }
}
