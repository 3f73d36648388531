//! ListContactFlows: flows of the given types, modules never.

use crate::prelude::*;
use resources::Flow;
use services::configured::facet;

/// All types but `MODULE`, which has a listing of its own.
const TYPES: [&str; 10] = [
    "CONTACT_FLOW",
    "CUSTOMER_QUEUE",
    "CUSTOMER_HOLD",
    "CUSTOMER_WHISPER",
    "AGENT_HOLD",
    "AGENT_WHISPER",
    "OUTBOUND_WHISPER",
    "AGENT_TRANSFER",
    "QUEUE_TRANSFER",
    "CAMPAIGN",
];

pub(crate) async fn list_contact_flows(
    ctx: &Ctx,
    input: api::ListContactFlowsRequest,
) -> Result<api::ListContactFlowsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let mut types: Vec<String> = input
        .contact_flow_types
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    if types.is_empty() {
        types = TYPES.map(str::to_owned).to_vec();
    }
    let (list, next) = page::<Flow, _>(
        ctx,
        instance,
        (input.next_token, input.max_results),
        types.clone(),
        |listing| one_of(listing, facet::TYPE, &types),
        |it| api::ContactFlowSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::Flow, it.value.id)),
            contact_flow_type: Some(to_api(&it.value.kind)),
            contact_flow_state: Some(to_api(&it.value.state)),
            contact_flow_status: Some(to_api(&it.value.status)),
            name: Some(it.value.name),
        },
    )
    .await?;
    Ok(api::ListContactFlowsResponse {
        contact_flow_summary_list: Some(list),
        next_token: next,
    })
}
