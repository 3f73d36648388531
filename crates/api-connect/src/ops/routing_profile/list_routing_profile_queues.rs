//! ListRoutingProfileQueues.

use crate::prelude::*;
use resources::{Queue, RoutingProfile};
use store::PageKey;

pub(crate) async fn list_routing_profile_queues(
    ctx: &Ctx,
    input: api::ListRoutingProfileQueuesRequest,
) -> Result<api::ListRoutingProfileQueuesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<RoutingProfile>(ctx, instance, &input.routing_profile_id).await?;
    let query = (instance, stored.value.id);
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let mut entries = stored.value.queues;
    entries.sort_by_key(|entry| (entry.queue, entry.channel));
    let key = |queue, channel: resources::Channel| format!("{queue} {}", channel.name());
    let size = page_size(input.max_results, 100);
    let mut list = Vec::new();
    let mut last = None;
    let mut more = false;
    for entry in entries {
        let at = key(entry.queue, entry.channel);
        if after.as_ref().is_some_and(|after| at <= after.id) {
            continue;
        }
        if list.len() == size {
            more = true;
            break;
        }
        let queue = ctx
            .find::<Queue>(instance, &entry.queue.to_string())
            .await?;
        list.push(api::RoutingProfileQueueConfigSummary {
            queue_id: entry.queue.to_string(),
            queue_arn: arn(ctx, instance, Kind::Queue, entry.queue),
            queue_name: queue.map(|it| it.value.name).unwrap_or_default(),
            priority: signed(entry.priority),
            delay: signed(entry.delay),
            channel: entry.channel.name().into(),
        });
        last = Some(at);
    }
    let next = last.filter(|_| more).map(|id| PageKey {
        sort: String::new(),
        id,
    });
    Ok(api::ListRoutingProfileQueuesResponse {
        next_token: ctx.next_token(next.as_ref(), &query)?,
        routing_profile_queue_config_summary_list: Some(list),
        last_modified_time: Some(stored.modified),
        last_modified_region: region(ctx),
    })
}
