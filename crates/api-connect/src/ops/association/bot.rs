//! Bots: AssociateBot and AssociateLexBot, their opposites and lists. A bot of the second version
//! is its alias's ARN, one of the first its name and region; both are kept as one kind.

use super::BOT;
use crate::plain::{crud, full, required, rows, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use resources::Plain;
use serde_json::json;
use store::Filter;

/// What a request names, as it is kept.
fn bot(input: &Value) -> Result<Plain> {
    let v1 = input.get("LexBot").filter(|it| !it.is_null());
    let v2 = input.get("LexV2Bot").filter(|it| !it.is_null());
    let (id, member, value, version) = match (v1, v2) {
        (Some(bot), None) => {
            let (name, region) = (required(bot, "Name")?, required(bot, "LexRegion")?);
            (format!("{region}:{name}"), "LexBot", bot, "V1")
        }
        (None, Some(bot)) => (required(bot, "AliasArn")?.to_owned(), "LexV2Bot", bot, "V2"),
        _ => {
            return Err(ServiceError::InvalidRequest(
                "exactly one of LexBot and LexV2Bot must be given".into(),
            ));
        }
    };
    if version == "V2" && !id.starts_with("arn:aws:lex:") {
        return Err(ServiceError::InvalidRequest(format!(
            "{id:?} is no ARN of a bot alias"
        )));
    }
    let mut it = Plain::new(Kind::Bot, &*id, &*id);
    it.body.insert(member.into(), value.clone());
    it.body.insert("Version".into(), json!(version));
    it.facets = vec![("version".into(), version.into())];
    Ok(it)
}

async fn associate(ctx: &Ctx, input: &Value, bot: Plain) -> Result<Value> {
    let instance = crud::instance(ctx, input).await?;
    ctx.create(instance, bot).await?;
    Ok(json!({}))
}

pub(crate) async fn associate_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    associate(ctx, &input, bot(&input)?).await
}

pub(crate) async fn associate_lex_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    associate(ctx, &input, bot(&input)?).await
}

pub(crate) async fn disassociate_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    ctx.delete(instance, Kind::Bot, bot(&input)?.id).await?;
    Ok(json!({}))
}

pub(crate) async fn disassociate_lex_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (name, region) = (required(&input, "BotName")?, required(&input, "LexRegion")?);
    ctx.delete(instance, Kind::Bot, format!("{region}:{name}")).await?;
    Ok(json!({}))
}

pub(crate) async fn list_bots(ctx: &Ctx, input: Value) -> Result<Value> {
    let version = text(&input, "LexVersion").unwrap_or("V1").to_owned();
    list(ctx, &input, &version).await
}

pub(crate) async fn list_lex_bots(ctx: &Ctx, input: Value) -> Result<Value> {
    list(ctx, &input, "V1").await
}

async fn list(ctx: &Ctx, input: &Value, version: &str) -> Result<Value> {
    let instance = crud::instance(ctx, input).await?;
    let query = (instance, version);
    let after = ctx.resume(text(input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 25);
    let listing = Listing::page(size, after).with(Filter::facet("version", version));
    let page = ctx.list_any(instance, Kind::Bot, listing).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let found = page.rows.into_iter().filter_map(typed);
    let found: Vec<_> = found.map(|it| full(ctx, instance, &BOT, &it)).collect();
    Ok(rows(ctx, &found, next, None))
}
