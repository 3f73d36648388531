//! DeleteResourcePolicy.

use super::policy;
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use store::Batch;

pub(crate) async fn delete_resource_policy(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = policy(ctx, input).await?;
    ctx.forget(&it, Batch::new()).await
}
