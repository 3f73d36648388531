//! GetResourcePolicy.

use super::policy;
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;

pub(crate) async fn get_resource_policy(ctx: &Ctx, input: &Value) -> Result<Value> {
    Ok(ctx.answer(&policy(ctx, input).await?.full()))
}
