//! CompleteAttachedFileUpload and DeleteAttachedFile.

use super::file::{Kept, Status, find, settle};
use super::task::tell;
use crate::prelude::*;
use store::Filter;

/// Looks at what was uploaded and lets it through. The same request again finds it done.
pub(crate) async fn complete_attached_file_upload(
    ctx: &Ctx,
    input: api::CompleteAttachedFileUploadRequest,
) -> Result<api::CompleteAttachedFileUploadResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let of = &input.associated_resource_arn;
    let named = find(ctx, instance, &input.file_id, of).await?;
    let _turn = ctx.turn((Kind::AttachedFile, named.id)).await;
    let kept = find(ctx, instance, &input.file_id, of).await?;
    match kept.status(ctx.now()) {
        Status::Processing => {}
        Status::Approved => return Ok(api::CompleteAttachedFileUploadResponse {}),
        Status::Rejected => return Err(invalid("the file was rejected")),
        Status::Failed => return Err(invalid("the file was not uploaded in time")),
    }
    arrived(ctx, &kept).await?;
    if scanned(ctx, instance).await? {
        ctx.move_object(&kept.file.staging, &kept.file.blob).await?;
        settle(ctx, instance, &kept, Status::Approved).await?;
        tell(ctx, instance, &kept, "APPROVED").await?;
    } else {
        ctx.delete_object(&kept.file.staging).await?;
        settle(ctx, instance, &kept, Status::Rejected).await?;
        tell(ctx, instance, &kept, "REJECTED").await?;
    }
    Ok(api::CompleteAttachedFileUploadResponse {})
}

/// Makes sure that what was announced has arrived.
async fn arrived(ctx: &Ctx, kept: &Kept) -> Result<()> {
    let file = &kept.file;
    let mut size = ctx.object_size(&file.staging).await?;
    if size.is_none() {
        // Moved by a request that ended before it was written down.
        size = ctx.object_size(&file.blob).await?;
        if size == Some(file.size) {
            ctx.move_object(&file.blob, &file.staging).await?;
        }
    }
    match size {
        None => Err(invalid("the file has not been uploaded")),
        Some(size) if size != file.size => Err(ServiceError::InvalidFile {
            reason: "INVALID_FILE_SIZE",
            message: format!("the file has {size} bytes instead of {}", file.size),
        }),
        Some(_) => Ok(()),
    }
}

/// Whether a file is let through. Where the instance has a scanner it is not: there is no way to
/// it from here, and what a scanner cannot be asked about is rejected.
/// Source: connect-a-foundation.md §5.4.
pub(super) async fn scanned(ctx: &Ctx, instance: InstanceId) -> Result<bool> {
    let those = Filter::facet("type", "FILE_SCANNER");
    let scanners = Listing::default().with(those);
    let scanners = ctx.services.count_any(instance, Kind::IntegrationAssociation, scanners);
    Ok(scanners.await? == 0)
}

/// Deletes a file with what was uploaded.
pub(crate) async fn delete_attached_file(
    ctx: &Ctx,
    input: api::DeleteAttachedFileRequest,
) -> Result<api::DeleteAttachedFileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let kept = find(ctx, instance, &input.file_id, &input.associated_resource_arn).await?;
    let _turn = ctx.turn((Kind::AttachedFile, kept.id.clone())).await;
    // Objects first: a file without one can be deleted again, an object without a file cannot.
    ctx.delete_object(&kept.file.staging).await?;
    ctx.delete_object(&kept.file.blob).await?;
    ctx.delete(instance, Kind::AttachedFile, &kept.id).await?;
    // What was never there for anybody is not told of either.
    if matches!(kept.file.status, Status::Approved | Status::Rejected) {
        tell(ctx, instance, &kept, "DELETED").await?;
    }
    Ok(api::DeleteAttachedFileResponse {})
}
