//! DescribeQueue.

use super::convert::outbound_caller_out;
use crate::prelude::*;
use resources::Queue;

pub(crate) async fn describe_queue(
    ctx: &Ctx,
    input: api::DescribeQueueRequest,
) -> Result<api::DescribeQueueResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<Queue>(ctx, instance, &input.queue_id).await?;
    let it = stored.value;
    Ok(api::DescribeQueueResponse {
        queue: Some(api::Queue {
            queue_arn: Some(arn(ctx, instance, Kind::Queue, it.id)),
            queue_id: Some(it.id.to_string()),
            outbound_caller_config: outbound_caller_out(&it.outbound_caller),
            hours_of_operation_id: Some(it.hours.to_string()),
            max_contacts: it.max_contacts.map(signed),
            status: Some(to_api(&it.status)),
            tags: tags_out(&it.tags),
            name: Some(it.name),
            description: it.description,
            last_modified_time: Some(stored.modified),
            last_modified_region: region(ctx),
            ..Default::default()
        }),
    })
}
