//! PutUserStatus: sets an agent's status now, or as next status while on a contact.

use crate::prelude::*;
use exchange::Command;
use resources::{AgentStatus, User};

pub(crate) async fn put_user_status(
    ctx: &Ctx,
    input: api::PutUserStatusRequest,
) -> Result<api::PutUserStatusResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let agent = known::<User, _>(ctx, instance, &input.user_id).await?;
    let status = known::<AgentStatus, _>(ctx, instance, &input.agent_status_id).await?;
    let command = Command::PutUserStatus { agent, status };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::PutUserStatusResponse::default())
}
