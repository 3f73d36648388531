//! UpdateBot: what the request says in place of what was there.

use super::{check, shown};
use crate::common::{NOWHERE, Result, get, required};
use crate::part::{kept, turn};
use crate::shape::answer;
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn update_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    check(&input)?;
    let id = required(&input, "botId")?;
    let _turn = turn(ctx, id).await;
    let mut bot = get(ctx, Kind::LexBot, id).await?;
    let was = bot.was();
    bot.value.name = required(&input, "botName")?.to_owned();
    bot.value.body = kept(&input, "");
    bot.modified = ctx.now();
    let puts = vec![(bot.value.clone().into(), Some(was))];
    ctx.change_all(NOWHERE, puts, Vec::new()).await?;
    Ok(answer(ctx, &shown(&bot)))
}
