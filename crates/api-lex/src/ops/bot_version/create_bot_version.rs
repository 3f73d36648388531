//! CreateBotVersion: a copy of built locales, of the draft or of other versions.

use super::latest;
use crate::common::{NOWHERE, OF_VERSION, Result, all, find, get, refused, required, text, time};
use crate::part::{in_version, made, turn};
use crate::shape::answer;
use aws_wire::Value;
use resources::{Kind, Resource};
use serde_json::json;
use services::{Ctx, ServiceError, Was};
use store::Filter;

/// Versions of one bot. Source: Lex quotas.
const MOST: u64 = 100;

pub(crate) async fn create_bot_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = required(&input, "botId")?;
    let _turn = turn(ctx, bot).await;
    let of_bot = get(ctx, Kind::LexBot, bot).await?;
    let last = of_bot.value.body.get("lastVersion").and_then(Value::as_u64).unwrap_or(0);
    let there = crate::part::of_whole(ctx, Kind::LexBotVersion, bot).await?.len() as u64;
    if there >= MOST {
        return Err(ServiceError::LimitExceeded {
            what: "bot version",
            limit: MOST,
        });
    }
    let number = last.max(latest(ctx, bot).await?.unwrap_or(0)) + 1;
    let version = number.to_string();
    let mut body = of_bot.value.body.clone();
    body.shift_remove("description");
    if let Some(text) = text(&input, "description") {
        body.insert("description".into(), json!(text));
    }
    let id = format!("{bot}/{version}");
    let mut puts: Vec<(Resource, Option<Was>)> =
        vec![(made(Kind::LexBotVersion, id, "", bot, body.clone()).into(), None)];
    let locales = input.get("botVersionLocaleSpecification").and_then(Value::as_object);
    for (locale, of) in locales.into_iter().flatten() {
        let source = text(of, "sourceBotVersion").unwrap_or_default();
        copy(ctx, (bot, source, locale), &version, &mut puts).await?;
    }
    // A number is not given twice, even when its version is deleted.
    let mut marked = of_bot.value.clone();
    marked.body.insert("lastVersion".into(), json!(number));
    puts.push((marked.into(), Some(of_bot.was())));
    ctx.change_all(NOWHERE, puts, Vec::new()).await?;
    let mut full = body;
    full.insert("botId".into(), json!(bot));
    full.insert("botVersion".into(), json!(version));
    full.insert("botStatus".into(), json!("Creating"));
    full.insert("creationDateTime".into(), time(ctx.now()));
    let member = "botVersionLocaleSpecification";
    full.insert(member.into(), input.get(member).cloned().unwrap_or_default());
    Ok(answer(ctx, &full))
}

/// Copies a built locale with all its parts.
async fn copy(
    ctx: &Ctx,
    (bot, source, locale): (&str, &str, &str),
    version: &str,
    puts: &mut Vec<(Resource, Option<Was>)>,
) -> Result<()> {
    let id = format!("{bot}/{source}/{locale}");
    let of_locale = get(ctx, Kind::LexBotLocale, &id).await?;
    let built = find(ctx, Kind::LexBuiltLocale, &id).await?;
    let status = of_locale.value.text("botLocaleStatus");
    let Some(built) = built.filter(|_| status == Some("Built")) else {
        return Err(refused(format!(
            "locale {locale} of version {source} is not built: its status is {}",
            status.unwrap_or_default()
        )));
    };
    let mut parts = vec![of_locale, built];
    let below = format!("{id}/");
    for kind in [Kind::LexIntent, Kind::LexSlot, Kind::LexSlotType] {
        let filter = Filter::facet(OF_VERSION, format!("{bot}/{source}"));
        let found = all(ctx, kind, filter).await?.into_iter();
        parts.extend(found.filter(|it| it.value.id.starts_with(&below)));
    }
    let copies = parts.iter().map(|it| (in_version(&it.value, bot, version).into(), None));
    puts.extend(copies);
    Ok(())
}
