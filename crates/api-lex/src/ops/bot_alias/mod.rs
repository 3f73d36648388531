//! Aliases: names that point to a version of a bot.

mod create_bot_alias;
mod delete_bot_alias;
mod describe_bot_alias;
mod list_bot_aliases;
mod update_bot_alias;

use crate::common::{DRAFT, Result, get, invalid, text};
use crate::part::full;
use crate::shape::Object;
use aws_wire::Value;
use resources::{Kind, Plain};
use serde_json::json;
use services::{Ctx, Stored};

operations! {
    CreateBotAlias => create_bot_alias::create_bot_alias,
    DeleteBotAlias => delete_bot_alias::delete_bot_alias,
    DescribeBotAlias => describe_bot_alias::describe_bot_alias,
    ListBotAliases => list_bot_aliases::list_bot_aliases,
    UpdateBotAlias => update_bot_alias::update_bot_alias,
}

/// An alias as it is shown.
fn shown(of: &Stored<Plain>) -> Object {
    let mut full = full(of, "botAliasId");
    full.insert("botAliasStatus".into(), json!("Available"));
    if let Some(version) = of.value.body.get("botVersion") {
        full.insert("botVersion".into(), version.clone());
    }
    full
}

/// The members of a request that an alias keeps, its version among them, which must be there.
async fn kept(ctx: &Ctx, bot: &str, input: &Value, test: bool) -> Result<Object> {
    let mut body = crate::part::kept(input, "botVersion");
    match text(input, "botVersion") {
        Some(DRAFT) if test => {}
        Some(DRAFT) => return Err(invalid("only the test alias points to the draft")),
        Some(_) if test => return Err(invalid("the test alias points to the draft")),
        Some(version) => {
            get(ctx, Kind::LexBotVersion, &format!("{bot}/{version}")).await?;
        }
        None if test => drop(body.insert("botVersion".into(), json!(DRAFT))),
        None => {}
    }
    Ok(body)
}
