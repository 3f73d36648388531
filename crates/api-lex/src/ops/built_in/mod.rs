//! What is built in: intents and slot types of the engine.

mod list_built_in_intents;
mod list_built_in_slot_types;

use crate::common::{Result, page, required};
use crate::ops::bot_locale::name_of;
use crate::shape::{Object, rows};
use aws_wire::Value;
use serde_json::json;
use services::Ctx;

operations! {
    ListBuiltInIntents => list_built_in_intents::list_built_in_intents,
    ListBuiltInSlotTypes => list_built_in_slot_types::list_built_in_slot_types,
}

/// A page of pairs of a signature and a description.
fn list(
    ctx: &Ctx,
    input: &Value,
    member: &str,
    mut all: Vec<(&'static str, &'static str)>,
) -> Result<Value> {
    let locale = required(input, "localeId")?;
    name_of(locale)?;
    if input.pointer("/sortBy/order").and_then(Value::as_str) == Some("Descending") {
        all.reverse();
    }
    let query = (locale, input.get("sortBy"));
    let (found, next) = page(ctx, input, query, all)?;
    let shown = found.into_iter().map(|(signature, description)| {
        let mut row = Object::new();
        row.insert(member.into(), json!(signature));
        row.insert("description".into(), json!(description));
        row
    });
    let shown: Vec<Object> = shown.collect();
    let mut outer = Object::new();
    outer.insert("localeId".into(), json!(locale));
    Ok(rows(ctx, &outer, &shown, next))
}
