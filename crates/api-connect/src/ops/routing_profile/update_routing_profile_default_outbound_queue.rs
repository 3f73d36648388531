//! UpdateRoutingProfileDefaultOutboundQueue.

use crate::prelude::*;
use resources::{Queue, RoutingProfile};

pub(crate) async fn update_routing_profile_default_outbound_queue(
    ctx: &Ctx,
    input: api::UpdateRoutingProfileDefaultOutboundQueueRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let queue = known::<Queue, _>(ctx, instance, &input.default_outbound_queue_id).await?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        it.default_outbound_queue = queue;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
