//! AssociateRoutingProfileQueues: adds queues; one that is there already gets the new priority
//! and delay.

use super::convert::entries;
use super::manual_queues::manual;
use crate::prelude::*;
use resources::RoutingProfile;
use services::limits;

pub(crate) async fn associate_routing_profile_queues(
    ctx: &Ctx,
    input: api::AssociateRoutingProfileQueuesRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let added = entries(ctx, instance, input.queue_configs.unwrap_or_default()).await?;
    let by_hand = input.manual_assignment_queue_configs.unwrap_or_default();
    let by_hand = manual(ctx, instance, by_hand).await?;
    let limit = ctx
        .quota_named(instance, limits::QUEUES_PER_ROUTING_PROFILE)
        .await?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        it.queues.retain(|old| {
            !added
                .iter()
                .any(|new| new.queue == old.queue && new.channel == old.channel)
        });
        it.queues.extend(added);
        limit.check(it.queues.len())?;
        for entry in by_hand {
            if !it.manual_queues.contains(&entry) {
                it.manual_queues.push(entry);
            }
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
