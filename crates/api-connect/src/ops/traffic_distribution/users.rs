//! Users of a group: AssociateTrafficDistributionGroupUser, its opposite and
//! ListTrafficDistributionGroupUsers.

use super::parts::{GROUP, find};
use crate::plain::{crud, required, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Plain, User, facet};
use serde_json::{Value as Json, json};
use services::not_found;

const USER: Kind = Kind::TrafficDistributionGroupUser;

/// The instance, the group and the user that a request names; the group is of the instance.
async fn named(ctx: &Ctx, input: &Value) -> Result<(InstanceId, String, String)> {
    let group = required(input, "TrafficDistributionGroupId")?;
    let (instance, stored) = find(ctx, group).await?;
    if crud::instance(ctx, input).await? != instance {
        return Err(not_found(GROUP.kind, group));
    }
    let user = get::<User>(ctx, instance, required(input, "UserId")?).await?;
    Ok((instance, stored.value.id, user.value.id.to_string()))
}

pub(crate) async fn associate(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, group, user) = named(ctx, &input).await?;
    let mut it = Plain::new(USER, format!("{group}:{user}"), "");
    it.facets = vec![
        (GROUP.kind.name().to_owned(), group.clone()),
        (Kind::User.name().to_owned(), user.clone()),
    ];
    it.whole = Some(group);
    it.body.insert("UserId".into(), json!(user));
    ctx.create(instance, it).await?;
    Ok(json!({}))
}

pub(crate) async fn disassociate(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, group, user) = named(ctx, &input).await?;
    ctx.delete(instance, USER, format!("{group}:{user}"))
        .await?;
    Ok(json!({}))
}

pub(crate) async fn list(ctx: &Ctx, input: Value) -> Result<Value> {
    let named = required(&input, "TrafficDistributionGroupId")?;
    let (instance, stored) = find(ctx, named).await?;
    let query = (instance, &stored.value.id);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 10);
    let listing = Listing::page(size, after).with_facet(facet::WHOLE, &stored.value.id);
    let page = ctx.list_any(instance, USER, listing).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let users = page.rows.into_iter().filter_map(typed);
    let users: Vec<Json> = users.map(|it| Json::Object(it.value.body)).collect();
    let mut out = json!({"TrafficDistributionGroupUserSummaryList": users});
    if let (Some(token), Some(out)) = (next, out.as_object_mut()) {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
