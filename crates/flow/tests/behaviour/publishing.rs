//! The rules of publishing. Source of each case: flow-language.md, its `[L]` facts.

use crate::support::document;
use flow::{Anything, Directory, Flow, FlowKind, ResourceKind, Rule, validate};
use serde_json::json;

const END: &str = "end DisconnectParticipant {}";

/// The rules that one action breaks in a flow of a type.
fn rules(kind: FlowKind, action: &str) -> Vec<Rule> {
    let end = match kind {
        FlowKind::ContactFlow | FlowKind::CustomerQueue => END,
        FlowKind::Module => "end EndFlowModuleExecution {}",
        _ => "end EndFlowExecution {}",
    };
    let mut content = document(&format!("{action}\n{end}"));
    if kind == FlowKind::Module {
        content["Settings"] = json!({});
    }
    match Flow::parse(&content.to_string()) {
        Ok(flow) => validate(&flow, kind, &Anything)
            .iter()
            .map(|p| p.rule)
            .collect(),
        Err(problems) => problems.iter().map(|p| p.rule).collect(),
    }
}

#[track_caller]
fn accepted(action: &str) {
    assert_eq!(rules(FlowKind::ContactFlow, action), [], "{action}");
}

#[track_caller]
fn refused(rule: Rule, action: &str) {
    let found = rules(FlowKind::ContactFlow, action);
    assert!(found.contains(&rule), "{action}: {found:?}");
}

