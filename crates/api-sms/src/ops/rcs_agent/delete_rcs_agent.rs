//! DeleteRcsAgent: with its keywords.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::ops::keyword::of_identity;
use aws_wire::Value;
use messaging_resources::{Kept, RcsAgent, RcsAgentStatus};
use store::Batch;

pub(crate) async fn delete_rcs_agent(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx.named::<RcsAgent>(input, "RcsAgentId").await?;
    ctx.unprotected(&it, it.value.deletion_protection_enabled)?;
    let id = it.value.id();
    if let Some(pool) = &it.value.pool_id {
        let message = format!("The agent is in the pool {pool}");
        let reason = "RCS_AGENT_ASSOCIATED_TO_POOL";
        return Err(conflict(reason, RcsAgent::TYPE, id, message));
    }
    let mut batch = Batch::new();
    for keyword in of_identity(ctx, &id).await? {
        batch.push(ctx.delete(&keyword));
    }
    it.value.status = RcsAgentStatus::Deleted;
    ctx.forget(&it, batch).await
}
