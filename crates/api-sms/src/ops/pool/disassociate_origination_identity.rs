//! DisassociateOriginationIdentity. The last originator cannot be taken out: the pool can be
//! deleted with it.

use super::shown;
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{Kept, Pool};
use store::Batch;

pub(crate) async fn disassociate_origination_identity(ctx: &Ctx, input: &Value) -> Result<Value> {
    let pool = ctx.named::<Pool>(input, "PoolId").await?;
    let it = ctx.originator(input).await?;
    let id = pool.value.id();
    if it.pool() != Some(&id) {
        let message = format!("It is not in the pool {id}");
        let reason = "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL";
        return Err(conflict(reason, it.kind(), it.id(), message));
    }
    if ctx.members(&id).await?.len() == 1 {
        let message = "The last originator cannot be taken out of a pool";
        return Err(conflict("LAST_PHONE_NUMBER", Pool::TYPE, id, message));
    }
    let batch = Batch::new().with(ctx.moved(&it, None)?);
    ctx.commit(batch, ctx.answer(&shown(&pool, &it))).await
}