#[test]
fn mandatory_branches_must_be_there_and_foreign_ones_must_not() {
    accepted(
        r#"it UpdateContactAttributes {"Attributes":{"a":"b"}} | end || NoMatchingError = end"#,
    );
    refused(
        Rule::MissingBranch,
        r#"it UpdateContactAttributes {"Attributes":{"a":"b"}} | end"#,
    );
    refused(
        Rule::UnknownBranch,
        r#"it UpdateContactAttributes {"Attributes":{"a":"b"}} | end || NoMatchingError = end; CallFailed = end"#,
    );
    let flow_attributes =
        r#"it UpdateFlowAttributes {"FlowAttributes":{"a":{"Type":"String","Value":"b"}}} | end"#;
    refused(Rule::MissingBranch, flow_attributes);
    accepted(r#"it UpdateContactRoutingBehavior {"QueuePriority":"1"} | end"#);
    accepted(r#"it MessageParticipant {"Text":"x"} | end"#);
    accepted(r#"it MessageParticipant {"Text":"x"} | end || NoMatchingError = end"#);
}

#[test]
fn compare_takes_a_reference_with_a_leaf_and_no_error_branch() {
    accepted(
        r#"it Compare {"ComparisonValue":"$.External.x"} | end | KeyExists k = end | NoMatchingCondition = end"#,
    );
    refused(
        Rule::ParameterValue,
        r#"it Compare {"ComparisonValue":"$.External"} | end || NoMatchingCondition = end"#,
    );
    refused(
        Rule::ParameterValue,
        r#"it Compare {"ComparisonValue":"x"} | end || NoMatchingCondition = end"#,
    );
    refused(
        Rule::UnknownBranch,
        r#"it Compare {"ComparisonValue":"$.External.x"} | end || NoMatchingCondition = end; NoMatchingError = end"#,
    );
}

#[test]
fn input_modes_have_their_own_branches() {
    let menu = r#"it GetParticipantInput {"Text":"x","InputTimeLimitSeconds":"5"} | end | Equals 1 = end | NoMatchingCondition = end; NoMatchingError = end; InputTimeLimitExceeded = end"#;
    accepted(menu);
    refused(Rule::Condition, &menu.replace("Equals 1", "Equals 12"));
    refused(Rule::Condition, &menu.replace("Equals 1", "TextContains 1"));
    refused(
        Rule::MissingBranch,
        &menu.replace("; InputTimeLimitExceeded = end", ""),
    );
    let store = r#"it GetParticipantInput {"Text":"x","StoreInput":"True","InputTimeLimitSeconds":"5","InputValidation":{"CustomValidation":{"MaximumLength":"9"}}} | end || NoMatchingError = end"#;
    accepted(store);
    refused(
        Rule::UnknownBranch,
        &format!("{store}; InputTimeLimitExceeded = end"),
    );
    refused(
        Rule::UnknownBranch,
        &format!("{store}; InvalidPhoneNumber = end"),
    );
    let phone = store.replace(
        r#""CustomValidation":{"MaximumLength":"9"}"#,
        r#""PhoneNumberValidation":{"NumberFormat":"Local","CountryCode":"US"}"#,
    );
    refused(Rule::MissingBranch, &phone);
    accepted(&format!("{phone}; InvalidPhoneNumber = end"));
    accepted(
        r#"it GetParticipantInput {"EnableDTMFBuffer":"True"} | end || NoMatchingError = end"#,
    );
}

#[test]
fn the_names_of_the_reference_that_the_service_refuses_are_refused() {
    let wait = |name| {
        format!(
            r#"it Wait {{"{name}":"60"}} | end | Equals WaitCompleted = end | NoMatchingError = end"#
        )
    };
    accepted(&wait("TimeLimitSeconds"));
    refused(Rule::UnknownParameter, &wait("TimeoutSeconds"));
    refused(
        Rule::UnknownParameter,
        r#"it UpdateContactData {"References":{}} | end || NoMatchingError = end"#,
    );
    refused(
        Rule::UnknownType,
        "it UpdateRoutingCriteria {} | end || NoMatchingError = end",
    );
}

#[test]
fn results_need_exactly_their_conditions() {
    let loops = r#"it Loop {"LoopCount":"3"} | end | Equals ContinueLooping = end; Equals DoneLooping = end"#;
    accepted(loops);
    refused(
        Rule::MissingBranch,
        &loops.replace("; Equals DoneLooping = end", ""),
    );
    refused(Rule::Condition, &format!("{loops}; Equals Maybe = end"));
    refused(Rule::ParameterValue, &loops.replace("\"3\"", "\"101\""));
    let staff = r#"it CheckMetricData {"MetricType":"NumberOfAgentsAvailable"} | end | NumberGreaterThan 0 = end | NoMatchingError = end; NoMatchingCondition = end"#;
    accepted(staff);
    refused(
        Rule::Condition,
        &staff.replace("NumberGreaterThan 0", "NumberGreaterThan 3"),
    );
    refused(
        Rule::MissingBranch,
        &staff.replace("; NoMatchingCondition = end", ""),
    );
    let voice_flag = r#"it Wait {"TimeLimitSeconds":"60","Events":["CustomerReturned"]} | end | Equals WaitCompleted = end | NoMatchingError = end"#;
    refused(Rule::MissingBranch, voice_flag);
}

#[test]
fn actions_stand_only_in_their_flow_types() {
    let play = r#"it MessageParticipant {"Text":"x"} | end"#;
    assert_eq!(rules(FlowKind::AgentWhisper, play), []);
    assert_eq!(rules(FlowKind::CustomerHold, play), [Rule::FlowType]);
    refused(Rule::FlowType, "it EndFlowExecution {}");
    assert!(rules(FlowKind::AgentWhisper, "it DisconnectParticipant {}").contains(&Rule::FlowType));
    refused(Rule::FlowType, "it EndFlowModuleExecution {}");
    assert_eq!(rules(FlowKind::Module, play), []);
}

#[test]
fn empty_texts_and_misspelt_roots_are_refused_and_a_space_is_not() {
    let set = |value: &str| {
        format!(
            r#"it UpdateContactAttributes {{"Attributes":{{"a":"{value}"}}}} | end || NoMatchingError = end"#
        )
    };
    accepted(&set(" "));
    accepted(&set("$5"));
    refused(Rule::EmptyValue, &set(""));
    refused(Rule::Reference, &set("$.Atributes.x"));
}

#[test]
fn hooks_and_queues_are_named_exactly_once() {
    refused(
        Rule::ParameterValue,
        r#"it UpdateContactEventHooks {"EventHooks":{"AgentHold":"a","CustomerHold":"b"}} | end || NoMatchingError = end"#,
    );
    refused(
        Rule::ParameterValue,
        r#"it UpdateContactTargetQueue {"QueueId":"a","AgentId":"b"} | end || NoMatchingError = end"#,
    );
    refused(
        Rule::MissingParameter,
        "it UpdateContactTargetQueue {} | end || NoMatchingError = end",
    );
}

#[test]
fn a_module_has_settings_and_a_flow_has_not() {
    let mut content = document(END);
    content["Settings"] = json!({});
    let flow = Flow::parse(&content.to_string()).unwrap();
    assert_eq!(validate(&flow, FlowKind::ContactFlow, &Anything).len(), 1);
    let flow = Flow::parse(&document("end EndFlowModuleExecution {}").to_string()).unwrap();
    let problems = validate(&flow, FlowKind::Module, &Anything);
    let want = "JSON field is missing or null for field name: settings";
    assert_eq!(problems.first().map(|p| p.message.as_str()), Some(want));
}

struct Nothing;

impl Directory for Nothing {
    fn exists(&self, _: ResourceKind, _: &str) -> bool {
        false
    }

    fn flow_kind(&self, _: &str) -> Option<FlowKind> {
        None
    }
}

#[test]
fn resources_that_are_not_there_are_named() {
    let content = document(
        r#"
        a UpdateContactTargetQueue {"QueueId":"q1"} | b || NoMatchingError = b
        b UpdateContactTargetQueue {"QueueId":"$.Attributes.q"} | c || NoMatchingError = c
        c MessageParticipant {"PromptId":"p1"} | d
        d TransferToFlow {"ContactFlowId":"f1"} | e || NoMatchingError = e
        e DisconnectParticipant {}
    "#,
    );
    let flow = Flow::parse(&content.to_string()).unwrap();
    let problems = validate(&flow, FlowKind::ContactFlow, &Nothing);
    let paths: Vec<_> = problems.iter().map(|p| p.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "Actions[0].Parameters.QueueId",
            "Actions[2].Parameters.PromptId",
            "Actions[3].Parameters.ContactFlowId",
        ]
    );
    assert_eq!(
        problems[0].message,
        "There is no queue \"q1\" in this instance"
    );
}

#[test]
fn a_type_without_a_published_shape_can_be_saved_but_not_published() {
    refused(
        Rule::UnspecifiedType,
        r#"it CreateContact {"x":{"y":1}} | end || NoMatchingError = end"#,
    );
}

/// Of third-party transfers the number that is shown must be claimed; the number that is called
/// cannot be (how flow-language.md §1.2 is read).
#[test]
fn numbers_views_tables_and_templates_must_be_there_and_called_numbers_need_not() {
    let content = document(
        r#"
        a TransferParticipantToThirdParty {"ThirdPartyPhoneNumber":"+12065550100","ThirdPartyConnectionTimeLimitSeconds":"30","ContinueFlowExecution":"False","CallerId":{"Number":"+18005550100"}} | b || NoMatchingError = b
        b ShowView {"ViewResource":{"Id":"v1:$LATEST"}} | c || NoMatchingCondition = c; NoMatchingError = c; TimeLimitExceeded = c
        c EvaluateDataTableValues {"DataTableId":"t1","Queries":[{"QueryName":"q","Attributes":["x"]}]} | d || NoMatchingError = d
        d CreateTask {"TaskTemplateId":"tt1"} | e || NoMatchingError = e
        e UpdateContactEventHooks {"EventHooks":{"CustomerQueue":"f1"}} | f || NoMatchingError = f
        f DisconnectParticipant {}
    "#,
    );
    let flow = Flow::parse(&content.to_string()).unwrap();
    let problems = validate(&flow, FlowKind::ContactFlow, &Nothing);
    let paths: Vec<_> = problems
        .iter()
        .map(|it| (it.rule, it.path.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            (Rule::Resource, "Actions[0].Parameters.CallerId.Number"),
            (Rule::Resource, "Actions[1].Parameters.ViewResource.Id"),
            (Rule::Resource, "Actions[2].Parameters.DataTableId"),
            (Rule::Resource, "Actions[3].Parameters.TaskTemplateId"),
            (Rule::Resource, "Actions[4].Parameters.EventHooks"),
        ]
    );
}

#[test]
fn branches_are_lists_and_lead_to_actions_by_name() {
    let good =
        document("hi MessageParticipant {\"Text\":\"x\"} | end\nend DisconnectParticipant {}");
    for (pointer, value, rule) in [
        ("/Actions/0/Transitions/NextAction", json!(5), Rule::Target),
        ("/Actions/0/Transitions/Errors", json!({}), Rule::Envelope),
        (
            "/Actions/0/Transitions/Conditions",
            json!("x"),
            Rule::Envelope,
        ),
    ] {
        let mut broken = good.clone();
        broken["Actions"][0]["Transitions"]["Errors"] = json!([]);
        broken["Actions"][0]["Transitions"]["Conditions"] = json!([]);
        *broken.pointer_mut(pointer).unwrap() = value;
        let problems = Flow::parse(&broken.to_string()).unwrap_err();
        let rules: Vec<_> = problems.iter().map(|it| it.rule).collect();
        assert_eq!(rules, [rule], "{pointer}");
    }
}
