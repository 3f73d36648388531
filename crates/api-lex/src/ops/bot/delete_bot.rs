//! DeleteBot: a bot with all that belongs to it. While an alias other than the test alias points to
//! it, only when the check is left out.

use crate::common::{
    NOWHERE, OF_BOT, Result, TEST_ALIAS, all, flag, get, refused, required,
};
use crate::part::turn;
use aws_wire::Value;
use resources::{Kind, Resource};
use serde_json::json;
use services::{Ctx, Was};
use store::Filter;

/// Kinds that belong to a bot.
const PARTS: [Kind; 8] = [
    Kind::LexBotAlias,
    Kind::LexBotVersion,
    Kind::LexBotLocale,
    Kind::LexBuiltLocale,
    Kind::LexIntent,
    Kind::LexSlot,
    Kind::LexSlotType,
    Kind::LexResourcePolicy,
];

pub(crate) async fn delete_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = required(&input, "botId")?;
    let _turn = turn(ctx, id).await;
    let bot = get(ctx, Kind::LexBot, id).await?;
    let was = bot.was();
    let mut deletes: Vec<(Resource, Option<Was>)> = Vec::new();
    for kind in PARTS {
        for part in all(ctx, kind, Filter::facet(OF_BOT, id)).await? {
            let test = part.value.id.ends_with(TEST_ALIAS);
            if kind == Kind::LexBotAlias && !test && !flag(&input, "skipResourceInUseCheck") {
                let name = &part.value.name;
                return Err(refused(format!("bot {id} is in use by the alias {name}")));
            }
            let was = part.was();
            deletes.push((part.value.into(), Some(was)));
        }
    }
    deletes.push((bot.value.into(), Some(was)));
    ctx.change_all(NOWHERE, Vec::new(), deletes).await?;
    Ok(json!({"botId": id, "botStatus": "Deleting"}))
}
