//! DescribeBotAlias.

use super::shown;
use crate::common::{Result, get, path};
use crate::shape::answer;
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn describe_bot_alias(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = path(&input, &["botId", "botAliasId"])?;
    let alias = get(ctx, Kind::LexBotAlias, &id).await?;
    Ok(answer(ctx, &shown(&alias)))
}
