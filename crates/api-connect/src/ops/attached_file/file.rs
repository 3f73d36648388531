//! A file as it is kept.

use super::rules::Associated;
use crate::plain::{get, typed};
use crate::prelude::*;
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::Filter;

/// How long an upload may take from its start to its completion. Source: the advice in
/// connect-a-foundation.md §5.3 on how long to keep the staging place.
const STAGED: Duration = Duration::from_secs(24 * 3600);

/// The resource that a file is attached to, as a facet.
pub(super) const OF: &str = "associated";
/// A file's state, as a facet.
pub(super) const STATUS: &str = "status";

/// A file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct File {
    /// Its name.
    pub(super) name: String,
    /// Its length in bytes, as it was announced.
    pub(super) size: u64,
    /// The ARN of what it is attached to.
    pub(super) of: String,
    /// `FileUseCaseType`.
    pub(super) use_case: String,
    /// The ARN of the agent who attached it.
    #[serde(default)]
    pub(super) user: Option<String>,
    /// The ARN of whoever called, where there is no agent.
    #[serde(default)]
    pub(super) identity: Option<String>,
    /// How far it is.
    pub(super) status: Status,
    /// Where it is uploaded to.
    pub(super) staging: String,
    /// Where it lies once it is complete.
    pub(super) blob: String,
}

/// `FileStatusType`, as far as uploads go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    /// It is being uploaded.
    Processing,
    /// It is there.
    Approved,
    /// It was not let through.
    Rejected,
    /// It did not come in time.
    Failed,
}

/// A kept file with what the store knows of it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) file: File,
    pub(super) created: Timestamp,
    pub(super) tags: resources::Tags,
}

impl Kept {
    /// How far the file is now.
    pub(super) fn status(&self, now: Timestamp) -> Status {
        match self.file.status {
            Status::Processing if now.since(self.created) > STAGED => Status::Failed,
            status => status,
        }
    }

    pub(super) fn created_by(&self) -> api::CreatedByInfo {
        api::CreatedByInfo {
            connect_user_arn: self.file.user.clone(),
            aws_identity_arn: self.file.identity.clone(),
        }
    }

    /// The file as metadata.
    pub(super) fn out(&self, ctx: &Ctx, instance: InstanceId) -> api::AttachedFile {
        let file = &self.file;
        api::AttachedFile {
            file_id: self.id.clone(),
            file_arn: arn(ctx, instance, Kind::AttachedFile, &self.id),
            file_name: file.name.clone(),
            file_size_in_bytes: i64::try_from(file.size).unwrap_or(i64::MAX),
            file_status: to_api(&self.status(ctx.now())),
            file_use_case_type: Some(api::FileUseCaseType::from(file.use_case.as_str())),
            associated_resource_arn: Some(file.of.clone()),
            created_by: Some(self.created_by()),
            creation_time: self.created.to_iso_millis(),
            tags: tags_out(&self.tags),
        }
    }
}

/// The resource that keeps a file.
pub(super) fn resource(
    id: &str,
    file: &File,
    tags: resources::Tags,
) -> Result<resources::Plain> {
    let mut it = resources::Plain::new(Kind::AttachedFile, id, "");
    it.tags = tags;
    put(&mut it, file)?;
    Ok(it)
}

fn put(it: &mut resources::Plain, file: &File) -> Result<()> {
    let body = serde_json::to_value(file).map_err(ServiceError::internal)?;
    it.body = match body {
        aws_wire::Value::Object(body) => body,
        _ => return Err(ServiceError::Internal("a file is no object".into())),
    };
    let status = services::configured::api_word(&file.status);
    it.facets = vec![(OF.to_owned(), file.of.clone()), (STATUS.to_owned(), status)];
    Ok(())
}

fn read(stored: Stored<resources::Plain>) -> Result<Kept> {
    let body = aws_wire::Value::Object(stored.value.body);
    Ok(Kept {
        id: stored.value.id,
        file: serde_json::from_value(body).map_err(ServiceError::internal)?,
        created: stored.created,
        tags: stored.value.tags,
    })
}

/// The file that a request names, which must be attached to what it names.
pub(super) async fn find(ctx: &Ctx, instance: InstanceId, id: &str, of: &str) -> Result<Kept> {
    Associated::read(of, instance)?;
    let found = read(get(ctx, instance, Kind::AttachedFile, id).await?)?;
    if found.file.of != of {
        return Err(services::not_found(Kind::AttachedFile, id));
    }
    Ok(found)
}

/// Some files that meet a condition.
pub(super) async fn some(ctx: &Ctx, instance: InstanceId, those: Filter) -> Result<Vec<Kept>> {
    let listing = Listing::page(100, None).with(those);
    let page = ctx.services.list_any(instance, Kind::AttachedFile, listing).await?;
    page.rows.into_iter().filter_map(typed).map(read).collect()
}

/// Keeps a file's new state.
pub(super) async fn settle(
    ctx: &Ctx,
    instance: InstanceId,
    kept: &Kept,
    status: Status,
) -> Result<()> {
    let file = File {
        status,
        ..kept.file.clone()
    };
    crate::plain::change(ctx, instance, Kind::AttachedFile, &kept.id, |it| put(it, &file)).await?;
    Ok(())
}
