//! ListBotVersions: the draft and the numbered versions, by number.

use super::{number, shown};
use crate::common::{DRAFT, Result, get, page, required};
use crate::part::{kept_path, of_whole};
use crate::shape::{Object, rows};
use aws_wire::Value;
use resources::Kind;
use serde_json::json;
use services::Ctx;

pub(crate) async fn list_bot_versions(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = required(&input, "botId")?;
    let bot = get(ctx, Kind::LexBot, id).await?;
    let mut found = of_whole(ctx, Kind::LexBotVersion, id).await?;
    found.sort_by_key(|it| number(&it.value));
    let mut all: Vec<Object> = found.iter().map(shown).collect();
    let mut draft = shown(&bot);
    draft.insert("botVersion".into(), json!(DRAFT));
    all.insert(0, draft);
    if input.pointer("/sortBy/order").and_then(Value::as_str) == Some("Descending") {
        all.reverse();
    }
    let query = (id, input.get("sortBy"));
    let (shown, next) = page(ctx, &input, query, all)?;
    Ok(rows(ctx, &kept_path(&input), &shown, next))
}
