//! DeleteBotAlias: any alias but the test alias, which is there as long as its bot.

use crate::common::{NOWHERE, Result, TEST_ALIAS, get, path, refused, required};
use crate::part::turn;
use aws_wire::Value;
use resources::Kind;
use serde_json::json;
use services::Ctx;

pub(crate) async fn delete_bot_alias(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let alias = required(&input, "botAliasId")?;
    let _turn = turn(ctx, bot).await;
    if alias == TEST_ALIAS {
        return Err(refused("the test alias cannot be deleted"));
    }
    let id = path(&input, &["botId", "botAliasId"])?;
    let found = get(ctx, Kind::LexBotAlias, &id).await?;
    let was = found.was();
    let deletes = vec![(found.value.into(), Some(was))];
    ctx.change_all(NOWHERE, Vec::new(), deletes).await?;
    Ok(json!({"botId": bot, "botAliasId": alias, "botAliasStatus": "Deleting"}))
}
