//! Quick connects: where agents transfer contacts to with a click.
//! Source: connect-c-flows.md §10.

use crate::common::{Result, invalid};
use crate::plain::Plain;
use resources::Kind;
use serde_json::Value;

pub(crate) const QUICK_CONNECT: Plain = Plain {
    words: &[("QuickConnectTypes", "type")],
    facets: &[
        ("/QuickConnectConfig/QuickConnectType", "type"),
        ("/QuickConnectConfig/UserConfig/UserId", "transfer-user"),
    ],
    refers: &[
        ("/QuickConnectConfig/QueueConfig/QueueId", Kind::Queue),
        ("/QuickConnectConfig/QueueConfig/ContactFlowId", Kind::Flow),
        ("/QuickConnectConfig/UserConfig/UserId", Kind::User),
        ("/QuickConnectConfig/UserConfig/ContactFlowId", Kind::Flow),
        ("/QuickConnectConfig/FlowConfig/ContactFlowId", Kind::Flow),
    ],
    check,
    shown: |_, _, it, full| {
        if let Some(kind) = it
            .value
            .body
            .get("QuickConnectConfig")
            .and_then(|it| it.get("QuickConnectType"))
        {
            full.insert("QuickConnectType".into(), kind.clone());
        }
    },
    ..Plain::of(Kind::QuickConnect, "QuickConnectId", "QuickConnectARN")
};

/// The configuration of the type that it says, and of no other.
fn check(it: &mut resources::Plain) -> Result<()> {
    let config = it.body.get("QuickConnectConfig").and_then(Value::as_object);
    let Some(config) = config else { return Ok(()) };
    let kind = config.get("QuickConnectType").and_then(Value::as_str);
    let wanted = match kind {
        Some("USER") => "UserConfig",
        Some("QUEUE") => "QueueConfig",
        Some("FLOW") => "FlowConfig",
        _ => "PhoneConfig",
    };
    if !config.contains_key(wanted) {
        return Err(invalid(format!(
            "QuickConnectConfig.{wanted} is required for this type"
        )));
    }
    let other = config
        .keys()
        .find(|key| *key != "QuickConnectType" && *key != wanted);
    if let Some(other) = other {
        return Err(invalid(format!(
            "QuickConnectConfig.{other} does not belong to this type"
        )));
    }
    let number = config.get("PhoneConfig").and_then(|it| it.get("PhoneNumber"));
    match number.and_then(Value::as_str) {
        Some(number) if number.parse::<ids::PhoneNumber>().is_err() => Err(invalid(format!(
            "PhoneNumber {number:?} is no number in E.164 form"
        ))),
        _ => Ok(()),
    }
}

crate::row::operations! {
    ; plain super::quick_connect::QUICK_CONNECT {
        CreateQuickConnect => create,
        DeleteQuickConnect => delete,
        DescribeQuickConnect => describe,
        ListQuickConnects => list,
        SearchQuickConnects => search,
        UpdateQuickConnectConfig => update,
        UpdateQuickConnectName => update,
    }
}
