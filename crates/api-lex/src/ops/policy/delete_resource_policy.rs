//! DeleteResourcePolicy.

use super::{subject, turn};
use crate::common::Result;
use aws_wire::Value;
use services::Ctx;

pub(crate) async fn delete_resource_policy(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = subject(ctx, &input).await?.bot;
    let _turn = turn(ctx, &bot).await;
    let subject = subject(ctx, &input).await?;
    let policy = subject.expected(&input)?;
    subject.forget(ctx, policy).await
}
