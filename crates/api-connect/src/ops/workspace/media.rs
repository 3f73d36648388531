//! ImportWorkspaceMedia, ListWorkspaceMedia and DeleteWorkspaceMedia: at most one picture of each
//! type. The bytes lie among the blobs; the workspace says under which name.

use super::image::{LARGEST, extension};
use super::WORKSPACE;
use crate::plain::{self, Object, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blob::{BlobError, BlobPath, PathError};
use serde_json::json;
use uuid::Uuid;

/// The member of a workspace that says under which names its media lie; no answer has it.
const MEDIA: &str = "Media";

pub(crate) async fn import_workspace_media(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let workspace = WORKSPACE.get(ctx, instance, required(&input, "WorkspaceId")?);
    let id = workspace.await?.value.id;
    let kind = required(&input, "MediaType")?;
    let bytes = read(ctx, required(&input, "MediaSource")?.trim()).await?;
    let file = extension(&bytes)?;
    // A name of its own each time, so that whoever reads meanwhile sees the old or the new.
    let name = format!("{}{id}/{}.{file}", folder(instance), ctx.new_id::<Uuid>());
    ctx.blobs.put(&path(&name)?, bytes).await.map_err(fault)?;
    let mut before = None;
    let changed = plain::change(ctx, instance, WORKSPACE.kind, &id, |it| {
        let media = it.body.entry(MEDIA).or_insert_with(|| json!({}));
        if let Some(media) = media.as_object_mut() {
            before = media.insert(kind.to_owned(), json!(name));
        }
        Ok(())
    });
    if let Err(error) = changed.await {
        forget_blob(ctx, instance, &name).await;
        return Err(error);
    }
    if let Some(before) = before.as_ref().and_then(Value::as_str) {
        forget_blob(ctx, instance, before).await;
    }
    Ok(json!({}))
}

/// Each as it can be imported again: in base64.
pub(crate) async fn list_workspace_media(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let workspace = WORKSPACE.get(ctx, instance, required(&input, "WorkspaceId")?);
    let mut list = Vec::new();
    for (kind, name) in kept(&workspace.await?.value) {
        match ctx.blobs.get(&path(&name)?).await {
            Ok(bytes) => list.push(json!({"Type": kind, "Source": STANDARD.encode(bytes)})),
            // Replaced or deleted since the workspace was read, or left behind by an export.
            Err(BlobError::NotFound(_)) => {}
            Err(error) => return Err(fault(error)),
        }
    }
    Ok(json!({"Media": list}))
}

pub(crate) async fn delete_workspace_media(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let workspace = WORKSPACE.get(ctx, instance, required(&input, "WorkspaceId")?);
    let id = workspace.await?.value.id;
    let kind = required(&input, "MediaType")?;
    let mut gone = None;
    plain::change(ctx, instance, WORKSPACE.kind, &id, |it| {
        let media = it.body.get_mut(MEDIA).and_then(Value::as_object_mut);
        gone = media.and_then(|media| media.shift_remove(kind));
        match gone {
            Some(_) => Ok(()),
            None => Err(ServiceError::NotFound {
                what: "media",
                id: kind.to_owned(),
            }),
        }
    })
    .await?;
    if let Some(name) = gone.as_ref().and_then(Value::as_str) {
        forget_blob(ctx, instance, name).await;
    }
    Ok(json!({}))
}

/// Where the media of an instance lie.
fn folder(instance: InstanceId) -> String {
    format!("workspaces/{instance}/")
}

/// The media of a workspace: their types and the names of their blobs.
pub(super) fn kept(workspace: &resources::Plain) -> Vec<(String, String)> {
    let media = workspace.body.get(MEDIA).and_then(Value::as_object);
    let each = media.into_iter().flat_map(Object::iter);
    each.filter_map(|(kind, name)| Some((kind.clone(), name.as_str()?.to_owned())))
        .collect()
}

/// Deletes bytes that no workspace names any more. Should that fail they are left over, which
/// harms nobody; the request has been done all the same. Those of another instance stay: a
/// workspace that was imported names them together with the one that it was exported from.
pub(super) async fn forget_blob(ctx: &Ctx, instance: InstanceId, name: &str) {
    let own = name.starts_with(&folder(instance));
    let (true, Ok(path)) = (own, name.parse::<BlobPath>()) else {
        return;
    };
    if let Err(error) = ctx.blobs.delete(&path).await {
        tracing::warn!(%error, name, "the bytes of a workspace's media could not be deleted");
    }
}

/// The bytes of a source: base64, also as a data URL, or the URL of an object at this gateway. What
/// lies elsewhere is not fetched, so that nobody makes this machine call others.
async fn read(ctx: &Ctx, source: &str) -> Result<Vec<u8>> {
    if source.starts_with("https://") || source.starts_with("http://") {
        return object(ctx, source).await;
    }
    let encoded = match source.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,").map(|(_, encoded)| encoded),
        None => Some(source),
    };
    let bytes = encoded.and_then(|it| STANDARD.decode(it).ok());
    bytes.ok_or_else(|| invalid("MediaSource is neither base64 nor a URL"))
}

async fn object(ctx: &Ctx, url: &str) -> Result<Vec<u8>> {
    let name = object_name(ctx.caller.endpoint.as_deref(), url)
        .ok_or_else(|| invalid("MediaSource must be the URL of an object at this gateway"))?;
    let path: BlobPath = name
        .parse()
        .map_err(|error: PathError| invalid(format!("MediaSource: {error}")))?;
    let missing = |error| match error {
        BlobError::NotFound(_) => invalid(format!("there is no object {name}")),
        other => fault(other),
    };
    let size = ctx.blobs.info(&path).await.map_err(missing)?.size;
    if size > LARGEST as u64 {
        return Err(invalid(format!("{name} is larger than {LARGEST} bytes")));
    }
    let bytes = ctx.blobs.get(&path).await.map_err(missing)?;
    Ok(bytes.to_vec())
}

/// The object that a URL of this gateway names, path style, whatever signs it.
fn object_name<'a>(endpoint: Option<&str>, url: &'a str) -> Option<&'a str> {
    let (_, host) = endpoint?.split_once("://")?;
    let (_, rest) = url.split_once("://")?;
    let path = rest.strip_prefix(host)?.strip_prefix('/')?;
    let name = path.split(['?', '#']).next().unwrap_or(path);
    name.contains('/').then_some(name)
}

fn path(name: &str) -> Result<BlobPath> {
    name.parse()
        .map_err(|error: PathError| ServiceError::internal(error))
}

fn fault(error: BlobError) -> ServiceError {
    ServiceError::Unavailable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_of_this_gateway_are_read() {
        let of = |url| object_name(Some("http://localhost:8080"), url);
        assert_eq!(of("http://localhost:8080/b/k.png?X-Amz-Date=1"), Some("b/k.png"));
        assert_eq!(of("http://localhost:80801/b/k.png"), None);
        assert_eq!(of("http://169.254.169.254/b/k.png"), None);
        assert_eq!(of("http://localhost:8080/b"), None);
        assert_eq!(object_name(None, "http://localhost:8080/b/k"), None);
    }
}
