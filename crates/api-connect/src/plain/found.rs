//! Searches of typed kinds: the criteria as they came, the rows as the kind answers them.

use super::crud::instance;
use super::{Object, rows, text};
use crate::common::{Result, page_size};
use crate::search::{Terms, filter, tags_of};
use aws_wire::Value;
use ids::InstanceId;
use services::{Configured, Ctx, Listing, Stored};
use store::Filter;

/// A page of what meets the request's criteria and tags, sorted by name, with how many there are
/// in all (`ApproximateTotalCount`; ours is exact).
pub(crate) async fn found<T: Configured>(
    ctx: &Ctx,
    input: &Value,
    terms: &Terms<'_>,
    row: impl Fn(InstanceId, Stored<T>) -> Value,
) -> Result<Value> {
    let criteria = filter(input.get("SearchCriteria"), terms)?;
    let tags = tags_of(input.get("SearchFilter"))?;
    page::<T>(ctx, input, criteria.and(tags), row).await
}

/// The same for a filter that is made already.
pub(crate) async fn page<T: Configured>(
    ctx: &Ctx,
    input: &Value,
    asked: Filter,
    row: impl Fn(InstanceId, Stored<T>) -> Value,
) -> Result<Value> {
    let instance = instance(ctx, input).await?;
    let query = (instance, &asked);
    let after = ctx.resume(text(input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let max = max.and_then(|max| i32::try_from(max).ok());
    let listing = Listing::page(page_size(max, 100), after).with(asked.clone());
    let page = ctx.list::<T>(instance, listing).await?;
    let all = Listing::default().with(asked.clone());
    let total = ctx.count::<T>(instance, all).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let found = page.rows.into_iter().map(|it| row(instance, it));
    let found: Vec<Object> = found
        .filter_map(|it| match it {
            Value::Object(it) => Some(it),
            _ => None,
        })
        .collect();
    Ok(rows(ctx, &found, next, Some(total)))
}
