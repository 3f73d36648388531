//! Where the published reference is wrong: flow-language.md §12, a test for each row. What the
//! service does wins.

use crate::support::document;
use flow::interchange::FlowFile;
use flow::{Anything, Flow, FlowKind, Problem, Rule, validate};
use serde_json::json;

fn problems(kind: FlowKind, action: &str) -> Vec<Problem> {
    let end = match kind {
        FlowKind::ContactFlow | FlowKind::CustomerQueue | FlowKind::AgentTransfer => {
            "end DisconnectParticipant {}"
        }
        _ => "end EndFlowExecution {}",
    };
    let content = document(&format!("{action}\n{end}"));
    match Flow::parse(&content.to_string()) {
        Ok(flow) => validate(&flow, kind, &Anything),
        Err(problems) => problems,
    }
}

#[track_caller]
fn accepted(action: &str) {
    let found = problems(FlowKind::ContactFlow, action);
    assert!(found.is_empty(), "{action}: {found:#?}");
}

#[track_caller]
fn refused(rule: Rule, action: &str) {
    let found = problems(FlowKind::ContactFlow, action);
    assert!(
        found.iter().any(|it| it.rule == rule),
        "{action}: {found:#?}"
    );
}

const ERROR: &str = "| NoMatchingError = end";

#[test]
fn wait_and_input_and_third_party_limits_have_their_real_names() {
    let wait = |key: &str| {
        format!(r#"it Wait {{"{key}":"60"}} | end | Equals WaitCompleted = end {ERROR}"#)
    };
    accepted(&wait("TimeLimitSeconds"));
    refused(Rule::UnknownParameter, &wait("TimeoutSeconds"));
    let input = |key: &str| {
        format!(
            r#"it GetParticipantInput {{"Text":"x","{key}":"5"}} | end | Equals 1 = end | NoMatchingCondition = end; NoMatchingError = end; InputTimeLimitExceeded = end"#
        )
    };
    accepted(&input("InputTimeLimitSeconds"));
    refused(Rule::MissingParameter, &input("InputTimeoutSeconds"));
    refused(Rule::UnknownParameter, &input("InputTimeoutSeconds"));
    let third = |key: &str| {
        format!(
            r#"it TransferParticipantToThirdParty {{"ThirdPartyPhoneNumber":"+12065550100","{key}":"30","ContinueFlowExecution":"False"}} | end || NoMatchingError = end"#
        )
    };
    accepted(&third("ThirdPartyConnectionTimeLimitSeconds"));
    refused(
        Rule::MissingParameter,
        &third("ThirdPartyConnectionTimeoutSeconds"),
    );
}

#[test]
fn a_third_party_transfer_says_whether_the_flow_goes_on_and_has_branches_by_it() {
    let transfer = |parameters: &str, errors: &str| {
        format!(
            r#"it TransferParticipantToThirdParty {{"ThirdPartyPhoneNumber":"+12065550100","ThirdPartyConnectionTimeLimitSeconds":"30"{parameters}}} | end || NoMatchingError = end{errors}"#
        )
    };
    let all = "; CallFailed = end; ConnectionTimeLimitExceeded = end";
    refused(Rule::MissingParameter, &transfer("", ""));
    let on = r#","ContinueFlowExecution":"True""#;
    accepted(&transfer(on, all));
    refused(Rule::MissingBranch, &transfer(on, "; CallFailed = end"));
    refused(Rule::MissingBranch, &transfer(on, ""));
    let off = r#","ContinueFlowExecution":"False""#;
    accepted(&transfer(off, ""));
    refused(Rule::UnknownBranch, &transfer(off, all));
}

#[test]
fn failure_of_a_third_party_is_no_branch_of_a_transfer_flow() {
    let transfer = r#"it TransferParticipantToThirdParty {"ThirdPartyPhoneNumber":"+12065550100","ThirdPartyConnectionTimeLimitSeconds":"30","ContinueFlowExecution":"True"} | end || NoMatchingError = end"#;
    let with = format!("{transfer}; CallFailed = end; ConnectionTimeLimitExceeded = end");
    let found = problems(FlowKind::AgentTransfer, &with);
    let unknown = found.iter().filter(|it| it.rule == Rule::UnknownBranch);
    assert_eq!(unknown.count(), 2, "{found:#?}");
    assert_eq!(problems(FlowKind::AgentTransfer, transfer), []);
}

#[test]
fn untag_is_spelt_as_the_service_does_and_imported_from_the_other() {
    let untag =
        |name: &str| format!(r#"it {name} {{"TagKeys":["a"]}} | end || NoMatchingError = end"#);
    accepted(&untag("UntagContact"));
    refused(Rule::UnknownType, &untag("UnTagContact"));
    let content = document(&format!(
        "{}\nend DisconnectParticipant {{}}",
        untag("UnTagContact")
    ));
    let file = FlowFile::read(&content.to_string()).unwrap();
    assert_eq!(file.document()["Actions"][0]["Type"], "UntagContact");
    assert_eq!(file.notes.len(), 1);
    assert_eq!(
        file.content,
        content.to_string().replace("UnTagContact", "UntagContact")
    );
}

#[test]
fn routing_criteria_are_named_as_the_service_does() {
    let set = |name: &str| {
        format!(r#"it {name} {{"RoutingCriteria":"$.External.c"}} | end || NoMatchingError = end"#)
    };
    accepted(&set("UpdateContactRoutingCriteria"));
    refused(Rule::UnknownType, &set("UpdateRoutingCriteria"));
}

#[test]
fn flow_attributes_need_their_error_branch() {
    let set =
        r#"it UpdateFlowAttributes {"FlowAttributes":{"a":{"Type":"String","Value":"b"}}} | end"#;
    refused(Rule::MissingBranch, set);
    accepted(&format!("{set} || NoMatchingError = end"));
}

#[test]
fn stored_input_has_no_branch_for_its_time_limit() {
    let store = r#"it GetParticipantInput {"Text":"x","StoreInput":"True","InputTimeLimitSeconds":"5","InputValidation":{"CustomValidation":{"MaximumLength":"4"}}} | end || NoMatchingError = end"#;
    accepted(store);
    refused(
        Rule::UnknownBranch,
        &format!("{store}; InputTimeLimitExceeded = end"),
    );
}

#[test]
fn every_metric_has_a_branch_for_no_match() {
    for metric in [
        "NumberOfAgentsOnline",
        "NumberOfContactsInQueue",
        "OldestContactInQueueAgeSeconds",
    ] {
        let check = format!(
            r#"it CheckMetricData {{"MetricType":"{metric}"}} | end | NumberGreaterThan 0 = end | NoMatchingError = end"#
        );
        refused(Rule::MissingBranch, &check);
        accepted(&format!("{check}; NoMatchingCondition = end"));
    }
}

#[test]
fn a_loop_has_a_next_action() {
    let conditions = "Equals ContinueLooping = end; Equals DoneLooping = end";
    refused(
        Rule::Target,
        &format!(r#"it Loop {{"LoopCount":"3"}} |  | {conditions}"#),
    );
    accepted(&format!(
        r#"it Loop {{"LoopCount":"3"}} | end | {conditions}"#
    ));
}

#[test]
fn conditions_do_not_nest_and_have_one_operand() {
    for condition in [
        json!({"Operator": "And", "Operands": [{"Operator": "Equals", "Operands": ["a"]}]}),
        json!({"Operator": "Or", "Operands": ["a", "b"]}),
        json!({"Operator": "Not", "Operands": ["a"]}),
        json!({"Operator": "All", "Operands": ["a"]}),
        json!({"Operator": "Any", "Operands": ["a"]}),
        json!({"Operator": "Contains", "Operands": ["a"]}),
        json!({"Operator": "Exists", "Operands": ["a"]}),
        json!({"Operator": "Equals", "Operands": ["a", "b"]}),
    ] {
        let mut content = document(
            "it Compare {\"ComparisonValue\":\"$.Attributes.x\"} | end | Equals a = end | NoMatchingCondition = end\nend DisconnectParticipant {}",
        );
        content["Actions"][0]["Transitions"]["Conditions"][0]["Condition"] = condition.clone();
        let problems = Flow::parse(&content.to_string()).unwrap_err();
        assert_eq!(problems[0].rule, Rule::Condition, "{condition}");
    }
}

#[test]
fn a_key_can_be_asked_for() {
    accepted(
        r#"it Compare {"ComparisonValue":"$.External.x"} | end | KeyExists k = end | NoMatchingCondition = end"#,
    );
}

#[test]
fn results_of_voice_id_are_written_without_spaces() {
    let check = |option: &str, result: &str| {
        let mut content = document(&format!(
            "it CheckVoiceId {{\"CheckVoiceIdOption\":\"{option}\"}} | end | Equals x = end | NoMatchingError = end\nend DisconnectParticipant {{}}"
        ));
        content["Actions"][0]["Transitions"]["Conditions"][0]["Condition"]["Operands"] =
            json!([result]);
        let flow = Flow::parse(&content.to_string()).unwrap();
        validate(&flow, FlowKind::ContactFlow, &Anything)
    };
    assert_eq!(check("enrollmentStatus", "NotEnrolled"), []);
    assert_eq!(check("fraudDetection", "HighRisk"), []);
    assert_eq!(
        check("enrollmentStatus", "Not enrolled")[0].rule,
        Rule::Condition
    );
    assert_eq!(
        check("fraudDetection", "NotEnrolled")[0].rule,
        Rule::Condition
    );
}

#[test]
fn contact_data_takes_no_references_and_no_segment_attribute() {
    for key in ["References", "SegmentAttribute"] {
        let set = format!(
            r#"it UpdateContactData {{"Name":"n","{key}":{{"a":"b"}}}} | end || NoMatchingError = end"#
        );
        refused(Rule::UnknownParameter, &set);
    }
    accepted(r#"it UpdateContactData {"Name":"n"} | end || NoMatchingError = end"#);
    refused(
        Rule::MissingParameter,
        "it UpdateContactData {} | end || NoMatchingError = end",
    );
}

#[test]
fn voice_id_switches_come_together_and_thresholds_with_them() {
    let set = |parameters: &str| {
        format!("it UpdateContactData {{{parameters}}} | end || NoMatchingError = end")
    };
    let switches = |on: &str| {
        format!(
            r#""IsVoiceIdStreamingEnabled":"{on}","IsVoiceAuthenticationEnabled":"{on}","IsFraudDetectionEnabled":"{on}""#
        )
    };
    let thresholds = r#""VoiceAuthenticationThreshold":"90","VoiceAuthenticationResponseTime":"10","FraudDetectionThreshold":"50""#;
    accepted(&set(&switches("FALSE")));
    accepted(&set(&format!("{},{thresholds}", switches("TRUE"))));
    refused(
        Rule::MissingParameter,
        &set(r#""IsVoiceIdStreamingEnabled":"true""#),
    );
    refused(Rule::ParameterValue, &set(&switches("TRUE")));
    refused(
        Rule::ParameterValue,
        &set(&format!("{},{thresholds}", switches("FALSE"))),
    );
}

#[test]
fn media_processing_says_what_becomes_of_unprocessed_messages() {
    let set = |settings: &str| {
        format!(
            r#"it UpdateContactMediaProcessing {{"ChatProcessor":{{"ProcessingEnabled":"True","LambdaProcessorARN":"arn:aws:lambda:us-east-1:1:function:f"{settings}}}}} | end || NoMatchingError = end; ChannelMismatch = end"#
        )
    };
    refused(Rule::MissingParameter, &set(""));
    accepted(&set(
        r#","ChatProcessorSettings":{"DeliverUnprocessedMessages":"True"}"#,
    ));
}

#[test]
fn redaction_on_the_way_is_a_branch_of_chats_only() {
    let set = |behavior: &str| {
        format!(
            r#"it UpdateContactRecordingAndAnalyticsBehavior {behavior} | end || NoMatchingError = end; ChannelMismatch = end; InFlightRedactionConfigurationFailed = end"#
        )
    };
    accepted(&set(
        r#"{"ChatBehavior":{"ChatAnalyticsBehavior":{"Enabled":"True","AnalyticsLanguage":"en-US","AnalyticsModes":["ContactLens"]}}}"#,
    ));
    refused(
        Rule::UnknownBranch,
        &set(
            r#"{"VoiceBehavior":{"VoiceRecordingBehavior":{"RecordedParticipants":["Agent","Customer"]}}}"#,
        ),
    );
}

#[test]
fn speaking_styles_are_spelt_as_the_service_does() {
    let voice = |style: &str, engine: &str| {
        format!(
            r#"it UpdateContactTextToSpeechVoice {{"TextToSpeechVoice":"Joanna","TextToSpeechStyle":"{style}","TextToSpeechEngine":"{engine}"}} | end || NoMatchingError = end"#
        )
    };
    accepted(&voice("Conversational", "neural"));
    accepted(&voice("None", "Neural"));
    refused(Rule::ParameterValue, &voice("Coversational", "neural"));
    refused(Rule::ParameterValue, &voice("None", "robotic"));
}

#[test]
fn recording_behavior_also_takes_analytics() {
    accepted(
        r#"it UpdateContactRecordingBehavior {"RecordingBehavior":{"RecordedParticipants":["Agent","Customer"]},"AnalyticsBehavior":{"Enabled":"True","AnalyticsLanguage":"en-US","AnalyticsRedactionBehavior":"Disabled"}} | end"#,
    );
}

#[test]
fn the_designers_metadata_is_kept_in_its_own_case() {
    let mut content = document("end DisconnectParticipant {}");
    content["Metadata"] = json!({
        "entryPointPosition": {"x": 1.5, "y": 46.400000000000006},
        "ActionMetadata": {"end": {"position": {"x": 3, "y": 4}}},
        "EntryPointPosition": {"X": 1},
    });
    let text = serde_json::to_string_pretty(&content).unwrap();
    let file = FlowFile::read(&text).unwrap();
    assert_eq!(file.content, text);
}

#[test]
fn a_view_is_named_with_its_version_in_either_way() {
    let show = |view: &str| {
        format!(
            r#"it ShowView {{"ViewResource":{view},"InvocationTimeLimitSeconds":"400","ViewData":{{}}}} | end | Equals Next = end | NoMatchingCondition = end; NoMatchingError = end; TimeLimitExceeded = end"#
        )
    };
    accepted(&show(r#"{"Id":"detail:$LATEST"}"#));
    accepted(&show(r#"{"Id":"detail","Version":"1"}"#));
    refused(Rule::MissingParameter, &show(r#"{"Version":"1"}"#));
}

#[test]
fn keys_of_a_functions_parameters_may_have_any_characters() {
    accepted(
        r#"it InvokeLambdaFunction {"LambdaFunctionARN":"arn:aws:lambda:us-east-1:1:function:f","InvocationTimeLimitSeconds":"3","LambdaInvocationAttributes":{"a key: ü":"x"},"ResponseValidation":{"ResponseType":"STRING_MAP"}} | end || NoMatchingError = end"#,
    );
}

#[test]
fn working_queue_and_callback_are_blocks_of_their_own() {
    let blocks = |name: &str| {
        let row = flow::registry().find(|row| row.name == name).unwrap();
        row.blocks
    };
    assert_eq!(blocks("UpdateContactTargetQueue"), ["Set working queue"]);
    assert_eq!(blocks("CreateCallbackContact"), ["Transfer to queue"]);
}
