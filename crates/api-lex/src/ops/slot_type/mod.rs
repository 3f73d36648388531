//! Slot types: kinds of values that a bot has of its own.

mod delete_slot_type;

use crate::common::invalid;
use crate::part::Part;
use resources::Kind;
use serde_json::json;

/// Slot types are parts of a locale.
const SLOT_TYPE: Part = Part {
    kind: Kind::LexSlotType,
    id: "slotTypeId",
    name: "slotTypeName",
    whole: &["botId", "botVersion", "localeId"],
    most: 250,
    summary: |it| {
        let category = match () {
            () if it.contains_key("compositeSlotTypeSetting") => "Composite",
            () if it.contains_key("externalSourceSetting") => "ExternalGrammar",
            () if it.contains_key("parentSlotTypeSignature") => "Extended",
            () => "Custom",
        };
        it.insert("slotTypeCategory".into(), json!(category));
    },
    check: |it| match it.text("parentSlotTypeSignature") {
        Some(parent) if bots::BuiltInSlotType::find(parent).is_none() => {
            Err(invalid(format!("there is no built-in slot type {parent}")))
        }
        _ => Ok(()),
    },
};

operations! {
    DeleteSlotType => delete_slot_type::delete_slot_type,
    ; part SLOT_TYPE {
        CreateSlotType => create,
        DescribeSlotType => describe,
        ListSlotTypes => list,
        UpdateSlotType => update,
    }
}
