//! DeleteBotVersion: a version with its copies. While an alias points to it, only when the check is
//! left out.

use crate::common::{NOWHERE, OF_VERSION, Result, all, flag, get, path, refused, required};
use crate::part::{of_whole, turn};
use aws_wire::Value;
use resources::{Kind, Resource};
use serde_json::json;
use services::{Ctx, Was};
use store::Filter;

pub(crate) async fn delete_bot_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let version = required(&input, "botVersion")?;
    let _turn = turn(ctx, bot).await;
    let id = path(&input, &["botId", "botVersion"])?;
    let found = get(ctx, Kind::LexBotVersion, &id).await?;
    if !flag(&input, "skipResourceInUseCheck") {
        let aliases = of_whole(ctx, Kind::LexBotAlias, bot).await?;
        let user = aliases.iter().find(|it| it.value.text("botVersion") == Some(version));
        if let Some(user) = user {
            let name = &user.value.name;
            return Err(refused(format!("version {version} is in use by the alias {name}")));
        }
    }
    let mut deletes: Vec<(Resource, Option<Was>)> = Vec::new();
    for kind in [
        Kind::LexBotLocale,
        Kind::LexBuiltLocale,
        Kind::LexIntent,
        Kind::LexSlot,
        Kind::LexSlotType,
    ] {
        for part in all(ctx, kind, Filter::facet(OF_VERSION, &*id)).await? {
            let was = part.was();
            deletes.push((part.value.into(), Some(was)));
        }
    }
    let was = found.was();
    deletes.push((found.value.into(), Some(was)));
    ctx.change_all(NOWHERE, Vec::new(), deletes).await?;
    Ok(json!({"botId": bot, "botVersion": version, "botStatus": "Deleting"}))
}
