//! UpdateRoutingProfileAgentAvailabilityTimer: since when an agent counts as waiting.

use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn update_routing_profile_agent_availability_timer(
    ctx: &Ctx,
    input: api::UpdateRoutingProfileAgentAvailabilityTimerRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let order = from_api("AgentAvailabilityTimer", &input.agent_availability_timer)?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        it.agent_order = order;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
