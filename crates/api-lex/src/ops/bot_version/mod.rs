//! Versions: copies of a draft that do not change.

mod create_bot_version;
mod delete_bot_version;
mod describe_bot_version;
mod list_bot_versions;

use crate::common::Result;
use crate::part::{full, of_whole};
use crate::shape::Object;
use resources::{Kind, Plain};
use serde_json::json;
use services::{Ctx, Stored};

operations! {
    CreateBotVersion => create_bot_version::create_bot_version,
    DeleteBotVersion => delete_bot_version::delete_bot_version,
    DescribeBotVersion => describe_bot_version::describe_bot_version,
    ListBotVersions => list_bot_versions::list_bot_versions,
}

/// The greatest number of a bot's versions.
pub(super) async fn latest(ctx: &Ctx, bot: &str) -> Result<Option<u64>> {
    let versions = of_whole(ctx, Kind::LexBotVersion, bot).await?;
    Ok(versions.iter().filter_map(|it| number(&it.value)).max())
}

/// A version's number.
fn number(of: &Plain) -> Option<u64> {
    of.id.rsplit('/').next()?.parse().ok()
}

/// A version as it is shown.
fn shown(of: &Stored<Plain>) -> Object {
    let mut full = full(of, "botVersion");
    full.insert("botStatus".into(), json!("Available"));
    full.entry("botType").or_insert_with(|| json!("Bot"));
    full
}
