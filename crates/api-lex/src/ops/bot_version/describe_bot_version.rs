//! DescribeBotVersion.

use super::shown;
use crate::common::{Result, get, path};
use crate::shape::answer;
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn describe_bot_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = path(&input, &["botId", "botVersion"])?;
    let version = get(ctx, Kind::LexBotVersion, &id).await?;
    Ok(answer(ctx, &shown(&version)))
}
