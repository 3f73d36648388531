//! StartTaskContact: begins a task, now or later, with the files that presigned URLs bring. A
//! repeated request with the same ClientToken begins no other.

use super::convert::{contact_id, references, segments};
use crate::ops::attached_file::task::bring;
use crate::prelude::*;
use services::TaskWish;

pub(crate) async fn start_task_contact(
    ctx: &Ctx,
    input: api::StartTaskContactRequest,
) -> Result<api::StartTaskContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let linked = |text: Option<String>| text.map(|it| contact_id(&it)).transpose();
    let (segment_attributes, expiry_minutes) = segments(input.segment_attributes)?;
    let mut references = references(input.references)?;
    let files = bring(ctx, instance, input.attachments).await?;
    files.refer(ctx, instance, &mut references);
    let wish = TaskWish {
        name: Some(input.name),
        description: input.description,
        references,
        attributes: input.attributes.unwrap_or_default(),
        segment_attributes,
        flow: input.contact_flow_id,
        quick_connect: input.quick_connect_id,
        template: input.task_template_id,
        scheduled: input.scheduled_time,
        previous: linked(input.previous_contact_id)?,
        related: linked(input.related_contact_id)?,
        expiry_minutes,
    };
    let id = match ctx.start_task(instance, wish, ctx.now()).await {
        Ok(id) => id,
        Err(error) => {
            files.drop(ctx).await;
            return Err(error);
        }
    };
    files.keep(ctx, instance, id).await?;
    Ok(api::StartTaskContactResponse {
        contact_id: Some(id.to_string()),
    })
}
