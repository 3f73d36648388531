//! Making, answering, changing and deleting modules.
//!
//! A new module is published, as its model has no other state; its content is checked as a flow's
//! is.

use super::convert::{contract, full, module};
use crate::ops::contact_flow::check;
use crate::plain::{answer, crud, found, required, text};
use crate::prelude::*;
use crate::search::{filter, tags_of};
use aws_wire::Value;
use ids::FlowId;
use resources::{FlowModule, FlowState, FlowStatus, facet};
use serde_json::json;
use services::configured::from_api_word;
use store::Filter;

const TERMS: Terms<'static> = Terms {
    words: &[("StateCondition", facet::STATE), ("StatusCondition", "status")],
    ..Terms::of(&[
        ("name", Field::Name),
        ("description", Field::Facet(facet::DESCRIPTION)),
        ("contactFlowModuleId", Field::Exactly(facet::ID)),
    ])
};

pub(crate) async fn create_contact_flow_module(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let content = required(&input, "Content")?.to_owned();
    let settings = text(&input, "Settings").map(str::to_owned);
    let contract = contract(settings.as_deref())?;
    check::published_module(ctx, instance, &contract, &content).await?;
    let id: FlowId = ctx.new_id();
    let now = ctx.now();
    let module = FlowModule {
        id,
        name: name(Kind::Module, required(&input, "Name")?.to_owned())?,
        description: text(&input, "Description").map(str::to_owned),
        state: FlowState::Active,
        status: FlowStatus::Published,
        published: Some(content.clone()),
        published_at: Some(now),
        saved: Some(content),
        settings,
        external: input.get("ExternalInvocationConfiguration").cloned(),
        versions: Vec::new(),
        last_version: 0,
        modified: now,
        tags: crud::tags(&input)?,
    };
    ctx.create(instance, module).await?;
    Ok(json!({"Id": id.to_string(), "Arn": arn(ctx, instance, Kind::Module, id)}))
}

pub(crate) async fn describe_contact_flow_module(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, version) = module(ctx, instance, &input).await?;
    Ok(answer(ctx, &full(ctx, instance, stored.value, version.as_deref())?))
}

fn row(ctx: &Ctx, instance: InstanceId, stored: Stored<FlowModule>) -> Value {
    let mut row = full(ctx, instance, stored.value, None).unwrap_or_default();
    // Listings leave contents out.
    row.shift_remove("Content");
    Value::Object(row)
}

pub(crate) async fn list_contact_flow_modules(ctx: &Ctx, input: Value) -> Result<Value> {
    let state = text(&input, "ContactFlowModuleState");
    let asked = state.map(|it| Filter::facet(facet::STATE, it)).unwrap_or_default();
    found::page::<FlowModule>(ctx, &input, asked, |instance, it| row(ctx, instance, it)).await
}

pub(crate) async fn search_contact_flow_modules(ctx: &Ctx, input: Value) -> Result<Value> {
    let asked = filter(input.get("SearchCriteria"), &TERMS)?;
    let asked = asked.and(tags_of(input.get("SearchFilter"))?);
    found::page::<FlowModule>(ctx, &input, asked, |instance, it| row(ctx, instance, it)).await
}

pub(crate) async fn update_contact_flow_module_content(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, version) = module(ctx, instance, &input).await?;
    let saves = matches!(version.as_deref(), Some("$SAVED" | "$LATEST"));
    if version.is_some() && !saves {
        return Err(ServiceError::InvalidRequest("a numbered version cannot be changed".into()));
    }
    let content = text(&input, "Content").map(str::to_owned);
    let settings = text(&input, "Settings").map(str::to_owned);
    let declared = settings.as_deref().or(stored.value.settings.as_deref());
    let contract = contract(declared)?;
    if let Some(content) = &content {
        match saves {
            true => check::saved(content)?,
            false => check::published_module(ctx, instance, &contract, content).await?,
        }
    }
    let now = ctx.now();
    ctx.update::<FlowModule>(instance, stored.value.id, |it| {
        if let Some(content) = content {
            it.saved = Some(content.clone());
            it.status = if saves { FlowStatus::Saved } else { FlowStatus::Published };
            if !saves {
                it.published = Some(content);
                it.published_at = Some(now);
            }
        }
        if settings.is_some() {
            it.settings = settings;
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn update_contact_flow_module_metadata(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = module(ctx, instance, &input).await?;
    let renamed = text(&input, "Name").map(|it| name(Kind::Module, it.to_owned())).transpose()?;
    let state: Option<FlowState> = text(&input, "State").and_then(from_api_word);
    let now = ctx.now();
    ctx.update::<FlowModule>(instance, stored.value.id, |it| {
        if let Some(name) = renamed {
            it.name = name;
        }
        if let Some(description) = text(&input, "Description") {
            it.description = Some(description.to_owned());
        }
        if let Some(state) = state {
            it.state = state;
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

/// Deletes a module with its aliases. One that a published flow invokes stays: flows name modules
/// in their contents, which are looked through.
pub(crate) async fn delete_contact_flow_module(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = module(ctx, instance, &input).await?;
    let id = stored.value.id.to_string();
    let flows = ctx.list_all::<resources::Flow>(instance, Listing::default()).await?;
    let used = flows.iter().find(|it| it.value.published.as_ref().is_some_and(|it| it.contains(&id)));
    if let Some(flow) = used {
        return Err(ServiceError::InvalidRequest(format!(
            "the flow {} invokes this module",
            flow.value.name
        )));
    }
    let aliases = Listing::page(500, None).with(Filter::facet(facet::WHOLE, &*id));
    for alias in ctx.list_any(instance, Kind::ModuleAlias, aliases).await?.rows {
        ctx.delete(instance, Kind::ModuleAlias, alias.value.id()).await?;
    }
    ctx.delete(instance, Kind::Module, &id).await?;
    Ok(json!({}))
}
