//! ListBots: all bots of the account, by name.

use super::shown;
use crate::common::{Result, all, page, text};
use crate::ops::bot_version::latest;
use crate::part::{fits, sorted};
use crate::shape::{Object, rows};
use aws_wire::Value;
use resources::Kind;
use serde_json::json;
use services::Ctx;
use store::Filter;

pub(crate) async fn list_bots(ctx: &Ctx, input: Value) -> Result<Value> {
    let found = all(ctx, Kind::LexBot, Filter::default()).await?;
    let of_type = |wanted: Option<&str>| wanted.is_none_or(|it| it == "Bot");
    let asked = input.get("filters").and_then(Value::as_array);
    let types = asked.into_iter().flatten().all(|filter| {
        text(filter, "name") != Some("BotType")
            || of_type(filter.pointer("/values/0").and_then(Value::as_str))
    });
    let found = found.into_iter().filter(|it| types && fits(&input, &it.value.name));
    let query = (input.get("filters"), input.get("sortBy"));
    let (found, next) = page(ctx, &input, query, sorted(&input, found))?;
    let mut summaries = Vec::new();
    for bot in &found {
        let mut full = shown(bot);
        if let Some(version) = latest(ctx, &bot.value.id).await? {
            full.insert("latestBotVersion".into(), json!(version.to_string()));
        }
        summaries.push(full);
    }
    Ok(rows(ctx, &Object::new(), &summaries, next))
}
