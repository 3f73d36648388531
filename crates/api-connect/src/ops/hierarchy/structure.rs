//! DescribeUserHierarchyStructure and UpdateUserHierarchyStructure: which levels there are. A
//! level that is not named goes, unless a group lies on it.

use super::{LEVEL, LEVELS};
use crate::plain::{self, crud, full, required};
use crate::prelude::*;
use aws_wire::Value;
use serde_json::{Map, json};
use services::Stored;
use store::Filter;

/// The levels of an instance, from the top down.
pub(super) async fn levels(
    ctx: &Ctx,
    instance: InstanceId,
) -> Result<Vec<Stored<resources::Plain>>> {
    let page = ctx
        .list_any(instance, Kind::HierarchyLevel, Listing::page(LEVELS.len(), None))
        .await?;
    let mut all: Vec<_> = page.rows.into_iter().filter_map(plain::typed).collect();
    all.sort_by_key(|it| it.value.body.get("Level").and_then(Value::as_u64));
    Ok(all)
}

pub(crate) async fn describe_user_hierarchy_structure(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let mut structure = Map::new();
    for (member, level) in LEVELS.iter().zip(levels(ctx, instance).await?) {
        let level = full(ctx, instance, &LEVEL, &level);
        let shown = ["Id", "Arn", "Name", "LastModifiedTime", "LastModifiedRegion"];
        let shown = shown.iter().filter_map(|it| Some(((*it).to_owned(), level.get(*it)?.clone())));
        structure.insert((*member).to_owned(), Value::Object(shown.collect()));
    }
    Ok(json!({"HierarchyStructure": structure}))
}

pub(crate) async fn update_user_hierarchy_structure(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let asked = input.get("HierarchyStructure").unwrap_or(&Value::Null);
    let mut names = Vec::new();
    for (at, member) in LEVELS.iter().enumerate() {
        let Some(level) = asked.get(*member).filter(|it| !it.is_null()) else {
            continue;
        };
        if names.len() != at {
            return Err(invalid(format!("{member} needs every level above it")));
        }
        let name = common_name(required(level, "Name")?)?;
        if names.contains(&name) {
            return Err(invalid(format!("two levels are called {name:?}")));
        }
        names.push(name);
    }
    let kept = levels(ctx, instance).await?;
    for gone in kept.iter().skip(names.len()) {
        let groups = Listing::default().with(Filter::facet("level", &*gone.value.id));
        if ctx.count_any(instance, Kind::HierarchyGroup, groups).await? > 0 {
            return Err(ServiceError::InUse {
                what: Kind::HierarchyLevel,
                id: gone.value.id.clone(),
                by: Kind::HierarchyGroup.word(),
            });
        }
    }
    for (at, name) in names.iter().enumerate() {
        match kept.get(at) {
            Some(level) => {
                let id = &level.value.id;
                plain::change(ctx, instance, Kind::HierarchyLevel, id, |it| {
                    it.body.insert("Name".into(), json!(name));
                    Ok(())
                })
                .await?;
            }
            None => {
                let id = ctx.new_id::<uuid::Uuid>().to_string();
                let mut it = resources::Plain::new(Kind::HierarchyLevel, id, "");
                it.body.insert("Name".into(), json!(name));
                it.body.insert("Level".into(), json!(at + 1));
                ctx.create(instance, it).await?;
            }
        }
    }
    for gone in kept.iter().skip(names.len()) {
        ctx.delete(instance, Kind::HierarchyLevel, &gone.value.id).await?;
    }
    Ok(json!({}))
}

/// At most 50 characters, and not blank.
fn common_name(text: &str) -> Result<String> {
    match text.trim().is_empty() || text.chars().count() > 50 {
        true => Err(invalid("a level's name has 1 to 50 characters")),
        false => Ok(text.to_owned()),
    }
}
