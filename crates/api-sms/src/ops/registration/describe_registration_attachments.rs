//! DescribeRegistrationAttachments.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::RegistrationAttachment;

pub(crate) async fn describe_registration_attachments(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<RegistrationAttachment>(input, "RegistrationAttachmentIds")
        .await
}
