//! ListBotAliases.

use super::shown;
use crate::common::{Result, get, page, required};
use crate::part::{kept_path, of_whole};
use crate::shape::{Object, rows};
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn list_bot_aliases(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    get(ctx, Kind::LexBot, bot).await?;
    let found = of_whole(ctx, Kind::LexBotAlias, bot).await?;
    let (found, next) = page(ctx, &input, bot, found)?;
    let shown: Vec<Object> = found.iter().map(shown).collect();
    Ok(rows(ctx, &kept_path(&input), &shown, next))
}
