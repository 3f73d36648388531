//! BuildBotLocale: makes of a draft's locale what the engine runs, or says why it cannot.
//!
//! The service builds for a while and answers `Building`. Ours is done when it answers; what it
//! came to is shown by DescribeBotLocale, `Built` or `Failed` with reasons.

use crate::common::{NOWHERE, Result, find, required, time};
use crate::compile::compile;
use crate::part::{locale, made, turn};
use aws_wire::Value;
use bots::Bot;
use resources::{Kind, Resource};
use serde_json::json;
use services::{Ctx, ServiceError, Was};

pub(crate) async fn build_bot_locale(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let _turn = turn(ctx, bot).await;
    let mut it = locale(ctx, &input).await?;
    let was = it.was();
    let id = it.value.id.clone();
    let submitted = time(ctx.now());
    it.value.body.insert("lastBuildSubmittedDateTime".into(), submitted.clone());
    let (compiled, mut reasons) = compile(ctx, &it.value).await?;
    let body = serde_json::to_value(&compiled).map_err(ServiceError::internal)?;
    if let Err(problems) = Bot::new(compiled) {
        reasons.extend(problems.iter().map(ToString::to_string));
    }
    let mut puts: Vec<(Resource, Option<Was>)> = Vec::new();
    if reasons.is_empty() {
        it.value.body.insert("botLocaleStatus".into(), json!("Built"));
        it.value.body.shift_remove("failureReasons");
        let before = find(ctx, Kind::LexBuiltLocale, &id).await?.map(|it| it.was());
        let version = format!("{bot}/{}", required(&input, "botVersion")?);
        let body = body.as_object().cloned().unwrap_or_default();
        let built = made(Kind::LexBuiltLocale, id, "", &version, body);
        puts.push((built.into(), before));
    } else {
        it.value.body.insert("botLocaleStatus".into(), json!("Failed"));
        it.value.body.insert("failureReasons".into(), json!(reasons));
    }
    puts.push((it.value.into(), Some(was)));
    ctx.change_all(NOWHERE, puts, Vec::new()).await?;
    Ok(json!({
        "botId": bot,
        "botVersion": required(&input, "botVersion")?,
        "localeId": required(&input, "localeId")?,
        "botLocaleStatus": "Building",
        "lastBuildSubmittedDateTime": submitted,
    }))
}
