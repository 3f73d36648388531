//! AssociateWorkspace, DisassociateWorkspace and SearchWorkspaceAssociations: users and routing
//! profiles that have a workspace. Each resource of a request succeeds or fails by itself.

use super::WORKSPACE;
use crate::plain::{self, Object, crud, required, rows, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Plain, Resource, facet};
use serde_json::json;
use store::Filter;
use uuid::Uuid;

const KIND: Kind = Kind::WorkspaceAssociation;
/// Facets of an association.
const RESOURCE: &str = "resource";
const RESOURCE_TYPE: &str = "resource-type";

pub(crate) async fn associate_workspace(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, workspace) = named(ctx, &input).await?;
    let mut outcome = Outcome::default();
    for arn in arns(&input) {
        let done = associate(ctx, instance, &workspace, arn).await;
        outcome.note(arn, done)?;
    }
    Ok(outcome.answer())
}

async fn associate(ctx: &Ctx, instance: InstanceId, workspace: &str, arn: &str) -> Result<()> {
    let (kind, id) = resource(instance, arn)?;
    if ctx.find_any(instance, kind, id).await?.is_none() {
        return Err(services::not_found(kind, id));
    }
    if find(ctx, instance, workspace, kind, id).await?.is_some() {
        return Err(ServiceError::Duplicate {
            what: KIND.word(),
            name: arn.to_owned(),
        });
    }
    // The name, which is unique within the workspace, keeps two requests from making it twice.
    let name = format!("{}:{id}", kind.name());
    let mut it = Plain::new(KIND, ctx.new_id::<Uuid>().to_string(), name);
    it.whole = Some(workspace.to_owned());
    it.facets = vec![
        (WORKSPACE.kind.name().to_owned(), workspace.to_owned()),
        (kind.name().to_owned(), id.to_owned()),
        (RESOURCE.to_owned(), id.to_owned()),
        (RESOURCE_TYPE.to_owned(), kind.api_type().to_owned()),
    ];
    it.body.insert("ResourceId".into(), json!(id));
    it.body.insert("ResourceType".into(), json!(kind.api_type()));
    ctx.create(instance, it).await
}

pub(crate) async fn disassociate_workspace(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, workspace) = named(ctx, &input).await?;
    let mut outcome = Outcome::default();
    for arn in arns(&input) {
        let done = disassociate(ctx, instance, &workspace, arn).await;
        outcome.note(arn, done)?;
    }
    Ok(outcome.answer())
}

async fn disassociate(ctx: &Ctx, instance: InstanceId, workspace: &str, arn: &str) -> Result<()> {
    let (kind, id) = resource(instance, arn)?;
    let found = find(ctx, instance, workspace, kind, id).await?;
    let found = found.ok_or_else(|| services::not_found(KIND, arn))?;
    ctx.delete(instance, KIND, found).await
}

/// The identifier of a workspace's association with a resource. It is looked for by what it refers
/// to: an import may have put another resource of the same name in the place of the one that it
/// was made for.
async fn find(
    ctx: &Ctx,
    instance: InstanceId,
    workspace: &str,
    kind: Kind,
    id: &str,
) -> Result<Option<String>> {
    let listing = Listing::page(1, None)
        .with_facet(facet::WHOLE, workspace)
        .with_facet(kind.name(), id);
    let page = ctx.services.list_any(instance, KIND, listing).await?;
    Ok(page.rows.first().map(|it| it.value.id()))
}

