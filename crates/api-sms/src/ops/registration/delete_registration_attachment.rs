//! DeleteRegistrationAttachment: the file too, if it came with the request that made it.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::{AttachmentStatus, RegistrationAttachment};
use store::Batch;

pub(crate) async fn delete_registration_attachment(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx
        .named::<RegistrationAttachment>(input, "RegistrationAttachmentId")
        .await?;
    it.value.attachment_status = AttachmentStatus::Deleted;
    let answer = ctx.forget(&it, Batch::new()).await?;
    if it.value.blob.starts_with("sms-registrations/") {
        ctx.delete_object(&it.value.blob).await?;
    }
    Ok(answer)
}
