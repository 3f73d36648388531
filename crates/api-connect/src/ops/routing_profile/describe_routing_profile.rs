//! DescribeRoutingProfile.

use super::convert::concurrency_out;
use crate::prelude::*;
use resources::{RoutingProfile, User};

pub(crate) async fn describe_routing_profile(
    ctx: &Ctx,
    input: api::DescribeRoutingProfileRequest,
) -> Result<api::DescribeRoutingProfileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<RoutingProfile>(ctx, instance, &input.routing_profile_id).await?;
    let it = stored.value;
    let id = it.id.to_string();
    let users = Listing::page(1, None).with_facet(Kind::RoutingProfile.name(), id.clone());
    let users = ctx.count::<User>(instance, users).await?;
    let mut queues: Vec<String> = it
        .queues
        .iter()
        .map(|entry| entry.queue.to_string())
        .collect();
    let associated = queues.len();
    queues.sort_unstable();
    queues.dedup();
    Ok(api::DescribeRoutingProfileResponse {
        routing_profile: Some(api::RoutingProfile {
            instance_id: Some(instance.to_string()),
            name: Some(it.name),
            routing_profile_arn: Some(arn(ctx, instance, Kind::RoutingProfile, &id)),
            routing_profile_id: Some(id),
            description: Some(it.description),
            media_concurrencies: Some(concurrency_out(&it.concurrency)),
            default_outbound_queue_id: Some(it.default_outbound_queue.to_string()),
            tags: tags_out(&it.tags),
            number_of_associated_queues: i64::try_from(associated).ok(),
            number_of_associated_users: i64::try_from(users).ok(),
            agent_availability_timer: Some(to_api(&it.agent_order)),
            last_modified_time: Some(stored.modified),
            last_modified_region: region(ctx),
            associated_queue_ids: Some(queues),
            ..Default::default()
        }),
    })
}
