//! UpdateResourcePolicy: another policy in place of the one that there is.

use super::{check, subject, turn};
use crate::common::{Result, required};
use aws_wire::Value;
use services::Ctx;

pub(crate) async fn update_resource_policy(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = subject(ctx, &input).await?.bot;
    let _turn = turn(ctx, &bot).await;
    let subject = subject(ctx, &input).await?;
    subject.expected(&input)?;
    let policy = required(&input, "policy")?;
    check(policy)?;
    subject.keep(ctx, policy).await
}
