//! DescribeQueue.

use super::convert::queue_out;
use crate::prelude::*;
use resources::Queue;

pub(crate) async fn describe_queue(
    ctx: &Ctx,
    input: api::DescribeQueueRequest,
) -> Result<api::DescribeQueueResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<Queue>(ctx, instance, &input.queue_id).await?;
    Ok(api::DescribeQueueResponse {
        queue: Some(queue_out(ctx, instance, stored)),
    })
}
