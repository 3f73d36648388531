//! ListAgentStatuses.

use crate::prelude::*;
use resources::AgentStatus;
use services::configured::facet;

pub(crate) async fn list_agent_statuses(
    ctx: &Ctx,
    input: api::ListAgentStatusRequest,
) -> Result<api::ListAgentStatusResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let types: Vec<String> = input
        .agent_status_types
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    let (list, next) = page::<AgentStatus, _>(
        ctx,
        instance,
        (input.next_token, input.max_results),
        types.clone(),
        |listing| one_of(listing, facet::TYPE, &types),
        |it| api::AgentStatusSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::AgentStatus, it.value.id)),
            r#type: Some(to_api(&it.value.status_type)),
            name: Some(it.value.name),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        },
    )
    .await?;
    Ok(api::ListAgentStatusResponse {
        next_token: next,
        agent_status_summary_list: Some(list),
    })
}
