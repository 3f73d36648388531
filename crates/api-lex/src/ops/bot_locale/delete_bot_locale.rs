//! DeleteBotLocale: a locale of the draft with all that belongs to it.

use crate::common::{NOWHERE, OF_VERSION, Result, all, path, required};
use crate::part::{locale, turn};
use aws_wire::Value;
use resources::{Kind, Resource};
use serde_json::json;
use services::{Ctx, Was};
use store::Filter;

pub(crate) async fn delete_bot_locale(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let _turn = turn(ctx, bot).await;
    let it = locale(ctx, &input).await?;
    let version = path(&input, &["botId", "botVersion"])?;
    let id = it.value.id.clone();
    let below = format!("{id}/");
    let mut deletes: Vec<(Resource, Option<Was>)> = Vec::new();
    for kind in [Kind::LexBuiltLocale, Kind::LexIntent, Kind::LexSlot, Kind::LexSlotType] {
        for part in all(ctx, kind, Filter::facet(OF_VERSION, &*version)).await? {
            if part.value.id == id || part.value.id.starts_with(&below) {
                let was = part.was();
                deletes.push((part.value.into(), Some(was)));
            }
        }
    }
    let was = it.was();
    deletes.push((it.value.into(), Some(was)));
    ctx.change_all(NOWHERE, Vec::new(), deletes).await?;
    Ok(json!({
        "botId": bot,
        "botVersion": required(&input, "botVersion")?,
        "localeId": required(&input, "localeId")?,
        "botLocaleStatus": "Deleting",
    }))
}
