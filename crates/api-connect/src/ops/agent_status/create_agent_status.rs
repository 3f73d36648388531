//! CreateAgentStatus: always a custom one, in which nothing is routed.

use crate::prelude::*;
use ids::AgentStatusId;
use resources::{AgentStatus, AgentStatusType};

pub(crate) async fn create_agent_status(
    ctx: &Ctx,
    input: api::CreateAgentStatusRequest,
) -> Result<api::CreateAgentStatusResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id: AgentStatusId = ctx.new_id();
    let status = AgentStatus {
        id,
        name: name(Kind::AgentStatus, input.name)?,
        description: input.description,
        status_type: AgentStatusType::Custom,
        state: from_api("State", &input.state)?,
        display_order: input
            .display_order
            .map(|n| unsigned("DisplayOrder", n))
            .transpose()?,
        tags: tags(input.tags)?,
    };
    ctx.create(instance, status).await?;
    Ok(api::CreateAgentStatusResponse {
        agent_status_arn: Some(arn(ctx, instance, Kind::AgentStatus, id)),
        agent_status_id: Some(id.to_string()),
    })
}
