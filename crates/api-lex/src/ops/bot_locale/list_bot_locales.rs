//! ListBotLocales.

use super::shown;
use crate::common::{Result, get, page, path, required};
use crate::part::{fits, kept_path, of_whole, sorted};
use crate::shape::{Object, rows};
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn list_bot_locales(ctx: &Ctx, input: Value) -> Result<Value> {
    let version = required(&input, "botVersion")?;
    get(ctx, Kind::LexBot, required(&input, "botId")?).await?;
    let whole = path(&input, &["botId", "botVersion"])?;
    if version != crate::common::DRAFT {
        get(ctx, Kind::LexBotVersion, &whole).await?;
    }
    let name = |full: &Object| {
        let name = full.get("localeName").and_then(Value::as_str);
        name.unwrap_or_default().to_owned()
    };
    let mut found = of_whole(ctx, Kind::LexBotLocale, &whole).await?;
    found.sort_by_key(|it| name(&shown(it)));
    let found = found.into_iter().filter(|it| fits(&input, &name(&shown(it))));
    let query = (&whole, input.get("filters"), input.get("sortBy"));
    let (found, next) = page(ctx, &input, query, sorted(&input, found))?;
    let shown: Vec<Object> = found.iter().map(shown).collect();
    Ok(rows(ctx, &kept_path(&input), &shown, next))
}
