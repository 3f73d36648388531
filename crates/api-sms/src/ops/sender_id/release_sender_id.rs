//! ReleaseSenderId.

use super::named;
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{Kept, SenderId};
use store::Batch;

pub(crate) async fn release_sender_id(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = named(ctx, input).await?;
    ctx.unprotected(&it, it.value.deletion_protection_enabled)?;
    if let Some(pool) = &it.value.pool_id {
        let message = format!("The sender ID is in the pool {pool}");
        let reason = "SENDER_ID_ASSOCIATED_TO_POOL";
        return Err(conflict(reason, SenderId::TYPE, it.value.id(), message));
    }
    ctx.forget(&it, Batch::new()).await
}
