//! DescribeAgentStatus.

use crate::prelude::*;
use resources::AgentStatus;

pub(crate) async fn describe_agent_status(
    ctx: &Ctx,
    input: api::DescribeAgentStatusRequest,
) -> Result<api::DescribeAgentStatusResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<AgentStatus>(ctx, instance, &input.agent_status_id).await?;
    Ok(api::DescribeAgentStatusResponse {
        agent_status: Some(status_out(ctx, instance, stored)),
    })
}

/// A status as DescribeAgentStatus and SearchAgentStatuses answer it.
pub(super) fn status_out(ctx: &Ctx, instance: InstanceId, stored: Stored<AgentStatus>) -> api::AgentStatus {
    let it = stored.value;
    api::AgentStatus {
    agent_status_arn: Some(arn(ctx, instance, Kind::AgentStatus, it.id)),
    agent_status_id: Some(it.id.to_string()),
    name: Some(it.name),
    description: it.description,
    r#type: Some(to_api(&it.status_type)),
    display_order: it.display_order.map(signed),
    state: Some(to_api(&it.state)),
    tags: tags_out(&it.tags),
    last_modified_time: Some(stored.modified),
    last_modified_region: region(ctx),
    }
}
