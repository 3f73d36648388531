//! What operations share: finding what a request names, words of the API, pages of summaries.

use connect_model as api;
use ids::{Arn, InstanceId};
use resources::{Instance, Kind, Resource, Tags};
use serde::Serialize;
use serde::de::DeserializeOwned;
use services::configured::{api_word, from_api_word};
use services::{Configured, Ctx, Listing, ServiceError, Stored, not_found, word};
use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::str::FromStr;
use store::{Filter, PageKey};

/// What operations answer.
pub(crate) type Result<T> = std::result::Result<T, ServiceError>;

/// The instance that a request names by id or ARN.
pub(crate) async fn instance(ctx: &Ctx, text: &str) -> Result<InstanceId> {
    Ok(stored_instance(ctx, text).await?.value.id)
}

/// The same with what is kept about it.
pub(crate) async fn stored_instance(ctx: &Ctx, text: &str) -> Result<Stored<Instance>> {
    let missing = || not_found(Kind::Instance, text);
    let id: InstanceId = match text.parse::<Arn>() {
        Ok(arn) => arn.within().ok_or_else(missing)?.instance,
        Err(_) => text.parse().map_err(|_| missing())?,
    };
    ctx.find(id, &id.to_string()).await?.ok_or_else(missing)
}

/// The identifier in what a request says, which is an identifier or an ARN; the way the service
/// takes either nearly everywhere.
///
/// # Errors
/// Not found: what is neither, and an ARN of another instance or kind.
pub(crate) fn id_text(kind: Kind, instance: InstanceId, text: &str) -> Result<&str> {
    if !text.starts_with("arn:") {
        return Ok(text);
    }
    let missing = || not_found(kind, text);
    let arn: Arn = text.parse().map_err(|_| missing())?;
    if kind == Kind::PhoneNumber {
        let (_, id) = text.rsplit_once('/').ok_or_else(missing)?;
        return Ok(id);
    }
    let within = arn.within().ok_or_else(missing)?;
    if within.instance != instance || within.kind != Some(kind.arn_part()) {
        return Err(missing());
    }
    // Borrowed from the request rather than from the parsed copy.
    let (_, id) = text
        .split_once(&format!("/{}/", kind.arn_part()))
        .ok_or_else(missing)?;
    Ok(id)
}

/// A resource that a request names by id or ARN.
pub(crate) async fn get<T: Configured>(
    ctx: &Ctx,
    instance: InstanceId,
    text: &str,
) -> Result<Stored<T>> {
    ctx.get(instance, id_text(T::KIND, instance, text)?).await
}

/// The typed identifier that a request gives; a text that is none names nothing.
pub(crate) fn id<I: FromStr>(kind: Kind, instance: InstanceId, text: &str) -> Result<I> {
    let id = id_text(kind, instance, text)?;
    id.parse().map_err(|_| not_found(kind, text))
}

/// Such an identifier after making sure that there is such a resource.
pub(crate) async fn known<T: Configured, I: FromStr>(
    ctx: &Ctx,
    instance: InstanceId,
    text: &str,
) -> Result<I> {
    get::<T>(ctx, instance, text).await?;
    id(T::KIND, instance, text)
}

/// The ARN of a resource of that kind.
pub(crate) fn arn(ctx: &Ctx, instance: InstanceId, kind: Kind, id: impl Display) -> String {
    if matches!(kind, Kind::PhoneNumber | Kind::TrafficDistributionGroup) {
        let resource = format!("{}/{id}", kind.arn_part());
        return Arn::connect(&ctx.account, &ctx.region, resource).to_string();
    }
    Arn::within_instance(&ctx.account, &ctx.region, instance, kind.arn_part(), id).to_string()
}

/// The ARN of an instance.
pub(crate) fn instance_arn(ctx: &Ctx, instance: InstanceId) -> String {
    Arn::instance(&ctx.account, &ctx.region, instance).to_string()
}

/// An enumeration of ours as the one of the API with the same spelling.
pub(crate) fn to_api<T: for<'a> From<&'a str>>(value: &impl Serialize) -> T {
    T::from(&api_word(value))
}

/// An enumeration of the API as ours with the same spelling.
pub(crate) fn from_api<T: DeserializeOwned>(name: &str, value: &impl Display) -> Result<T> {
    let value = value.to_string();
    from_api_word(&value).ok_or_else(|| invalid(format!("{name}: {value} is not supported")))
}

/// A wrong value.
pub(crate) fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::InvalidParameter(message.into())
}

/// A number of the API as an unsigned one; validation has bounded it.
pub(crate) fn unsigned(name: &str, value: i32) -> Result<u32> {
    u32::try_from(value).map_err(|_| invalid(format!("{name} must not be negative")))
}

