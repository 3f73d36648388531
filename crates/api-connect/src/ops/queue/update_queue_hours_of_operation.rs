//! UpdateQueueHoursOfOperation.

use crate::prelude::*;
use resources::{Hours, Queue};

pub(crate) async fn update_queue_hours_of_operation(
    ctx: &Ctx,
    input: api::UpdateQueueHoursOfOperationRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Queue, instance, &input.queue_id)?;
    let hours = known::<Hours, _>(ctx, instance, &input.hours_of_operation_id).await?;
    ctx.update::<Queue>(instance, id, |it| {
        it.hours = hours;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
