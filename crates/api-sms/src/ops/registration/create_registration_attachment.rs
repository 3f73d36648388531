//! CreateRegistrationAttachment: a file in the request, or one of an object (`s3://bucket/key`).

use crate::ctx::Ctx;
use crate::error::{Result, invalid, refused};
use crate::keep::{tags_in, text};
use aws_wire::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use messaging_resources::{AttachmentStatus, RegistrationAttachment};
use services::limits::SMS_REGISTRATION_ATTACHMENTS;

/// The largest file in bytes. Source: the least limit of the forms' files, sms.md §12.2.
const MOST: u64 = 500 * 1024;

pub(crate) async fn create_registration_attachment(ctx: &Ctx, input: &Value) -> Result<Value> {
    let id = ctx.fresh("registration-attachment");
    ctx.may_create::<RegistrationAttachment>(
        &id,
        SMS_REGISTRATION_ATTACHMENTS,
        "REGISTRATION_ATTACHMENTS_PER_ACCOUNT",
    )
    .await?;
    let blob = match (text(input, "AttachmentBody"), text(input, "AttachmentUrl")) {
        (Some(body), None) => kept(ctx, &id, body).await?,
        (None, Some(url)) => linked(ctx, url).await?,
        (None, None) => {
            let message = "AttachmentBody or AttachmentUrl is missing";
            return Err(refused("MISSING_PARAMETER", message));
        }
        _ => {
            let message = "AttachmentBody and AttachmentUrl cannot be used together";
            return Err(refused("PARAMETERS_CANNOT_BE_USED_TOGETHER", message));
        }
    };
    let it = RegistrationAttachment {
        registration_attachment_id: id,
        attachment_status: AttachmentStatus::UploadComplete,
        blob,
    };
    ctx.keep(&ctx.made(it, tags_in(input)?)).await
}

async fn kept(ctx: &Ctx, id: &str, body: &str) -> Result<String> {
    let wrong = |_| invalid("CANNOT_PARSE", "AttachmentBody", "It is no base64");
    let bytes = STANDARD.decode(body).map_err(wrong)?;
    check_size(bytes.len() as u64)?;
    let name = format!("sms-registrations/{id}");
    ctx.put_object(&name, bytes).await?;
    Ok(name)
}

async fn linked(ctx: &Ctx, url: &str) -> Result<String> {
    let member = "AttachmentUrl";
    let Some(name) = url.strip_prefix("s3://") else {
        let message = "AttachmentUrl is no s3://bucket/key";
        return Err(invalid("INVALID_PARAMETER", member, message));
    };
    match ctx.object_size(name).await? {
        Some(size) => check_size(size)?,
        None => {
            let message = "There is no such object";
            return Err(invalid("RESOURCE_NOT_ACCESSIBLE", member, message));
        }
    }
    Ok(name.to_owned())
}

fn check_size(bytes: u64) -> Result<()> {
    match bytes <= MOST {
        true => Ok(()),
        false => {
            let message = format!("A file has at most {MOST} bytes");
            Err(refused("MAXIMUM_SIZE_EXCEEDED", message))
        }
    }
}
