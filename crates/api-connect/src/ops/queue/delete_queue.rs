//! DeleteQueue: refused while a routing profile serves it.

use crate::prelude::*;

pub(crate) async fn delete_queue(ctx: &Ctx, input: api::DeleteQueueRequest) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Queue, instance, &input.queue_id)?;
    ctx.delete(instance, Kind::Queue, id).await?;
    Ok(Nothing)
}
