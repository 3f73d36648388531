//! DescribeBot.

use super::shown;
use crate::common::{Result, get, required};
use crate::shape::answer;
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn describe_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = get(ctx, Kind::LexBot, required(&input, "botId")?).await?;
    Ok(answer(ctx, &shown(&bot)))
}
