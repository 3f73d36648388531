//! Slots: what an intent needs to know.

use crate::part::Part;
use resources::Kind;

/// Slots are parts of an intent.
const SLOT: Part = Part {
    kind: Kind::LexSlot,
    id: "slotId",
    name: "slotName",
    whole: &["botId", "botVersion", "localeId", "intentId"],
    most: 100,
    summary: |it| {
        let setting = it.get("valueElicitationSetting").cloned().unwrap_or_default();
        let members = [
            ("slotConstraint", "slotConstraint"),
            ("promptSpecification", "valueElicitationPromptSpecification"),
        ];
        for (from, to) in members {
            if let Some(value) = setting.get(from) {
                it.insert(to.into(), value.clone());
            }
        }
    },
    check: |_| Ok(()),
};

operations! {
    ; part SLOT {
        CreateSlot => create,
        DeleteSlot => delete,
        DescribeSlot => describe,
        ListSlots => list,
        UpdateSlot => update,
    }
}
