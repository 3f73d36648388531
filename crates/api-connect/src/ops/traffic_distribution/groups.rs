//! CreateTrafficDistributionGroup, DescribeTrafficDistributionGroup, ListTrafficDistributionGroups
//! and DeleteTrafficDistributionGroup. A group is ready at once.

use super::parts::{GROUP, find, pair};
use super::shares::Pair;
use crate::plain::{answer, crud, full, required, rows, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Instance, Plain, Tags};
use serde_json::json;
use store::PageKey;
use uuid::Uuid;

/// A new group, all of which goes to the source.
pub(super) fn new_group(ctx: &Ctx, name: &str, pair: &Pair, default: bool, tags: Tags) -> Plain {
    let mut it = Plain::new(GROUP.kind, ctx.new_id::<Uuid>().to_string(), name);
    it.tags = tags;
    let mut put = |member: &str, value: Value| drop(it.body.insert(member.to_owned(), value));
    put("Status", json!("ACTIVE"));
    put("IsDefault", json!(default));
    put("TelephonyConfig", pair.all_to_source());
    put("AgentConfig", pair.all_to_source());
    if default {
        put("SignInConfig", pair.sign_in_at_source());
    }
    it
}

pub(crate) async fn create(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let Some(pair) = pair(ctx, instance).await? else {
        return Err(ServiceError::InvalidRequest(
            "the instance has no replica: ReplicateInstance comes first".into(),
        ));
    };
    let tags = crud::tags(&input)?;
    let mut it = new_group(ctx, required(&input, "Name")?, &pair, false, tags);
    if let Some(description) = text(&input, "Description") {
        it.body.insert("Description".into(), json!(description));
    }
    crud::keep(ctx, &GROUP, instance, it).await
}

pub(crate) async fn describe(ctx: &Ctx, input: Value) -> Result<Value> {
    let named = required(&input, "TrafficDistributionGroupId")?;
    let (instance, stored) = find(ctx, named).await?;
    Ok(answer(ctx, &full(ctx, instance, &GROUP, &stored)))
}

pub(crate) async fn delete(ctx: &Ctx, input: Value) -> Result<Value> {
    let named = required(&input, "TrafficDistributionGroupId")?;
    let (instance, stored) = find(ctx, named).await?;
    if stored.value.body.get("IsDefault") == Some(&json!(true)) {
        return Err(ServiceError::InvalidRequest(
            "the default traffic distribution group cannot be deleted".into(),
        ));
    }
    ctx.delete(instance, GROUP.kind, stored.value.id).await?;
    Ok(json!({}))
}

/// Of one instance or of all; an account has few.
pub(crate) async fn list(ctx: &Ctx, input: Value) -> Result<Value> {
    let instances = match text(&input, "InstanceId") {
        Some(_) => vec![crud::instance(ctx, &input).await?],
        None => {
            let all = ctx.list_all::<Instance>(InstanceId(Uuid::nil()), Listing::default());
            all.await?.into_iter().map(|it| it.value.id).collect()
        }
    };
    let mut all = Vec::new();
    for instance in instances {
        let mut after = None;
        loop {
            let page = ctx.list_any(instance, GROUP.kind, Listing::page(100, after));
            let page = page.await?;
            let found = page.rows.into_iter().filter_map(typed);
            all.extend(found.map(|it| (key(&it.value), instance, it)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let query = text(&input, "InstanceId");
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let after = after.map(|it| (it.sort, it.id));
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 10);
    let start = after.map_or(0, |after| all.partition_point(|(key, _, _)| *key <= after));
    let rest = all.get(start..).unwrap_or_default();
    let page = rest.get(..size).unwrap_or(rest);
    let next = page.last().filter(|_| rest.len() > page.len());
    let next = next.map(|((sort, id), _, _)| PageKey {
        sort: sort.clone(),
        id: id.clone(),
    });
    let next = ctx.next_token(next.as_ref(), &query)?;
    let shown = page
        .iter()
        .map(|(_, instance, it)| full(ctx, *instance, &GROUP, it));
    Ok(rows(ctx, &shown.collect::<Vec<_>>(), next, None))
}

/// By which groups are sorted.
fn key(it: &Plain) -> (String, String) {
    (it.name.to_lowercase(), it.id.clone())
}
