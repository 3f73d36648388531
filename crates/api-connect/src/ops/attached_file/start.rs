//! StartAttachedFileUpload.

use super::configuration::rules;
use super::file::{File, Kept, OF, STATUS, Status, resource, settle, some};
use super::rules::{Associated, Scope};
use super::task;
use crate::prelude::*;
use resources::{StorageConfig, StorageResource, User, facet};
use services::limits;
use std::collections::BTreeMap;
use std::time::Duration;
use store::Filter;
use uuid::Uuid;

/// Where files go that nothing is configured for.
const BUCKET: &str = "attachments";
/// For how long a URL is good unless the request says. Source: `UrlExpiryInSeconds`.
const VALID: u64 = 300;

/// For how long a URL is to be good.
pub(super) fn valid(asked: Option<i32>) -> Duration {
    Duration::from_secs(asked.and_then(|it| u64::try_from(it).ok()).unwrap_or(VALID))
}

pub(crate) async fn start_attached_file_upload(
    ctx: &Ctx,
    input: api::StartAttachedFileUploadRequest,
) -> Result<api::StartAttachedFileUploadResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let use_case = input.file_use_case_type.as_str();
    if use_case != "ATTACHMENT" {
        return Err(invalid("FileUseCaseType must be ATTACHMENT"));
    }
    let scope = scope(ctx, instance, &input.associated_resource_arn).await?;
    let size = u64::try_from(input.file_size_in_bytes).unwrap_or_default();
    let rules = rules(ctx, instance, scope).await?;
    let ending = rules.check(&input.file_name, size)?;
    let (user, identity) = creator(ctx, instance, input.created_by).await?;
    let of = Filter::facet(OF, &*input.associated_resource_arn);
    let those = Listing::default().with(of);
    let attached = ctx.services.count_any(instance, Kind::AttachedFile, those).await?;
    let limit = match scope {
        Scope::Task => task::MOST,
        _ => ctx.quota_named(instance, limits::FILES_PER_RESOURCE).await?.value(),
    };
    if attached >= limit {
        let what = "attached file";
        return Err(ServiceError::LimitExceeded { what, limit });
    }

    let id = ctx.new_id::<Uuid>().to_string();
    let folder = folder(ctx, instance).await?;
    let (staging, blob) = place(ctx, &folder, scope, &id, &ending);
    let file = File {
        name: input.file_name,
        size,
        of: input.associated_resource_arn,
        use_case: use_case.to_owned(),
        user,
        identity,
        status: Status::Processing,
        staging,
        blob,
    };
    let valid = valid(input.url_expiry_in_seconds);
    let endpoint = ctx.caller.endpoint.as_deref().unwrap_or_default();
    let url = ctx.presigned_put(endpoint, &file.staging, size, valid, ctx.now())?;
    let url = url.ok_or_else(|| invalid("the request does not say which host it was sent to"))?;
    let kept = Kept {
        id: id.clone(),
        created: ctx.now(),
        tags: tags(input.tags)?,
        file,
    };
    ctx.create(instance, resource(&id, &kept.file, kept.tags.clone())?)
        .await?;
    sweep(ctx, instance).await;
    let headers = BTreeMap::from([("Content-Length".to_owned(), size.to_string())]);
    Ok(api::StartAttachedFileUploadResponse {
        file_arn: Some(arn(ctx, instance, Kind::AttachedFile, &id)),
        file_id: Some(id),
        creation_time: Some(kept.created.to_iso_millis()),
        file_status: Some(to_api(&kept.file.status)),
        created_by: Some(kept.created_by()),
        upload_url_metadata: Some(api::UploadUrlMetadata {
            url: Some(url),
            url_expiry: Some((ctx.now() + valid).to_iso_millis()),
            headers_to_include: Some(headers),
        }),
    })
}

/// What the file is to be attached to, which must be there if it is ours.
async fn scope(ctx: &Ctx, instance: InstanceId, text: &str) -> Result<Scope> {
    let id = match Associated::read(text, instance)? {
        Associated::Case => return Ok(Scope::Case),
        Associated::Contact(id) => id,
    };
    let contact = ctx.store.contact(&instance.to_string(), &id).await?;
    match contact.as_ref().map(|it| it.channel.as_str()) {
        Some("TASK") => Ok(Scope::Task),
        Some("EMAIL") => Ok(Scope::Email),
        Some(channel) => Err(invalid(format!(
            "files cannot be attached to a contact of channel {channel}"
        ))),
        None => Err(invalid(format!("contact {id} was not found"))),
    }
}

/// Who attaches the file: the agent that the request names, else whoever calls.
async fn creator(
    ctx: &Ctx,
    instance: InstanceId,
    given: Option<api::CreatedByInfo>,
) -> Result<(Option<String>, Option<String>)> {
    let given = given.unwrap_or_default();
    if given.aws_identity_arn.is_some() {
        return Err(invalid("CreatedBy.AWSIdentityArn cannot be set"));
    }
    let Some(user) = given.connect_user_arn else {
        let caller = ctx.caller.principal.arn(&ctx.caller.account);
        return Ok((None, Some(caller)));
    };
    if !user.starts_with("arn:") || get::<User>(ctx, instance, &user).await.is_err() {
        return Err(invalid("CreatedBy.ConnectUserArn names no user of the instance"));
    }
    Ok((Some(user), None))
}

/// Where a file is uploaded to, and where it lies once it is complete.
pub(super) fn place(
    ctx: &Ctx,
    folder: &str,
    scope: Scope,
    id: &str,
    ending: &str,
) -> (String, String) {
    let day = ctx.now().to_jiff().strftime("%Y/%m/%d").to_string();
    let path = format!("{}/{day}/{id}.{ending}", scope.word().to_lowercase());
    (format!("{folder}/staging/{path}"), format!("{folder}/{path}"))
}

/// The bucket and folder of the instance's files.
pub(super) async fn folder(ctx: &Ctx, instance: InstanceId) -> Result<String> {
    let those = Filter::facet(facet::TYPE, "ATTACHMENTS");
    let configured = ctx
        .services
        .list::<StorageConfig>(instance, Listing::page(1, None).with(those))
        .await?;
    let folder = match configured.rows.into_iter().next().map(|it| it.value.target) {
        Some(StorageResource::S3 { bucket, prefix }) => {
            let prefix = prefix.trim_matches('/').to_owned();
            let parts = [bucket, prefix].into_iter().filter(|it| !it.is_empty());
            parts.collect::<Vec<_>>().join("/")
        }
        _ => format!("{BUCKET}/{instance}"),
    };
    Ok(folder)
}

/// Clears away some of what was not completed in time. What fails here is tried again next time.
async fn sweep(ctx: &Ctx, instance: InstanceId) {
    let those = Filter::facet(STATUS, "PROCESSING");
    let Ok(open) = some(ctx, instance, those).await else {
        return;
    };
    for it in open.iter().filter(|it| it.status(ctx.now()) == Status::Failed) {
        let done = async {
            ctx.delete_object(&it.file.staging).await?;
            settle(ctx, instance, it, Status::Failed).await
        };
        if let Err(error) = done.await {
            tracing::warn!(file = it.id, %error, "an abandoned upload could not be cleared away");
        }
    }
}
