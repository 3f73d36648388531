//! The policy behaviours of spec F 5.1 that concern this service, by their numbers, and the ARNs
//! of requests.

use super::*;
use iam::{Context, Policy, Principal};
use serde_json::json;

const INSTANCE: &str = "arn:aws:connect:us-east-1:123456789012:instance/i";

fn of(operation: &str, input: &Value) -> Vec<String> {
    let operation = connect_model::SERVICE.operation(operation).unwrap();
    resources(
        &"123456789012".parse().unwrap(),
        &"us-east-1".parse().unwrap(),
        operation,
        input,
    )
}

/// Whether a user with these statements may, given the tags of all resources.
fn may(statements: &str, operation: &str, input: &Value, tags: &[(&str, &str)]) -> bool {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let policies = [("p".to_owned(), Policy::parse(&text).unwrap())];
    let model = connect_model::SERVICE.operation(operation).unwrap();
    let mut context = Context::default();
    let (account, region) = (
        "123456789012".parse().unwrap(),
        "us-east-1".parse().unwrap(),
    );
    for (key, values) in conditions(&account, &region, model, input) {
        context.set_all(&key, values);
    }
    for (key, value) in tags {
        context.set(&format!("aws:ResourceTag/{key}"), *value);
    }
    let action = format!("connect:{operation}");
    of(operation, input).iter().all(|resource| {
        let request = iam::Request {
            action: &action,
            resource,
            context: &context,
        };
        iam::evaluate(Principal::User, &policies, &request).is_allowed()
    })
}

const ALL: &str = r#"{"Effect":"Allow","Action":"connect:*","Resource":"*"}"#;

#[test]
fn each_resource_that_a_request_names_is_touched() {
    let user = json!({"InstanceId": "i", "UserId": "u"});
    assert_eq!(of("DescribeUser", &user), [format!("{INSTANCE}/agent/u")]);
    let create =
        json!({"InstanceId": "i", "RoutingProfileId": "r", "SecurityProfileIds": ["s", "t"]});
    assert_eq!(
        of("CreateUser", &create),
        [
            format!("{INSTANCE}/routing-profile/r"),
            format!("{INSTANCE}/security-profile/s"),
            format!("{INSTANCE}/security-profile/t"),
            format!("{INSTANCE}/agent/*"),
        ]
    );
    let stop = json!({"InstanceId": "i", "ContactId": "c"});
    assert_eq!(of("StopContact", &stop), [format!("{INSTANCE}/contact/c")]);
    assert_eq!(of("ListInstances", &json!({})), ["*"]);
    let list = json!({"InstanceId": "i"});
    assert_eq!(of("ListQueues", &list), [format!("{INSTANCE}/queue/*")]);
    let tag = json!({"resourceArn": format!("{INSTANCE}/queue/q"), "tags": {"a": "b"}});
    assert_eq!(of("TagResource", &tag), [format!("{INSTANCE}/queue/q")]);
}

#[test]
fn a_table_is_the_same_under_any_alias() {
    let arn = format!("{INSTANCE}/data-table/t");
    for id in ["t", "t:$LATEST", &arn, &format!("{arn}:$SAVED")] {
        let input = json!({"InstanceId": "i", "DataTableId": id});
        assert_eq!(of("DescribeDataTable", &input), std::slice::from_ref(&arn));
    }
    assert_eq!(without_alias("arn:aws:connect"), "arn:aws:connect");
}

#[test]
fn every_row_of_the_data_is_an_operation_and_its_types_are_known() {
    // Views of the service itself and versions are covered by the view's own ARN.
    const LEFT_OUT: [&str; 5] = [
        "instance",
        "ai-agent",
        "aws-managed-view",
        "qualified",
        "version",
    ];
    for (operation, types) in TOUCHED.iter() {
        assert!(
            connect_model::SERVICE.operation(operation).is_some(),
            "{operation}"
        );
        for name in types.split(' ').filter(|it| *it != "-") {
            let name = name.trim_end_matches('*').trim_start_matches("wildcard-");
            let known = KINDS.iter().any(|kind| kind.name == name)
                || LEFT_OUT.iter().any(|part| name.contains(part));
            assert!(known, "{operation}: {name}");
        }
    }
}

