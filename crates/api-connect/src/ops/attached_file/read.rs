//! GetAttachedFile and BatchGetAttachedFileMetadata.

use super::file::{Status, find};
use super::rules::{Associated, disposition};
use super::start::valid;
use crate::prelude::*;

pub(crate) async fn get_attached_file(
    ctx: &Ctx,
    input: api::GetAttachedFileRequest,
) -> Result<api::GetAttachedFileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let kept = find(ctx, instance, &input.file_id, &input.associated_resource_arn).await?;
    let mut download = None;
    if kept.status(ctx.now()) == Status::Approved {
        let inline = input.url_content_disposition.as_ref();
        let kind = match inline.map(|it| it.as_str()) {
            Some("INLINE") => "inline",
            _ => "attachment",
        };
        let shown = disposition(kind, &kept.file.name);
        let valid = valid(input.url_expiry_in_seconds);
        let endpoint = ctx.caller.endpoint.as_deref().unwrap_or_default();
        let url = ctx.presigned_download(endpoint, &kept.file.blob, &shown, valid, ctx.now())?;
        download = Some(api::DownloadUrlMetadata {
            url,
            url_expiry: Some((ctx.now() + valid).to_iso_millis()),
        });
    }
    let file = kept.out(ctx, instance);
    Ok(api::GetAttachedFileResponse {
        file_arn: Some(file.file_arn),
        file_id: Some(file.file_id),
        creation_time: Some(file.creation_time),
        file_status: Some(file.file_status),
        file_name: Some(file.file_name),
        file_size_in_bytes: file.file_size_in_bytes,
        associated_resource_arn: file.associated_resource_arn,
        file_use_case_type: file.file_use_case_type,
        created_by: file.created_by,
        download_url_metadata: download,
        tags: file.tags,
    })
}

pub(crate) async fn batch_get_attached_file_metadata(
    ctx: &Ctx,
    input: api::BatchGetAttachedFileMetadataRequest,
) -> Result<api::BatchGetAttachedFileMetadataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let of = &input.associated_resource_arn;
    Associated::read(of, instance)?;
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for id in input.file_ids {
        match find(ctx, instance, &id, of).await {
            Ok(kept) => files.push(kept.out(ctx, instance)),
            Err(error @ ServiceError::NotFound { .. }) => errors.push(api::AttachedFileError {
                // "Status code describing the failure", as the model says.
                error_code: Some("404".into()),
                error_message: Some(error.to_string()),
                file_id: Some(id),
            }),
            Err(error) => return Err(error),
        }
    }
    Ok(api::BatchGetAttachedFileMetadataResponse {
        files: Some(files),
        errors: Some(errors),
    })
}
