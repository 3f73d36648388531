//! UpdateRoutingProfileQueues: new priorities and delays of queues that are in the profile.

use super::convert::entries;
use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn update_routing_profile_queues(
    ctx: &Ctx,
    input: api::UpdateRoutingProfileQueuesRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let changed = entries(ctx, instance, input.queue_configs).await?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        for new in changed {
            let old = it
                .queues
                .iter_mut()
                .find(|old| old.queue == new.queue && old.channel == new.channel);
            let Some(old) = old else {
                return Err(services::not_found(Kind::Queue, new.queue.to_string()));
            };
            *old = new;
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
