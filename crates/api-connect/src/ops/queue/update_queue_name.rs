//! UpdateQueueName: name and description; what is absent stays.

use crate::prelude::*;
use resources::Queue;

pub(crate) async fn update_queue_name(
    ctx: &Ctx,
    input: api::UpdateQueueNameRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Queue, instance, &input.queue_id)?;
    let name = input.name.map(|text| name(Kind::Queue, text)).transpose()?;
    ctx.update::<Queue>(instance, id, |it| {
        if let Some(name) = name {
            it.name = name;
        }
        if input.description.is_some() {
            it.description = input.description;
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
