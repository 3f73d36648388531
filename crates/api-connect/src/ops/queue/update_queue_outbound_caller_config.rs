//! UpdateQueueOutboundCallerConfig.

use super::convert::outbound_caller;
use crate::prelude::*;
use resources::Queue;

pub(crate) async fn update_queue_outbound_caller_config(
    ctx: &Ctx,
    input: api::UpdateQueueOutboundCallerConfigRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Queue, instance, &input.queue_id)?;
    let caller = outbound_caller(ctx, instance, input.outbound_caller_config).await?;
    ctx.update::<Queue>(instance, id, |it| {
        it.outbound_caller = caller;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
