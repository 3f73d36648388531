//! DescribePools.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::Pool;

pub(crate) async fn describe_pools(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<Pool>(input, "PoolIds").await
}
