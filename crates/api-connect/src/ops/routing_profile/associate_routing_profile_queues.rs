//! AssociateRoutingProfileQueues: adds queues; one that is there already gets the new priority
//! and delay.

use super::convert::entries;
use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn associate_routing_profile_queues(
    ctx: &Ctx,
    input: api::AssociateRoutingProfileQueuesRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let added = entries(ctx, instance, input.queue_configs.unwrap_or_default()).await?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        it.queues.retain(|old| {
            !added
                .iter()
                .any(|new| new.queue == old.queue && new.channel == old.channel)
        });
        it.queues.extend(added);
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
