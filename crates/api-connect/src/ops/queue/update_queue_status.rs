//! UpdateQueueStatus: whether new contacts may enter.

use crate::prelude::*;
use resources::Queue;

pub(crate) async fn update_queue_status(
    ctx: &Ctx,
    input: api::UpdateQueueStatusRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Queue, instance, &input.queue_id)?;
    let status = from_api("Status", &input.status)?;
    ctx.update::<Queue>(instance, id, |it| {
        it.status = status;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
