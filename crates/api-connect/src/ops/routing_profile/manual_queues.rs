//! ListRoutingProfileManualAssignmentQueues, and the queues of manual assignment in requests.

use crate::plain::{crud, required, text};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{ManualQueue, Queue, RoutingProfile};
use serde_json::json;
use store::PageKey;

/// The queues in a request; all must be there.
pub(super) async fn manual(
    ctx: &Ctx,
    instance: InstanceId,
    configs: Vec<api::RoutingProfileManualAssignmentQueueConfig>,
) -> Result<Vec<ManualQueue>> {
    let mut out = Vec::with_capacity(configs.len());
    for config in configs {
        let reference = config.queue_reference;
        let entry = ManualQueue {
            queue: known::<Queue, _>(ctx, instance, &reference.queue_id).await?,
            channel: from_api("Channel", &reference.channel)?,
        };
        if out.contains(&entry) {
            return Err(invalid(format!("queue {} is named twice", entry.queue)));
        }
        out.push(entry);
    }
    Ok(out)
}

pub(crate) async fn list_routing_profile_manual_assignment_queues(
    ctx: &Ctx,
    input: Value,
) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "RoutingProfileId")?;
    let stored = get::<RoutingProfile>(ctx, instance, named).await?;
    let query = (instance, stored.value.id);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let key = |it: &ManualQueue| format!("{}/{}", it.queue, it.channel.name());
    let mut all = stored.value.manual_queues;
    all.sort_by_key(key);
    if let Some(after) = after {
        all.retain(|it| key(it) > after.id);
    }
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let more = all.len() > size;
    all.truncate(size);
    let next = all.last().filter(|_| more).map(|it| PageKey {
        sort: String::new(),
        id: key(it),
    });
    let mut rows = Vec::new();
    for it in &all {
        let queue = ctx.get::<Queue>(instance, it.queue).await?.value;
        rows.push(json!({
            "QueueId": it.queue.to_string(), "QueueName": queue.name,
            "QueueArn": arn(ctx, instance, Kind::Queue, it.queue), "Channel": it.channel.name(),
        }));
    }
    let mut out = json!({
        "RoutingProfileManualAssignmentQueueConfigSummaryList": rows,
        "LastModifiedTime": stored.modified.to_wire(), "LastModifiedRegion": region(ctx),
    });
    if let (Some(token), Some(out)) = (ctx.next_token(next.as_ref(), &query)?, out.as_object_mut())
    {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