/// An unsigned number as the API's.
pub(crate) fn signed(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// The tags of a new resource.
///
/// # Errors
/// Keys that begin with `aws:` are reserved. Source: TagResource; the model bounds the rest.
pub(crate) fn tags(tags: Option<BTreeMap<String, String>>) -> Result<Tags> {
    let tags = tags.unwrap_or_default();
    check_tags(&tags)?;
    Ok(tags)
}

/// Checks tags that are about to be kept.
pub(crate) fn check_tags(tags: &Tags) -> Result<()> {
    if tags.len() > 50 {
        return Err(invalid("a resource can have at most 50 tags"));
    }
    match tags.keys().find(|key| key.starts_with("aws:")) {
        Some(key) => Err(invalid(format!("the tag key {key} is reserved"))),
        None => Ok(()),
    }
}

/// Tags in an answer, which leaves out an empty set where the service shows one as absent.
pub(crate) fn tags_out(tags: &Tags) -> Option<BTreeMap<String, String>> {
    Some(tags.clone())
}

/// A name of a resource: not blank, as the service trims and then refuses those.
pub(crate) fn name(kind: Kind, text: String) -> Result<String> {
    if text.trim().is_empty() {
        return Err(invalid(format!(
            "the name of a {} must not be blank",
            word(kind)
        )));
    }
    Ok(text)
}

/// How many to list: what is asked for, or as many as the service does by default.
pub(crate) fn page_size(asked: Option<i32>, default: usize) -> usize {
    asked
        .and_then(|n| usize::try_from(n).ok())
        .filter(|n| *n > 0)
        .unwrap_or(default)
}

/// A page of a listing: its rows as summaries and the token to go on with.
///
/// `query` is what the listing asks for; pages of one listing must be given the same.
pub(crate) async fn page<T: Configured, S>(
    ctx: &Ctx,
    instance: InstanceId,
    asked: (Option<String>, Option<i32>),
    query: impl Debug,
    listing: impl FnOnce(Listing) -> Listing,
    summary: impl Fn(Stored<T>) -> S,
) -> Result<(Vec<S>, Option<String>)> {
    let (token, max) = asked;
    let query = (instance, query);
    let after = ctx.resume(token.as_deref(), &query)?;
    let page = ctx
        .list::<T>(instance, listing(Listing::page(page_size(max, 100), after)))
        .await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    Ok((page.rows.into_iter().map(summary).collect(), next))
}

/// A page of a short list that is at hand whole: its rows and the token to go on with. The list is
/// in an order of its own, so that a page begins at a place in it.
pub(crate) fn short_page<T>(
    ctx: &Ctx,
    asked: (Option<&str>, Option<i32>),
    query: impl Debug,
    mut all: Vec<T>,
) -> Result<(Vec<T>, Option<String>)> {
    let (token, max) = asked;
    let after = ctx.resume(token, &query)?;
    let start: usize = after.and_then(|key| key.id.parse().ok()).unwrap_or(0);
    let end = start.saturating_add(page_size(max, 100));
    let next = (all.len() > end).then(|| PageKey {
        sort: String::new(),
        id: end.to_string(),
    });
    all.truncate(end);
    all.drain(..start.min(all.len()));
    Ok((all, ctx.next_token(next.as_ref(), &query)?))
}

/// That a facet has one of these values; none is no condition.
pub(crate) fn one_of<V: Display>(listing: Listing, facet: &str, values: &[V]) -> Listing {
    listing.with(Filter::facet_in(facet, values.iter().map(V::to_string)))
}

/// The region of an answer's `LastModifiedRegion`.
pub(crate) fn region(ctx: &Ctx) -> Option<String> {
    Some(ctx.region.to_string())
}

/// The page's address of an instance. Source: DescribeInstance's `InstanceAccessUrl`; ours is the
/// gateway that was called, which only a path can name.
pub(crate) fn access_url(instance: &Instance) -> Option<String> {
    (!instance.alias.is_empty()).then(|| format!("/?instance={}", instance.alias))
}

/// A resource's kind as ResourceInUseException names it.
pub(crate) fn resource_type(kind: Kind) -> api::ResourceType {
    api::ResourceType::from(kind.api_type())
}

/// A resource with its ARN, for those that list tags of any kind.
pub(crate) async fn by_arn(ctx: &Ctx, arn: &str) -> Result<(InstanceId, Stored<Resource>)> {
    ctx.find_by_arn(arn).await?.ok_or(ServiceError::NotFound {
        what: "resource",
        id: arn.to_owned(),
    })
}
