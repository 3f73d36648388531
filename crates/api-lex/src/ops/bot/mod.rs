//! Bots.

mod create_bot;
mod delete_bot;
mod describe_bot;
mod list_bots;
mod update_bot;

use crate::common::{Result, invalid, text, time};
use crate::shape::Object;
use aws_wire::Value;
use resources::Plain;
use serde_json::json;
use services::Stored;

operations! {
    CreateBot => create_bot::create_bot,
    DeleteBot => delete_bot::delete_bot,
    DescribeBot => describe_bot::describe_bot,
    ListBots => list_bots::list_bots,
    UpdateBot => update_bot::update_bot,
}

/// A bot as it is shown.
fn shown(of: &Stored<Plain>) -> Object {
    let mut full = of.value.body.clone();
    full.insert("botId".into(), json!(of.value.id));
    full.insert("botStatus".into(), json!("Available"));
    full.entry("botType").or_insert_with(|| json!("Bot"));
    full.insert("creationDateTime".into(), time(of.created));
    full.insert("lastUpdatedDateTime".into(), time(of.modified));
    full
}

/// Networks of bots are not built.
fn check(input: &Value) -> Result<()> {
    let members = input.get("botMembers").and_then(Value::as_array);
    if text(input, "botType") == Some("BotNetwork") || members.is_some_and(|it| !it.is_empty()) {
        return Err(invalid("networks of bots are not built here"));
    }
    Ok(())
}
