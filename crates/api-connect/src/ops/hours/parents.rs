//! Hours that inherit the overrides of others: AssociateHoursOfOperations,
//! DisassociateHoursOfOperations and ListChildHoursOfOperations.

use crate::plain::{crud, required, text, values};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use ids::HoursId;
use resources::Hours;
use serde_json::json;
use store::Filter;

/// Parents of one set of hours. Source: the model's list of `ParentHoursOfOperationConfigs`.
const MOST: usize = 3;

/// The parents that a request names; all must be there, none may be `of` itself, and none has
/// parents of its own, so that there is no circle.
pub(super) async fn parents(
    ctx: &Ctx,
    instance: InstanceId,
    of: Option<HoursId>,
    named: &[String],
) -> Result<Vec<HoursId>> {
    let mut out = Vec::new();
    for text in named {
        let parent = get::<Hours>(ctx, instance, text).await?.value;
        if of == Some(parent.id) || !parent.parents.is_empty() {
            return Err(ServiceError::InvalidRequest(format!(
                "{} cannot be a parent here: it inherits itself",
                parent.name
            )));
        }
        if !out.contains(&parent.id) {
            out.push(parent.id);
        }
    }
    Ok(out)
}

pub(crate) async fn associate_hours_of_operations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id: HoursId = known::<Hours, _>(ctx, instance, required(&input, "HoursOfOperationId")?).await?;
    let children = Filter::facet(Kind::Hours.name(), id.to_string());
    if ctx.count::<Hours>(instance, Listing::default().with(children)).await? > 0 {
        return Err(ServiceError::InvalidRequest(
            "hours that others inherit from cannot inherit themselves".into(),
        ));
    }
    let named = values(&input, "/ParentHoursOfOperationConfigs/*/HoursOfOperationId");
    let named: Vec<String> = named.into_iter().filter_map(|it| Some(it.as_str()?.into())).collect();
    let new = parents(ctx, instance, Some(id), &named).await?;
    ctx.update::<Hours>(instance, id, |it| {
        for parent in new {
            if !it.parents.contains(&parent) {
                it.parents.push(parent);
            }
        }
        match it.parents.len() > MOST {
            true => Err(ServiceError::LimitExceeded {
                what: "parent",
                limit: MOST as u64,
            }),
            false => Ok(()),
        }
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn disassociate_hours_of_operations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = id_text(Kind::Hours, instance, required(&input, "HoursOfOperationId")?)?;
    let mut gone: Vec<HoursId> = Vec::new();
    for it in values(&input, "/ParentHoursOfOperationIds/*") {
        gone.push(crate::common::id(Kind::Hours, instance, it.as_str().unwrap_or_default())?);
    }
    ctx.update::<Hours>(instance, id, |it| {
        it.parents.retain(|parent| !gone.contains(parent));
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn list_child_hours_of_operations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = get::<Hours>(ctx, instance, required(&input, "HoursOfOperationId")?).await?;
    let children = Filter::facet(Kind::Hours.name(), stored.value.id.to_string());
    let query = (instance, &children);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let listing = Listing::page(size, after).with(children.clone());
    let page = ctx.list::<Hours>(instance, listing).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let rows: Vec<_> = page
        .rows
        .iter()
        .map(|it| {
            let id = it.value.id;
            json!({
                "Id": id.to_string(), "Name": it.value.name,
                "Arn": arn(ctx, instance, Kind::Hours, id),
            })
        })
        .collect();
    let mut out = json!({
        "ChildHoursOfOperationsSummaryList": rows,
        "LastModifiedTime": stored.modified.to_wire(), "LastModifiedRegion": region(ctx),
    });
    if let (Some(token), Some(out)) = (next, out.as_object_mut()) {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