#[test]
fn behaviour_1_storage_is_restricted_by_its_resource_type() {
    let only = format!(
        r#"{{"Effect":"Allow","Action":["connect:AssociateInstanceStorageConfig","connect:UpdateInstanceStorageConfig"],
        "Resource":"{INSTANCE}","Condition":{{"StringEquals":{{"connect:StorageResourceType":"CALL_RECORDINGS"}}}}}}"#
    );
    let of = |kind: &str, instance: &str| json!({"InstanceId": instance, "ResourceType": kind});
    let operation = "AssociateInstanceStorageConfig";
    assert!(may(&only, operation, &of("CALL_RECORDINGS", "i"), &[]));
    assert!(!may(
        &only,
        operation,
        &of("CONTACT_TRACE_RECORDS", "i"),
        &[]
    ));
    assert!(!may(&only, operation, &of("CALL_RECORDINGS", "other"), &[]));
}

#[test]
fn behaviour_3_tags_of_the_resource_and_of_the_request_decide() {
    let tagged = r#"{"Effect":"Allow","Action":["connect:DescribeUser","connect:UpdateUser*"],"Resource":"*",
        "Condition":{"StringEquals":{"aws:ResourceTag/Department":"Test"}}},
        {"Effect":"Allow","Action":["connect:CreateUser","connect:TagResource"],"Resource":"*",
        "Condition":{"StringEquals":{"aws:RequestTag/Owner":"TeamA"}}}"#;
    let user = json!({"InstanceId": "i", "UserId": "u"});
    assert!(may(
        tagged,
        "DescribeUser",
        &user,
        &[("Department", "Test")]
    ));
    assert!(!may(
        tagged,
        "DescribeUser",
        &user,
        &[("Department", "Sales")]
    ));
    assert!(!may(tagged, "DescribeUser", &user, &[]));
    let create = |owner: &str| json!({"InstanceId": "i", "Tags": {"Owner": owner}});
    assert!(may(tagged, "CreateUser", &create("TeamA"), &[]));
    assert!(!may(tagged, "CreateUser", &create("TeamB"), &[]));
    assert!(!may(tagged, "CreateUser", &json!({"InstanceId": "i"}), &[]));
}

#[test]
fn behaviour_4_users_of_one_instance_are_protected() {
    let deny = format!(
        r#"{ALL},{{"Effect":"Deny","Action":["connect:DeleteUser","connect:UpdateUser*"],"Resource":"{INSTANCE}/agent/*"}}"#
    );
    let user = |instance: &str| json!({"InstanceId": instance, "UserId": "u"});
    for operation in ["DeleteUser", "UpdateUserPhoneConfig"] {
        assert!(!may(&deny, operation, &user("i"), &[]), "{operation}");
        assert!(may(&deny, operation, &user("other"), &[]), "{operation}");
    }
    assert!(may(&deny, "DescribeUser", &user("i"), &[]));
}

#[test]
fn behaviour_5_a_denied_security_profile_refuses_the_user_that_names_it() {
    let deny = format!(
        r#"{{"Effect":"Allow","Action":"connect:CreateUser","Resource":"*"}},
        {{"Effect":"Deny","Action":"connect:CreateUser","Resource":"{INSTANCE}/security-profile/admin"}}"#
    );
    let with = |profiles: Value| json!({"InstanceId": "i", "RoutingProfileId": "r", "SecurityProfileIds": profiles});
    assert!(may(&deny, "CreateUser", &with(json!(["agent"])), &[]));
    assert!(!may(
        &deny,
        "CreateUser",
        &with(json!(["agent", "admin"])),
        &[]
    ));
}

#[test]
fn behaviour_6_contacts_are_named_under_their_instance() {
    let only = format!(
        r#"{{"Effect":"Allow","Action":["connect:StartContactRecording","connect:StopContactRecording",
        "connect:StartOutboundVoiceContact","connect:GetContactAttributes","connect:StopContact"],
        "Resource":"{INSTANCE}/contact/*"}}"#
    );
    let contact =
        |instance: &str| json!({"InstanceId": instance, "ContactId": "c", "InitialContactId": "c"});
    for operation in [
        "StartContactRecording",
        "StopContactRecording",
        "GetContactAttributes",
        "StopContact",
    ] {
        assert!(may(&only, operation, &contact("i"), &[]), "{operation}");
        assert!(
            !may(&only, operation, &contact("other"), &[]),
            "{operation}"
        );
    }
    let call = json!({"InstanceId": "i", "ContactFlowId": "f", "DestinationPhoneNumber": "+1"});
    assert!(may(&only, "StartOutboundVoiceContact", &call, &[]));
}

