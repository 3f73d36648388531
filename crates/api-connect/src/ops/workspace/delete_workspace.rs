//! DeleteWorkspace: its pages, its associations and its media go with it.

use super::WORKSPACE;
use super::media::{forget_blob, kept};
use crate::plain::{self, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Resource, facet};
use serde_json::json;
use store::Filter;

pub(crate) async fn delete_workspace(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "WorkspaceId")?;
    let workspace = WORKSPACE.get(ctx, instance, named).await?.value;
    let media = kept(&workspace);
    let parts = Filter::facet(facet::WHOLE, &workspace.id);
    let mut gone: Vec<Resource> = vec![workspace.into()];
    for kind in [Kind::WorkspacePage, Kind::WorkspaceAssociation] {
        let them = plain::all(ctx, instance, kind, parts.clone()).await?;
        gone.extend(them.into_iter().map(|it| Resource::from(it.value)));
    }
    ctx.delete_all(instance, &gone).await?;
    for (_, blob) in media {
        forget_blob(ctx, instance, &blob).await;
    }
    Ok(json!({}))
}
