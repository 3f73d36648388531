//! UpdateBotAlias: what the request says in place of what was there.

use super::{kept, shown};
use crate::common::{NOWHERE, Result, TEST_ALIAS, get, path, required};
use crate::part::turn;
use crate::shape::answer;
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn update_bot_alias(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let _turn = turn(ctx, bot).await;
    let id = path(&input, &["botId", "botAliasId"])?;
    let mut alias = get(ctx, Kind::LexBotAlias, &id).await?;
    let was = alias.was();
    let test = id.ends_with(TEST_ALIAS);
    alias.value.body = kept(ctx, bot, &input, test).await?;
    alias.value.name = required(&input, "botAliasName")?.to_owned();
    alias.modified = ctx.now();
    let puts = vec![(alias.value.clone().into(), Some(was))];
    ctx.change_all(NOWHERE, puts, Vec::new()).await?;
    Ok(answer(ctx, &shown(&alias)))
}
