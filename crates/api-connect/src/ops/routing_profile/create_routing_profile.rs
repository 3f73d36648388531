//! CreateRoutingProfile.

use super::convert::{concurrency, entries};
use super::manual_queues::manual;
use crate::prelude::*;
use ids::RoutingProfileId;
use resources::{AgentOrder, Queue, RoutingProfile};
use services::limits;

pub(crate) async fn create_routing_profile(
    ctx: &Ctx,
    input: api::CreateRoutingProfileRequest,
) -> Result<api::CreateRoutingProfileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id: RoutingProfileId = ctx.new_id();
    let by_hand = input.manual_assignment_queue_configs.unwrap_or_default();
    let queues = entries(ctx, instance, input.queue_configs.unwrap_or_default()).await?;
    let limit = ctx.quota_named(instance, limits::QUEUES_PER_ROUTING_PROFILE);
    limit.await?.check(queues.len())?;
    let profile = RoutingProfile {
        id,
        name: name(Kind::RoutingProfile, input.name)?,
        description: input.description,
        default_outbound_queue: known::<Queue, _>(ctx, instance, &input.default_outbound_queue_id)
            .await?,
        queues,
        manual_queues: manual(ctx, instance, by_hand).await?,
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
