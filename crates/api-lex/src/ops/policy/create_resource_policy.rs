//! CreateResourcePolicy: the first policy of a resource.

use super::{check, subject, turn};
use crate::common::{Result, refused, required};
use aws_wire::Value;
use services::Ctx;

pub(crate) async fn create_resource_policy(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = subject(ctx, &input).await?.bot;
    let _turn = turn(ctx, &bot).await;
    let subject = subject(ctx, &input).await?;
    if subject.policy.is_some() {
        return Err(refused("the resource has a policy already"));
    }
    let policy = required(&input, "policy")?;
    check(policy)?;
    subject.keep(ctx, policy).await
}
