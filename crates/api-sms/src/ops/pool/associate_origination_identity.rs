//! AssociateOriginationIdentity: the originator's settings must be the pool's.

use super::{check_fits, shown};
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::{Kept, Pool};
use services::limits::SMS_POOL_IDENTITIES;
use store::Batch;

pub(crate) async fn associate_origination_identity(ctx: &Ctx, input: &Value) -> Result<Value> {
    let pool = ctx.named::<Pool>(input, "PoolId").await?;
    let it = ctx.originator(input).await?;
    check_fits(ctx, &pool, &it, true).await?;
    let id = pool.value.id();
    let count = ctx.members(&id).await?.len() as u64;
    ctx.within(SMS_POOL_IDENTITIES, count + 1, "ORIGINATION_IDENTITIES_PER_POOL")?;
    let batch = Batch::new().with(ctx.moved(&it, Some(&id))?);
    ctx.commit(batch, ctx.answer(&shown(&pool, &it))).await
}
