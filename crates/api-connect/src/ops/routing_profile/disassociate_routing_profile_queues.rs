//! DisassociateRoutingProfileQueues: takes queues out; those that are not in it are passed over.

use super::convert::references;
use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn disassociate_routing_profile_queues(
    ctx: &Ctx,
    input: api::DisassociateRoutingProfileQueuesRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let gone = references(instance, &input.queue_references.unwrap_or_default())?;
    let by_hand = input.manual_assignment_queue_references.unwrap_or_default();
    let by_hand = references(instance, &by_hand)?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        it.queues
            .retain(|entry| !gone.contains(&(entry.queue, entry.channel)));
        it.manual_queues
            .retain(|entry| !by_hand.contains(&(entry.queue, entry.channel)));
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
