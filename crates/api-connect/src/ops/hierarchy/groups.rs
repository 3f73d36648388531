//! Groups of the hierarchy: making one on the level below its parent's, and answering its path.

use super::{GROUP, LEVELS, structure};
use crate::plain::{self, answer, crud, full, required, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::facet;
use serde_json::{Map, json};

pub(crate) async fn create_user_hierarchy_group(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let name = name(Kind::HierarchyGroup, required(&input, "Name")?.to_owned())?;
    let parent = match text(&input, "ParentGroupId").filter(|it| !it.is_empty()) {
        Some(named) => Some(GROUP.get(ctx, instance, named).await?.value),
        None => None,
    };
    let mut path = parent.as_ref().map(ids).unwrap_or_default();
    let levels = structure::levels(ctx, instance).await?;
    let level = levels.get(path.len()).ok_or_else(|| {
        ServiceError::InvalidRequest(format!(
            "the hierarchy has no level {} for this group",
            path.len() + 1
        ))
    })?;
    let id = ctx.new_id::<uuid::Uuid>().to_string();
    path.push(id.clone());
    let mut it = resources::Plain::new(Kind::HierarchyGroup, &*id, name);
    it.whole = parent.as_ref().map(|it| it.id.clone());
    it.tags = crud::tags(&input)?;
    it.body.insert("LevelId".into(), json!(level.value.id));
    it.body.insert("Path".into(), json!(path));
    it.facets.push(("level".into(), level.value.id.clone()));
    for group in &path {
        it.facets.push((facet::HIERARCHY_PATH.into(), group.clone()));
    }
    if let Some(parent) = &parent {
        it.facets.push((Kind::HierarchyGroup.name().into(), parent.id.clone()));
    }
    ctx.create(instance, it).await?;
    Ok(json!({
        "HierarchyGroupId": id,
        "HierarchyGroupArn": arn(ctx, instance, Kind::HierarchyGroup, &id),
    }))
}

/// The groups from the top down to this one.
fn ids(group: &resources::Plain) -> Vec<String> {
    crud::texts(&group.body, "Path")
}

/// The groups from the top down to the one that a request names, which must be there.
pub(crate) async fn path_ids(ctx: &Ctx, instance: InstanceId, named: &str) -> Result<Vec<String>> {
    Ok(ids(&GROUP.get(ctx, instance, named).await?.value))
}

/// `HierarchyPath`: the groups as summaries, by level.
async fn path(ctx: &Ctx, instance: InstanceId, ids: &[String]) -> Result<Value> {
    let mut path = Map::new();
    for (member, id) in LEVELS.iter().zip(ids) {
        let group = GROUP.get(ctx, instance, id).await?;
        let group = full(ctx, instance, &GROUP, &group);
        let shown = ["Id", "Arn", "Name", "LastModifiedTime", "LastModifiedRegion"];
        let shown = shown.iter().filter_map(|it| Some(((*it).to_owned(), group.get(*it)?.clone())));
        path.insert((*member).to_owned(), Value::Object(shown.collect()));
    }
    Ok(Value::Object(path))
}

pub(crate) async fn describe_user_hierarchy_group(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &GROUP, instance, &input).await?;
    let mut shown = full(ctx, instance, &GROUP, &stored);
    shown.insert("HierarchyPath".into(), path(ctx, instance, &ids(&stored.value)).await?);
    Ok(answer(ctx, &shown))
}

pub(crate) async fn search_user_hierarchy_groups(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let mut found = plain::search(ctx, &GROUP, input).await?;
    let rows = found.get_mut("UserHierarchyGroups").and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten() {
        let ids = path_ids(ctx, instance, required(row, "Id")?).await?;
        let path = path(ctx, instance, &ids).await?;
        if let Some(row) = row.as_object_mut() {
            row.insert("HierarchyPath".into(), path);
        }
    }
    Ok(found)
}
