//! Condition keys of a request: its tags, and the service's own keys.
//!
//! Keys about a contact that already exists (`connect:Channel`, `connect:UserArn`,
//! `connect:ContactAssociationId`) are not given: a condition on them does not hold, unless it is
//! negated or `IfExists`.

use super::instance;
use aws_wire::{OperationModel, Value};
use ids::{Account, Region};

/// Members whose text is a condition key's value, as they are: operations whose names hold this,
/// member, key.
const PLAIN: &[(&str, &str, &str)] = &[
    (
        "InstanceStorageConfig",
        "ResourceType",
        "connect:StorageResourceType",
    ),
    (
        "InstanceAttribute",
        "AttributeType",
        "connect:AttributeType",
    ),
    (
        "MonitorContact",
        "AllowedMonitorCapabilities",
        "connect:MonitorCapabilities",
    ),
    ("CreateContactFlow", "Type", "connect:FlowType"),
    ("ListContactFlows", "ContactFlowTypes", "connect:FlowType"),
    ("CreateContact", "Channel", "connect:Channel"),
    (
        "CreateContact",
        "InitiationMethod",
        "connect:ContactInitiationMethod",
    ),
    (
        "ListRealtimeContactAnalysisSegmentsV2",
        "OutputType",
        "connect:ListRealtimeContactAnalysisSegmentsByOutputType",
    ),
    (
        "ListRealtimeContactAnalysisSegmentsV2",
        "SegmentTypes",
        "connect:ListRealtimeContactAnalysisSegmentsBySegmentType",
    ),
];

/// All of a request.
pub(crate) fn conditions(
    account: &Account,
    region: &Region,
    operation: &OperationModel,
    input: &Value,
) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    let instance = instance(account, region, input);
    if let Some(arn) = &instance
        && let Some((_, id)) = arn.split_once(":instance/")
    {
        out.push(("connect:InstanceId".to_owned(), vec![id.to_owned()]));
    }
    tags(input, &mut out);
    for (operations, member, key) in PLAIN {
        let values = input.get(member).map(texts).unwrap_or_default();
        if operation.name.contains(operations) && !values.is_empty() {
            out.push(((*key).to_owned(), values));
        }
    }
    if operation.name == "SearchContacts"
        && let Some(Value::Object(analysis)) = input.pointer("/SearchCriteria/ContactAnalysis")
    {
        let key = "connect:SearchContactsByContactAnalysis".to_owned();
        out.push((key, analysis.keys().cloned().collect()));
    }
    if operation.name == "AssociateContactWithUser"
        && let (Some(instance), Some(user)) =
            (instance, input.get("UserId").and_then(Value::as_str))
    {
        let arn = if user.starts_with("arn:") {
            user.to_owned()
        } else {
            format!("{instance}/agent/{user}")
        };
        out.push(("connect:PreferredUserArn".to_owned(), vec![arn]));
    }
    if operation.name.starts_with("Search")
        && let Some(filter) = input.pointer("/SearchFilter/TagFilter")
    {
        search_tags(filter, &mut out);
    }
    if let Some(subtype) = input
        .pointer("/SegmentAttributes/connect:Subtype/ValueString")
        .and_then(Value::as_str)
    {
        out.push(("connect:Subtype".to_owned(), vec![subtype.to_owned()]));
    }
    out
}

/// `aws:RequestTag/<key>` and `aws:TagKeys`, also of an operation that takes tags away.
fn tags(input: &Value, out: &mut Vec<(String, Vec<String>)>) {
    let mut keys = Vec::new();
    for member in ["Tags", "tags"] {
        if let Some(Value::Object(tags)) = input.get(member) {
            for (key, value) in tags {
                keys.push(key.clone());
                let value = value.as_str().unwrap_or_default().to_owned();
                out.push((format!("aws:RequestTag/{key}"), vec![value]));
            }
        }
    }
    for member in ["TagKeys", "tagKeys"] {
        keys.extend(input.get(member).map(texts).unwrap_or_default());
    }
    if !keys.is_empty() {
        out.push(("aws:TagKeys".to_owned(), keys));
    }
}

/// `connect:SearchTag/<key>` of each tag that a search's filter names, at any depth.
fn search_tags(filter: &Value, out: &mut Vec<(String, Vec<String>)>) {
    match filter {
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            if let Some(key) = text("TagKey") {
                let key = format!("connect:SearchTag/{key}");
                let value = text("TagValue").unwrap_or_default().to_owned();
                match out.iter_mut().find(|(name, _)| *name == key) {
                    Some((_, values)) => values.push(value),
                    None => out.push((key, vec![value])),
                }
            }
            members.values().for_each(|inner| search_tags(inner, out));
        }
        Value::Array(items) => items.iter().for_each(|item| search_tags(item, out)),
        _ => {}
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}
