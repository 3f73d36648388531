//! Numbered versions, alike for flows and modules: the published content of a moment, which never
//! changes. Source: connect-c-flows.md §8.4.

use super::convert::sha256;
use crate::plain::text;
use crate::prelude::*;
use aws_wire::Value;
use resources::{FlowVersion, Versioned, facet};
use serde_json::json;
use resources::Configured;
use store::{Filter, PageKey};

/// Of one flow or module; the spec sets no number, this is the service's for views.
const MOST: usize = 50;

/// How a kind's operations call things.
pub(crate) struct Words {
    /// Such as `flow`.
    pub(crate) whole: &'static str,
    /// Such as `flow version`.
    pub(crate) version: &'static str,
    /// The member that holds the hash of the content that the client has seen.
    pub(crate) hash: &'static str,
    /// The member that names a version's number.
    pub(crate) number: &'static str,
    /// The kind of what points at a version.
    pub(crate) alias: Kind,
}

/// Makes a version, and answers its number.
pub(crate) async fn add<T: Configured + Versioned>(
    ctx: &Ctx,
    instance: InstanceId,
    id: String,
    input: &Value,
    words: &Words,
) -> Result<u64> {
    let now = ctx.now();
    let mut number = 0;
    ctx.update::<T>(instance, id, |it| {
        let content = content(it, input, words)?;
        let (versions, last) = it.versions();
        let greatest = versions.iter().map(|it| it.number).max();
        number = greatest.unwrap_or(0).max(*last) + 1;
        let wanted = input.get(words.number).and_then(Value::as_u64);
        if wanted.is_some_and(|wanted| wanted != number) {
            let why = format!("the next version is {number}");
            return Err(ServiceError::InvalidRequest(why));
        }
        if versions.len() >= MOST {
            return Err(ServiceError::LimitExceeded {
                what: words.version,
                limit: MOST as u64,
            });
        }
        *last = number;
        versions.push(FlowVersion {
            number,
            description: text(input, "Description").map(str::to_owned),
            content,
            created: now,
        });
        Ok(())
    })
    .await?;
    Ok(number)
}

/// The published content, if it is what the client has seen.
fn content(of: &impl Versioned, input: &Value, words: &Words) -> Result<String> {
    let Some(content) = of.published() else {
        let why = format!("the {} is not published", words.whole);
        return Err(ServiceError::InvalidRequest(why));
    };
    let expected = text(input, words.hash);
    if expected.is_some_and(|hash| hash != sha256(content)) {
        let why = format!("{} is not that of the published content", words.hash);
        return Err(ServiceError::InvalidRequest(why));
    }
    Ok(content.to_owned())
}

/// A page of versions by their numbers, each shown as `row` says, as the member `listed`.
pub(crate) fn page(
    ctx: &Ctx,
    input: &Value,
    query: impl std::fmt::Debug,
    mut all: Vec<FlowVersion>,
    listed: &str,
    row: impl Fn(&FlowVersion) -> Value,
) -> Result<Value> {
    all.sort_by_key(|it| it.number);
    let after = ctx.resume(text(input, "NextToken"), &query)?;
    if let Some(after) = after.and_then(|it| it.id.parse::<u64>().ok()) {
        all.retain(|it| it.number > after);
    }
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let more = all.len() > size;
    all.truncate(size);
    let next = all.last().filter(|_| more).map(|it| PageKey {
        sort: String::new(),
        id: it.number.to_string(),
    });
    let described = |it: &FlowVersion| {
        let mut shown = row(it);
        shown["Version"] = json!(it.number);
        if let Some(text) = &it.description {
            shown["VersionDescription"] = json!(text);
        }
        shown
    };
    let mut out = json!({});
    out[listed] = all.iter().map(described).collect();
    if let Some(token) = ctx.next_token(next.as_ref(), &query)? {
        out["NextToken"] = json!(token);
    }
    Ok(out)
}

/// Deletes a version that no alias points at.
pub(crate) async fn remove<T: Configured + Versioned>(
    ctx: &Ctx,
    instance: InstanceId,
    id: String,
    input: &Value,
    words: &Words,
) -> Result<()> {
    let number = input.get(words.number).and_then(Value::as_u64);
    let number = number.unwrap_or(0);
    let aliases = Filter::facet(facet::WHOLE, id.clone())
        .and(Filter::facet("version", number.to_string()));
    let listing = Listing::default().with(aliases);
    if ctx.count_any(instance, words.alias, listing).await? > 0 {
        let why = format!("version {number} is in use by an alias");
        return Err(ServiceError::InvalidRequest(why));
    }
    ctx.update::<T>(instance, id.clone(), |it| {
        let (versions, _) = it.versions();
        let before = versions.len();
        versions.retain(|it| it.number != number);
        match versions.len() < before {
            true => Ok(()),
            false => Err(services::not_found(T::KIND, format!("{id}:{number}"))),
        }
    })
    .await?;
    Ok(())
}
