//! Rules: when something happens and conditions hold, do this. What is kept here is their
//! configuration. Source: connect-e-cases-quality.md §5.

mod actions;
mod function;
mod write;

use crate::common::Result;
use crate::plain::{Plain, values};
use crate::search::Field;
use aws_wire::{ToWire, Value};
use resources::Kind;
use serde_json::json;

pub(crate) const RULE: Plain = Plain {
    // Source: SearchRules, `StringCondition`. No rule has a capability tier: none is generative.
    fields: &[
        ("PublishStatus", Field::Exactly("publish-status")),
        ("EventSourceName", Field::Exactly("event-source")),
        ("ActionSummaries", Field::Exactly(ACTION)),
        ("RuleCapabilityTiers", Field::Exactly("capability-tier")),
        (
            "IntegrationAssociationId",
            Field::Exactly(Kind::IntegrationAssociation.name()),
        ),
    ],
    words: &[
        ("PublishStatus", "publish-status"),
        ("EventSourceName", "event-source"),
    ],
    facets: &[
        ("/PublishStatus", "publish-status"),
        ("/TriggerEventSource/EventSourceName", "event-source"),
        ("/Actions/*/ActionType", ACTION),
    ],
    refers: &[
        (
            "/TriggerEventSource/IntegrationAssociationId",
            Kind::IntegrationAssociation,
        ),
        ("/Actions/*/TaskAction/ContactFlowId", Kind::Flow),
        (
            "/Actions/*/SendNotificationAction/Recipient/UserIds/*",
            Kind::User,
        ),
        (
            "/Actions/*/SendNotificationAction/Exclusion/UserIds/*",
            Kind::User,
        ),
        (
            "/Actions/*/SendInAppNotificationAction/Recipient/UserIds/*",
            Kind::User,
        ),
        (
            "/Actions/*/SendInAppNotificationAction/Exclusion/UserIds/*",
            Kind::User,
        ),
    ],
    check,
    shown: |_, _, it, full| {
        let body = Value::Object(it.value.body.clone());
        let kinds = values(&body, "/Actions/*/ActionType");
        let summaries: Vec<Value> = kinds.iter().map(|it| json!({"ActionType": it})).collect();
        full.insert("ActionSummaries".into(), Value::Array(summaries));
        if let Some(source) = body.pointer("/TriggerEventSource/EventSourceName") {
            full.insert("EventSourceName".into(), source.clone());
        }
        full.insert("LastUpdatedTime".into(), it.modified.to_wire());
    },
    ..Plain::of(Kind::Rule, "RuleId", "RuleArn")
};

/// The facet of the kinds of actions.
const ACTION: &str = "action";

/// Conditions and actions fit what triggers the rule.
fn check(it: &mut resources::Plain) -> Result<()> {
    let body = Value::Object(it.body.clone());
    let source = body
        .pointer("/TriggerEventSource/EventSourceName")
        .and_then(Value::as_str)
        .unwrap_or_default();
    actions::check_source(&body, source)?;
    function::check(it.text("Function").unwrap_or_default(), source)?;
    let actions = body.get("Actions").and_then(Value::as_array);
    for action in actions.into_iter().flatten() {
        actions::check(action, source)?;
    }
    Ok(())
}

crate::row::operations! {
    ; raw:
    CreateRule => write::create_rule,
    UpdateRule => write::update_rule,
    ; plain super::rule::RULE {
        DeleteRule => delete,
        DescribeRule => describe,
        ListRules => list,
        SearchRules => search,
    }
}