/// Tags of a filter are those of the workspace (inferred: an association has none of its own).
pub(crate) async fn search_workspace_associations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let terms = Terms::of(&[
        ("workspaceId", Field::Exactly(facet::WHOLE)),
        ("resourceId", Field::Exactly(RESOURCE)),
        ("resourceType", Field::Exactly(RESOURCE_TYPE)),
    ]);
    let mut asked = crate::search::filter(input.get("SearchCriteria"), &terms)?;
    let tagged = crate::search::tags_of(input.get("SearchFilter"))?;
    if !tagged.is_always() {
        let of_tags = plain::all(ctx, instance, WORKSPACE.kind, tagged).await?;
        let workspaces = of_tags.iter().map(|it| Filter::facet(facet::WHOLE, &it.value.id));
        asked = asked.and(Filter::Any(workspaces.collect()));
    }
    // Not what the filter has become: tags may change between two pages.
    let query = (instance, input.get("SearchCriteria"), input.get("SearchFilter"));
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let listing = Listing::page(size, after).with(asked.clone());
    let page = ctx.list_any(instance, KIND, listing).await?;
    let all = Listing::default().with(asked);
    let total = ctx.count_any(instance, KIND, all).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let mut found = Vec::new();
    for it in page.rows.into_iter().filter_map(typed) {
        found.push(shown(ctx, instance, &it.value).await?);
    }
    Ok(rows(ctx, &found, next, Some(total)))
}

/// An association with the resource's name of today.
async fn shown(ctx: &Ctx, instance: InstanceId, it: &Plain) -> Result<Object> {
    let mut full = it.body.clone();
    if let Some(workspace) = &it.whole {
        full.insert("WorkspaceId".into(), json!(workspace));
        let arn = arn(ctx, instance, WORKSPACE.kind, workspace);
        full.insert("WorkspaceArn".into(), json!(arn));
    }
    let kind = match it.text("ResourceType") {
        Some("USER") => Kind::User,
        _ => Kind::RoutingProfile,
    };
    if let Some(id) = it.text("ResourceId") {
        full.insert("ResourceArn".into(), json!(arn(ctx, instance, kind, id)));
        let found = ctx.find_any(instance, kind, id).await?;
        let name = found.map(|it| match it.value {
            Resource::User(it) => it.username,
            Resource::RoutingProfile(it) => it.name,
            _ => String::new(),
        });
        if let Some(name) = name {
            full.insert("ResourceName".into(), json!(name));
        }
    }
    Ok(full)
}

/// The instance and the workspace that a request names.
async fn named(ctx: &Ctx, input: &Value) -> Result<(InstanceId, String)> {
    let instance = crud::instance(ctx, input).await?;
    let workspace = WORKSPACE.get(ctx, instance, required(input, "WorkspaceId")?);
    Ok((instance, workspace.await?.value.id))
}

fn arns(input: &Value) -> impl Iterator<Item = &str> {
    let arns = input.get("ResourceArns").and_then(Value::as_array);
    arns.into_iter().flatten().filter_map(Value::as_str)
}

/// The kind and identifier of a resource that can have a workspace.
fn resource(instance: InstanceId, arn: &str) -> Result<(Kind, &str)> {
    let of = |kind: Kind| arn.contains(&format!("/{}/", kind.arn_part()));
    let kinds = [Kind::User, Kind::RoutingProfile];
    match kinds.into_iter().find(|kind| of(*kind)) {
        Some(kind) if arn.starts_with("arn:") => Ok((kind, id_text(kind, instance, arn)?)),
        _ => Err(invalid("only users and routing profiles have workspaces")),
    }
}

/// What became of each resource.
#[derive(Default)]
struct Outcome {
    done: Vec<Value>,
    failed: Vec<Value>,
}

impl Outcome {
    /// Notes one. What is our own fault fails the whole request.
    fn note(&mut self, arn: &str, done: Result<()>) -> Result<()> {
        let Err(error) = done else {
            self.done.push(json!({"ResourceArn": arn}));
            return Ok(());
        };
        let code = match error {
            ServiceError::NotFound { .. } => "404",
            ServiceError::Duplicate { .. } => "409",
            ServiceError::InvalidParameter(_) => "400",
            other => return Err(other),
        };
        self.failed.push(json!({
            "ResourceArn": arn,
            "ErrorCode": code,
            "ErrorMessage": error.to_string().chars().take(256).collect::<String>(),
        }));
        Ok(())
    }

    fn answer(self) -> Value {
        json!({"SuccessfulList": self.done, "FailedList": self.failed})
    }
}
