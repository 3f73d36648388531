//! CreateBotLocale: a locale of the draft with its fallback intent.

use super::{name_of, shown};
use crate::common::{NOWHERE, Result, find, get, path, required};
use crate::part::{kept, made, turn};
use crate::shape::{Object, answer};
use aws_wire::Value;
use resources::Kind;
use serde_json::json;
use services::{Ctx, ServiceError, Stored};

/// The fallback's identifier in each locale.
const FALLBACK: &str = "FALLBCKINT";

pub(crate) async fn create_bot_locale(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let _turn = turn(ctx, bot).await;
    get(ctx, Kind::LexBot, bot).await?;
    let locale = required(&input, "localeId")?;
    name_of(locale)?;
    let whole = path(&input, &["botId", "botVersion"])?;
    let id = format!("{whole}/{locale}");
    if find(ctx, Kind::LexBotLocale, &id).await?.is_some() {
        return Err(ServiceError::Duplicate {
            what: "bot locale",
            name: locale.to_owned(),
        });
    }
    let mut body = kept(&input, "");
    body.insert("botLocaleStatus".into(), json!("NotBuilt"));
    let it = made(Kind::LexBotLocale, id.clone(), "", &whole, body);
    let mut body = Object::new();
    body.insert("intentName".into(), json!("FallbackIntent"));
    body.insert("description".into(), json!("Default intent when no other intent matches"));
    body.insert("parentIntentSignature".into(), json!("AMAZON.FallbackIntent"));
    let of_intent = format!("{id}/{FALLBACK}");
    let intent = made(Kind::LexIntent, of_intent, "FallbackIntent", &id, body);
    let puts = vec![(it.clone().into(), None), (intent.into(), None)];
    ctx.change_all(NOWHERE, puts, Vec::new()).await?;
    let now = ctx.now();
    let mut full = shown(&Stored {
        value: it,
        revision: 1,
        created: now,
        modified: now,
    });
    full.insert("botLocaleStatus".into(), json!("Creating"));
    Ok(answer(ctx, &full))
}
