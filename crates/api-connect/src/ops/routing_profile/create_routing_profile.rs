//! CreateRoutingProfile.

use super::convert::{concurrency, entries};
use crate::prelude::*;
use ids::RoutingProfileId;
use resources::{AgentOrder, Queue, RoutingProfile};

pub(crate) async fn create_routing_profile(
    ctx: &Ctx,
    input: api::CreateRoutingProfileRequest,
) -> Result<api::CreateRoutingProfileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id: RoutingProfileId = ctx.new_id();
    let profile = RoutingProfile {
        id,
        name: name(Kind::RoutingProfile, input.name)?,
        description: input.description,
        default_outbound_queue: known::<Queue, _>(ctx, instance, &input.default_outbound_queue_id)
            .await?,
        queues: entries(ctx, instance, input.queue_configs.unwrap_or_default()).await?,
        concurrency: concurrency(input.media_concurrencies)?,
        agent_order: match &input.agent_availability_timer {
            Some(timer) => from_api("AgentAvailabilityTimer", timer)?,
            None => AgentOrder::default(),
        },
        tags: tags(input.tags)?,
    };
    ctx.create(instance, profile).await?;
    Ok(api::CreateRoutingProfileResponse {
        routing_profile_arn: Some(arn(ctx, instance, Kind::RoutingProfile, id)),
        routing_profile_id: Some(id.to_string()),
    })
}
