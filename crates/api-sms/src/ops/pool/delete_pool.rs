//! DeletePool. One originator may be left in it, as the last one cannot be taken out before; it
//! stays in the account.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::ops::keyword::of_identity;
use aws_wire::Value;
use messaging_resources::{Kept, NotifyConfiguration, Pool, PoolStatus};
use store::{Batch, Filter};

pub(crate) async fn delete_pool(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut pool = ctx.named::<Pool>(input, "PoolId").await?;
    let id = pool.value.id();
    ctx.unprotected(&pool, pool.value.deletion_protection_enabled)?;
    let members = ctx.members(&id).await?;
    if members.len() > 1 {
        let message = format!("The pool has {} originators", members.len());
        return Err(conflict("RESOURCE_NOT_EMPTY", Pool::TYPE, id, message));
    }
    let used = ctx.count::<NotifyConfiguration>(Filter::facet("default-pool", &id));
    if used.await? > 0 {
        let message = "A notify configuration has the pool";
        let reason = "POOL_ASSOCIATED_TO_NOTIFY_CONFIGURATION";
        return Err(conflict(reason, Pool::TYPE, id, message));
    }
    let mut batch = Batch::new();
    for member in &members {
        batch.push(ctx.moved(member, None)?);
    }
    for keyword in of_identity(ctx, &id).await? {
        batch.push(ctx.delete(&keyword));
    }
    pool.value.status = PoolStatus::Deleting;
    ctx.forget(&pool, batch).await
}
