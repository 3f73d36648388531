//! DescribeView, UpdateViewContent, UpdateViewMetadata and DeleteView. A view is named by its
//! identifier, perhaps with `$LATEST`, `$SAVED` or a version after it.

use super::{VERSION, VIEW};
use crate::plain::{self, Object, answer, crud, full, required, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::facet;
use serde_json::json;
use store::Filter;

/// The view that a request names, and what stands after its identifier.
pub(super) async fn view(
    ctx: &Ctx,
    instance: InstanceId,
    input: &Value,
) -> Result<(Stored<resources::Plain>, Option<String>)> {
    let named = required(input, "ViewId")?;
    let text = id_text(Kind::View, instance, named)?;
    let (id, version) = match text.split_once(':') {
        Some((id, version)) => (id, Some(version.to_owned())),
        None => (text, None),
    };
    Ok((VIEW.get(ctx, instance, id).await?, version))
}

/// A version of a view, under every name that an answer may call its members.
pub(super) fn version_out(
    ctx: &Ctx,
    instance: InstanceId,
    view: &resources::Plain,
    stored: &Stored<resources::Plain>,
) -> Object {
    let mut shown = full(ctx, instance, &VERSION, stored);
    shown.insert("Id".into(), json!(view.id));
    shown.insert("Arn".into(), json!(arn(ctx, instance, Kind::View, &stored.value.id)));
    shown.insert("Name".into(), json!(view.name));
    shown
}

pub(crate) async fn describe_view(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, version) = view(ctx, instance, &input).await?;
    match version.as_deref() {
        None | Some("$SAVED" | "$LATEST") => {
            Ok(answer(ctx, &full(ctx, instance, &VIEW, &stored)))
        }
        Some(number) => {
            let id = format!("{}:{number}", stored.value.id);
            let found = VERSION.get(ctx, instance, &id).await?;
            Ok(answer(ctx, &version_out(ctx, instance, &stored.value, &found)))
        }
    }
}

pub(crate) async fn update_view_content(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = view(ctx, instance, &input).await?;
    let mut it = stored.value.clone();
    for member in ["Content", "Status"] {
        if let Some(value) = input.get(member) {
            it.body.insert(member.to_owned(), value.clone());
        }
    }
    crud::replace(ctx, &VIEW, instance, &stored, it).await
}

pub(crate) async fn update_view_metadata(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = view(ctx, instance, &input).await?;
    let mut it = stored.value.clone();
    if let Some(text) = text(&input, "Name") {
        it.name = name(Kind::View, text.to_owned())?;
    }
    if let Some(text) = text(&input, "Description") {
        it.body.insert("Description".into(), json!(text));
    }
    crud::replace(ctx, &VIEW, instance, &stored, it).await?;
    Ok(json!({}))
}

/// Deletes a view with its versions. One that a published flow or a page of a workspace shows stays.
pub(crate) async fn delete_view(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = view(ctx, instance, &input).await?.0.value.id;
    let flows = ctx.list_all::<resources::Flow>(instance, Listing::default()).await?;
    let shows = |it: &&Stored<resources::Flow>| {
        it.value.published.as_ref().is_some_and(|it| it.contains(&id))
    };
    if flows.iter().any(|it| shows(&it)) {
        return Err(ServiceError::InUse {
            what: Kind::View,
            id,
            by: Kind::Flow.word(),
        });
    }
    // Before its versions are gone: a view that stays keeps them.
    ctx.check_unused(instance, Kind::View, &id).await?;
    let versions = Listing::page(500, None).with(Filter::facet(facet::WHOLE, &*id));
    for version in ctx.list_any(instance, Kind::ViewVersion, versions).await?.rows {
        if let Some(version) = plain::typed(version) {
            ctx.delete(instance, Kind::ViewVersion, version.value.id).await?;
        }
    }
    ctx.delete(instance, Kind::View, id).await?;
    Ok(json!({}))
}
