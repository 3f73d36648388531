//! CreateBotAlias.

use super::{kept, shown};
use crate::common::{NOWHERE, Result, get, new_id, required, tags};
use crate::part::{made, of_whole, turn};
use crate::shape::answer;
use aws_wire::{ToWire, Value};
use resources::Kind;
use serde_json::json;
use services::{Ctx, ServiceError, Stored};

/// Aliases of one bot. Source: Lex quotas.
const MOST: usize = 100;

pub(crate) async fn create_bot_alias(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let _turn = turn(ctx, bot).await;
    get(ctx, Kind::LexBot, bot).await?;
    let name = required(&input, "botAliasName")?;
    if of_whole(ctx, Kind::LexBotAlias, bot).await?.len() >= MOST {
        return Err(ServiceError::LimitExceeded {
            what: "bot alias",
            limit: MOST as u64,
        });
    }
    let body = kept(ctx, bot, &input, false).await?;
    let id = format!("{bot}/{}", new_id(ctx));
    let mut alias = made(Kind::LexBotAlias, id, name, bot, body);
    alias.tags = tags(&input, "tags")?;
    ctx.change_all(NOWHERE, vec![(alias.clone().into(), None)], Vec::new()).await?;
    let now = ctx.now();
    let tags = alias.tags.clone().to_wire();
    let mut full = shown(&Stored {
        value: alias,
        revision: 1,
        created: now,
        modified: now,
    });
    full.insert("botAliasStatus".into(), json!("Creating"));
    full.insert("tags".into(), tags);
    Ok(answer(ctx, &full))
}
