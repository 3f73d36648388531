//! CreateWorkspacePage, UpdateWorkspacePage and DeleteWorkspacePage: a page is known by its name
//! within its workspace, and no two pages of a workspace have the same slug in their address.

use super::WORKSPACE;
use super::shown_view::{self, MEMBERS};
use crate::plain::{self, Plain, crud, required, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use resources::facet;
use serde_json::json;
use store::Filter;

pub(crate) const PAGE: Plain = Plain {
    name: "Page",
    whole: Some(("WorkspaceId", Kind::Workspace)),
    facets: &[("/Slug", SLUG)],
    refers: &[("/ViewId", Kind::View), ("/ViewVersionId", Kind::ViewVersion)],
    shown: |ctx, instance, it, full| {
        // Made from the identifier, so that it is right after an import into another instance.
        let Some(view) = it.value.text("ViewId") else {
            return;
        };
        let named = match it.value.text("Qualifier") {
            Some(qualifier) => format!("{view}:{qualifier}"),
            None => view.to_owned(),
        };
        let arn = arn(ctx, instance, Kind::View, named);
        full.insert("ResourceArn".into(), json!(arn));
    },
    ..Plain::of(Kind::WorkspacePage, "WorkspacePageId", "WorkspacePageArn")
};

const SLUG: &str = "slug";
/// What names of customers' own pages must not begin with. Source: CreateWorkspacePage.
const RESERVED: [&str; 2] = ["aws:", "connect:"];

pub(crate) async fn create_workspace_page(ctx: &Ctx, mut input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let workspace = WORKSPACE.get(ctx, instance, required(&input, "WorkspaceId")?);
    let workspace = workspace.await?.value.id;
    check_name(required(&input, "Page")?)?;
    check_slug(ctx, instance, &workspace, text(&input, "Slug"), None).await?;
    let view = shown_view::find(ctx, instance, required(&input, "ResourceArn")?).await?;
    if let Some(data) = text(&input, "InputData").filter(|it| !it.is_empty()) {
        view.check(data)?;
    }
    if let Some(members) = input.as_object_mut() {
        members.shift_remove("ResourceArn");
        members.extend(view.members);
    }
    plain::create(ctx, &PAGE, input).await
}

pub(crate) async fn update_workspace_page(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (workspace, stored) = find(ctx, instance, &input).await?;
    let mut it = stored.value.clone();
    if let Some(name) = text(&input, "NewPage") {
        check_name(name)?;
        it.name = name.to_owned();
    }
    if let Some(slug) = text(&input, "Slug") {
        check_slug(ctx, instance, &workspace, Some(slug), Some(&it.id)).await?;
        it.body.insert("Slug".into(), json!(slug));
    }
    if let Some(data) = text(&input, "InputData") {
        it.body.insert("InputData".into(), json!(data));
    }
    let shown = plain::full(ctx, instance, &PAGE, &stored);
    let shown = shown.get("ResourceArn").and_then(Value::as_str);
    // Data that was good for one view need not be for another.
    let view = text(&input, "ResourceArn").or(shown).unwrap_or_default();
    let view = shown_view::find(ctx, instance, view).await?;
    if let Some(data) = it.text("InputData").filter(|it| !it.is_empty()) {
        view.check(data)?;
    }
    it.body.retain(|member, _| !MEMBERS.contains(&member.as_str()));
    it.body.extend(view.members);
    crud::replace(ctx, &PAGE, instance, &stored, it).await
}

pub(crate) async fn delete_workspace_page(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (_, stored) = find(ctx, instance, &input).await?;
    ctx.delete(instance, PAGE.kind, stored.value.id).await?;
    Ok(json!({}))
}

/// The page that a request names, and its workspace.
async fn find(
    ctx: &Ctx,
    instance: InstanceId,
    input: &Value,
) -> Result<(String, Stored<resources::Plain>)> {
    let workspace = WORKSPACE.get(ctx, instance, required(input, "WorkspaceId")?);
    let workspace = workspace.await?.value.id;
    let name = required(input, "Page")?;
    let found = of_workspace(&workspace).and(Filter::facet(facet::NAME, name.to_lowercase()));
    let listing = Listing::page(100, None).with(found);
    let page = ctx.list_any(instance, PAGE.kind, listing).await?;
    let found = page.rows.into_iter().filter_map(typed);
    let found = { found }.find(|it| it.value.name == name);
    let found = found.ok_or_else(|| services::not_found(PAGE.kind, name))?;
    Ok((workspace, found))
}

fn of_workspace(workspace: &str) -> Filter {
    Filter::facet(facet::WHOLE, workspace)
}

fn check_name(name: &str) -> Result<()> {
    let folded = name.to_lowercase();
    match RESERVED.iter().find(|it| folded.starts_with(**it)) {
        Some(reserved) => Err(invalid(format!("Page must not begin with {reserved}"))),
        None => Ok(()),
    }
}

/// Makes sure that no other page has the slug. Two requests at the same time may both pass: then
/// the first by name is found under it.
async fn check_slug(
    ctx: &Ctx,
    instance: InstanceId,
    workspace: &str,
    slug: Option<&str>,
    own: Option<&str>,
) -> Result<()> {
    let Some(slug) = slug.filter(|it| !it.is_empty()) else {
        return Ok(());
    };
    let taken = of_workspace(workspace).and(Filter::facet(SLUG, slug));
    let listing = Listing::page(2, None).with(taken);
    let page = ctx.services.list_any(instance, PAGE.kind, listing).await?;
    match page.rows.iter().any(|it| Some(it.value.id().as_str()) != own) {
        true => Err(ServiceError::Duplicate {
            what: "slug",
            name: slug.to_owned(),
        }),
        false => Ok(()),
    }
}