#[test]
fn behaviour_7_a_callers_number_needs_both_of_its_arns() {
    let v1 = format!("{INSTANCE}/phone-number/n");
    let v2 = "arn:aws:connect:us-east-1:123456789012:phone-number/n";
    let rest = format!(r#""{INSTANCE}/queue/*","{INSTANCE}/operating-hours/*""#);
    let allow = |arns: &str| {
        format!(r#"{{"Effect":"Allow","Action":"connect:*","Resource":[{arns},{rest}]}}"#)
    };
    let create = json!({"InstanceId": "i", "HoursOfOperationId": "h",
        "OutboundCallerConfig": {"OutboundCallerIdNumberId": "n"}});
    let update = json!({"InstanceId": "i", "QueueId": "q",
        "OutboundCallerConfig": {"OutboundCallerIdNumberId": "n"}});
    for (operation, input) in [
        ("CreateQueue", create),
        ("UpdateQueueOutboundCallerConfig", update),
    ] {
        let both = allow(&format!(r#""{v1}","{v2}""#));
        assert!(may(&both, operation, &input, &[]), "{operation}");
        for one in [&v1, v2] {
            let one = allow(&format!(r#""{one}""#));
            assert!(!may(&one, operation, &input, &[]), "{operation}: {one}");
        }
    }
}

#[test]
fn behaviour_8_a_search_by_transcript_is_refused_and_others_are_not() {
    let deny = format!(
        r#"{{"Effect":"Allow","Action":"connect:SearchContacts","Resource":"*"}},
        {{"Effect":"Deny","Action":"connect:SearchContacts","Resource":"{INSTANCE}","Condition":
        {{"ForAnyValue:StringEquals":{{"connect:SearchContactsByContactAnalysis":["Transcript"]}}}}}}"#
    );
    let search = |criteria: Value| json!({"InstanceId": "i", "SearchCriteria": criteria});
    let by_transcript = json!({"ContactAnalysis": {"Transcript": {"Criteria": []}}});
    assert!(!may(&deny, "SearchContacts", &search(by_transcript), &[]));
    assert!(may(
        &deny,
        "SearchContacts",
        &search(json!({"Channels": ["VOICE"]})),
        &[]
    ));
}

#[test]
fn an_instance_and_searched_tags_are_condition_keys() {
    let one = r#"{"Effect":"Allow","Action":"connect:*","Resource":"*",
        "Condition":{"StringEquals":{"connect:InstanceId":["i"]}}}"#;
    assert!(may(
        one,
        "GetFederationToken",
        &json!({"InstanceId": "i"}),
        &[]
    ));
    assert!(!may(
        one,
        "GetFederationToken",
        &json!({"InstanceId": "j"}),
        &[]
    ));
    let team = r#"{"Effect":"Allow","Action":"connect:SearchUsers","Resource":"*",
        "Condition":{"StringEquals":{"connect:SearchTag/Team":"a"}}}"#;
    let by = |value: &str| {
        json!({"InstanceId": "i", "SearchFilter": {"TagFilter":
            {"AndConditions": [{"TagKey": "Team", "TagValue": value}]}}})
    };
    assert!(may(team, "SearchUsers", &by("a"), &[]));
    assert!(!may(team, "SearchUsers", &by("b"), &[]));
    assert!(!may(team, "SearchUsers", &json!({"InstanceId": "i"}), &[]));
}

#[test]
fn filters_of_metrics_name_resources() {
    let filter = |key: &str, id: &str| json!({"FilterKey": key, "FilterValues": [id]});
    let input = json!({
        "ResourceArn": INSTANCE,
        "Filters": [
            filter("QUEUE", "q"),
            filter("AGENT", "a"),
            filter("AGENT_HIERARCHY_LEVEL_TWO", "g"),
            filter("CHANNEL", "VOICE"),
        ],
    });
    let under = |path: &str| format!("{INSTANCE}/{path}");
    let expected = [under("agent-group/g"), under("queue/q"), under("agent/a")];
    assert_eq!(of("GetMetricDataV2", &input), expected);
    let current = json!({"InstanceId": "i", "Filters": {"Queues": ["q"]}});
    assert_eq!(of("GetCurrentMetricData", &current), [under("queue/q")]);
}
