//! The older export format: what the samples in the wild do not show.

use flow::legacy::{self, LegacyError};
use serde_json::{Value, json};

fn converted(modules: Value, kind: &str) -> legacy::Converted {
    let document = json!({
        "modules": modules, "version": "1", "type": kind, "start": "a",
        "metadata": {"entryPointPosition": {"x": 1, "y": 2}, "name": "N", "description": "D"},
    });
    match legacy::convert(&document.to_string()) {
        Ok(converted) => converted,
        Err(error) => panic!("{error}"),
    }
}

/// The action that one module becomes.
fn action(module: Value) -> Value {
    let end = json!({"id": "z", "type": "Disconnect"});
    let mut module = module;
    module["id"] = json!("a");
    converted(json!([module, end]), "contactFlow").content["Actions"][0].clone()
}

fn branch(condition: &str) -> Value {
    json!({"condition": condition, "transition": "z"})
}

#[test]
fn shares_of_a_distribution_become_thresholds() {
    let share = |share: &str| {
        json!({"condition": "Evaluate", "conditionType": "Equals",
        "conditionValue": share, "transition": "z"})
    };
    let made = action(json!({"type": "PercentileBranching",
        "branches": [share("10"), share("25"), branch("NoMatch")]}));
    assert_eq!(made["Type"], "DistributeByPercentage");
    let conditions = made["Transitions"]["Conditions"].as_array().unwrap();
    let operands: Vec<_> = conditions
        .iter()
        .map(|it| it["Condition"]["Operands"][0].as_str().unwrap())
        .collect();
    assert_eq!(operands, ["10", "35"]);
    assert_eq!(conditions[0]["Condition"]["Operator"], "NumberLessThan");
}

#[test]
fn a_transfer_to_a_number_waits_for_its_end_unless_it_is_blind() {
    let transfer = |blind: bool| {
        action(json!({"type": "Transfer", "target": "PhoneNumber",
            "parameters": [{"name": "PhoneNumber", "value": "+18005550100"},
                {"name": "TimeLimit", "value": "30"}, {"name": "BlindTransfer", "value": blind}],
            "branches": [branch("Success"), branch("CallFailure"), branch("Timeout"), branch("Error")]}))
    };
    assert_eq!(
        transfer(true)["Parameters"]["ContinueFlowExecution"],
        "False"
    );
    let made = transfer(false);
    assert_eq!(made["Parameters"]["ContinueFlowExecution"], "True");
    let errors: Vec<_> = made["Transitions"]["Errors"].as_array().unwrap().to_vec();
    let names: Vec<_> = errors.iter().map(|it| it["ErrorType"].clone()).collect();
    assert_eq!(
        names,
        [
            "CallFailed",
            "ConnectionTimeLimitExceeded",
            "NoMatchingError"
        ]
    );
}

#[test]
fn in_a_queue_flow_a_transfer_leaves_the_queue() {
    let modules = json!([
        {"id": "a", "type": "Transfer", "target": "Queue", "branches": [branch("Error")],
         "parameters": [{"name": "Queue", "value": "q-1", "resourceName": "Sales"}]},
        {"id": "z", "type": "Disconnect"},
    ]);
    let converted = converted(modules, "customerQueue");
    assert_eq!(converted.kind, Some(flow::FlowKind::CustomerQueue));
    assert_eq!(converted.name.as_deref(), Some("N"));
    let action = &converted.content["Actions"][0];
    assert_eq!(action["Type"], "DequeueContactAndTransferToQueue");
    assert_eq!(action["Parameters"]["QueueId"], "q-1");
    assert_eq!(converted.resources[0].name, "Sales");
    let metadata = &converted.content["Metadata"];
    assert_eq!(metadata["entryPointPosition"]["x"], 1);
    assert_eq!(
        metadata["ActionMetadata"]["a"]["parameters"]["QueueId"]["displayName"],
        "Sales"
    );
}

#[test]
fn callbacks_keep_their_times() {
    let made = action(
        json!({"type": "CreateCallback", "branches": [branch("Success"), branch("Error")],
        "parameters": [{"name": "InitialDelaySeconds", "value": 5},
            {"name": "RetryDelaySeconds", "value": "60"}, {"name": "MaxRetryAttempts", "value": 2}]}),
    );
    assert_eq!(
        made["Parameters"],
        json!({"InitialCallDelaySeconds": "5", "RetryDelaySeconds": "60",
               "MaximumConnectionAttempts": "2"})
    );
}

#[test]
fn what_is_not_known_is_told_and_ends_the_contact() {
    let modules = json!([{"id": "a", "type": "Teleport", "branches": [branch("Success")]}]);
    let converted = converted(modules, "contactFlow");
    assert_eq!(converted.notes[0].action, "a");
    assert!(converted.notes[0].message.contains("Teleport"));
    assert_eq!(
        converted.content["Actions"][0]["Type"],
        "DisconnectParticipant"
    );
}

#[test]
fn what_is_no_such_file_is_refused() {
    assert_eq!(
        legacy::convert(r#"{"modules": []}"#),
        Err(LegacyError::Empty)
    );
    for text in ["", "[]", "{\"modules\": 3}", "{\"modules\": [{\"id\": 1}]}"] {
        assert!(
            matches!(legacy::convert(text), Err(LegacyError::Format(_))),
            "{text}"
        );
    }
}
