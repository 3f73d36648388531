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
    let users = users_of(ctx, instance, &stored.value.id.to_string()).await?;
    Ok(api::DescribeRoutingProfileResponse {
        routing_profile: Some(profile_out(ctx, instance, stored, users)),
    })
}

/// How many users have a routing profile.
pub(super) async fn users_of(ctx: &Ctx, instance: InstanceId, id: &str) -> Result<u64> {
    let users = Listing::page(1, None).with_facet(Kind::RoutingProfile.name(), id);
    ctx.count::<User>(instance, users).await
}

/// A profile as DescribeRoutingProfile and SearchRoutingProfiles answer it.
pub(super) fn profile_out(
    ctx: &Ctx,
    instance: InstanceId,
    stored: Stored<RoutingProfile>,
    users: u64,
) -> api::RoutingProfile {
    let it = stored.value;
    let id = it.id.to_string();
    let associated = it.queues.len();
    let sorted = |queues: &mut Vec<String>| {
        queues.sort_unstable();
        queues.dedup();
    };
    let mut queues: Vec<String> = it.queues.iter().map(|it| it.queue.to_string()).collect();
    sorted(&mut queues);
    let manual = it.manual_queues.len();
    let mut manual_queues: Vec<String> = it
        .manual_queues
        .iter()
        .map(|it| it.queue.to_string())
        .collect();
    sorted(&mut manual_queues);
    api::RoutingProfile {
        instance_id: Some(instance.to_string()),
        name: Some(it.name),
        routing_profile_arn: Some(arn(ctx, instance, Kind::RoutingProfile, &id)),
        routing_profile_id: Some(id),
        description: Some(it.description),
        media_concurrencies: Some(concurrency_out(&it.concurrency)),
        default_outbound_queue_id: Some(it.default_outbound_queue.to_string()),
        tags: tags_out(&it.tags),
        number_of_associated_queues: i64::try_from(associated).ok(),
        number_of_associated_manual_assignment_queues: i64::try_from(manual).ok(),
        number_of_associated_users: i64::try_from(users).ok(),
        agent_availability_timer: Some(to_api(&it.agent_order)),
        last_modified_time: Some(stored.modified),
        last_modified_region: region(ctx),
        associated_queue_ids: Some(queues),
        associated_manual_assignment_queue_ids: Some(manual_queues),
        is_default: Some(false),
    }
}
