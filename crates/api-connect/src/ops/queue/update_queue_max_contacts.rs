//! UpdateQueueMaxContacts: without a number the instance's limit holds again.

use crate::prelude::*;
use resources::Queue;

pub(crate) async fn update_queue_max_contacts(
    ctx: &Ctx,
    input: api::UpdateQueueMaxContactsRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Queue, instance, &input.queue_id)?;
    let max = input
        .max_contacts
        .map(|n| unsigned("MaxContacts", n))
        .transpose()?;
    ctx.update::<Queue>(instance, id, |it| {
        it.max_contacts = max;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
