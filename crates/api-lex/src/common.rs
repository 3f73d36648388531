//! What operations share: members of requests, identifiers, pages, ARNs.

use aws_wire::{ToWire, Value};
use ids::{Account, Arn, InstanceId, Region, Timestamp};
use resources::{Kind, Plain, Resource, Tags};
use services::{Ctx, Listing, ServiceError, Stored};
use std::fmt::Debug;
use store::{Filter, PageKey};
use uuid::Uuid;

/// What operations answer.
pub(crate) type Result<T> = std::result::Result<T, ServiceError>;

/// Bots lie under the account, so that the instance that the directory asks for is none.
pub(crate) const NOWHERE: InstanceId = InstanceId(Uuid::nil());
/// The version that is worked on.
pub(crate) const DRAFT: &str = "DRAFT";
/// The alias of the draft, there from the beginning.
pub(crate) const TEST_ALIAS: &str = "TSTALIASID";
/// The facet of all parts of a bot.
pub(crate) const OF_BOT: &str = "lex-bot";
/// The facet of all parts of a version.
pub(crate) const OF_VERSION: &str = "lex-version";

/// A member that is a text.
pub(crate) fn text<'a>(input: &'a Value, member: &str) -> Option<&'a str> {
    input.get(member).and_then(Value::as_str)
}

/// A member that the model requires.
pub(crate) fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str> {
    text(input, member).ok_or_else(|| invalid(format!("{member} is missing")))
}

pub(crate) fn flag(input: &Value, member: &str) -> bool {
    input.get(member).and_then(Value::as_bool).unwrap_or(false)
}

/// A wrong value.
pub(crate) fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::InvalidParameter(message.into())
}

/// A state that does not allow what is asked.
pub(crate) fn refused(message: impl Into<String>) -> ServiceError {
    ServiceError::InvalidRequest(message.into())
}

/// The next of the parts of a bot's path, joined: `bot/version/locale/intent`.
pub(crate) fn path(input: &Value, members: &[&str]) -> Result<String> {
    let parts: Result<Vec<&str>> = members.iter().map(|it| required(input, it)).collect();
    Ok(parts?.join("/"))
}

/// A new identifier: ten upper-case letters and digits, as the service's.
pub(crate) fn new_id(ctx: &Ctx) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut left = ctx.new_id::<Uuid>().as_u128() >> 64;
    let digit = |left: &mut u128| {
        let at = (*left % 36) as usize;
        *left /= 36;
        DIGITS.get(at).copied().unwrap_or(b'0')
    };
    (0..10).map(|_| char::from(digit(&mut left))).collect()
}

/// A part that is there.
pub(crate) async fn find(ctx: &Ctx, kind: Kind, id: &str) -> Result<Option<Stored<Plain>>> {
    let found = ctx.find_any(NOWHERE, kind, id).await?;
    Ok(found.and_then(plain))
}

/// A part that must be there; messages name it by the last of its identifiers.
pub(crate) async fn get(ctx: &Ctx, kind: Kind, id: &str) -> Result<Stored<Plain>> {
    let short = id.rsplit('/').next().unwrap_or(id);
    let found = find(ctx, kind, id).await?;
    found.ok_or_else(|| services::not_found(kind, short))
}

fn plain(it: Stored<Resource>) -> Option<Stored<Plain>> {
    match it.value {
        Resource::Plain(value) => Some(Stored {
            value,
            revision: it.revision,
            created: it.created,
            modified: it.modified,
        }),
        _ => None,
    }
}

/// All parts of a kind that meet a condition, by name.
pub(crate) async fn all(ctx: &Ctx, kind: Kind, filter: Filter) -> Result<Vec<Stored<Plain>>> {
    let mut listing = Listing::page(500, None).with(filter);
    let mut all = Vec::new();
    loop {
        let page = ctx.list_any(NOWHERE, kind, listing.clone()).await?;
        all.extend(page.rows.into_iter().filter_map(plain));
        match page.next {
            Some(next) => listing.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// A page of a list that is at hand whole, with the token to go on with.
pub(crate) fn page<T>(
    ctx: &Ctx,
    input: &Value,
    query: impl Debug,
    mut all: Vec<T>,
) -> Result<(Vec<T>, Option<String>)> {
    let after = ctx.resume(text(input, "nextToken"), &query)?;
    let start: usize = after.and_then(|key| key.id.parse().ok()).unwrap_or(0);
    let most = input
        .get("maxResults")
        .and_then(Value::as_u64)
        .unwrap_or(100);
    let end = start.saturating_add(usize::try_from(most).unwrap_or(100).max(1));
    let next = (all.len() > end).then(|| PageKey {
        sort: String::new(),
        id: end.to_string(),
    });
    all.truncate(end);
    all.drain(..start.min(all.len()));
    Ok((all, ctx.next_token(next.as_ref(), &query)?))
}

/// Tags that may be kept.
///
/// # Errors
/// Keys that begin with `aws:` are reserved, and a resource has at most 200.
pub(crate) fn tags(input: &Value, member: &str) -> Result<Tags> {
    let mut tags = Tags::new();
    let given = input.get(member).and_then(Value::as_object);
    for (key, value) in given.into_iter().flatten() {
        tags.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    check_tags(&tags)?;
    Ok(tags)
}

pub(crate) fn check_tags(tags: &Tags) -> Result<()> {
    if tags.len() > 200 {
        return Err(invalid("a resource can have at most 200 tags"));
    }
    match tags.keys().find(|key| key.starts_with("aws:")) {
        Some(key) => Err(invalid(format!("the tag key {key} is reserved"))),
        None => Ok(()),
    }
}

/// A point in time as a body holds it.
pub(crate) fn time(at: Timestamp) -> Value {
    at.to_wire()
}

/// The ARN of what a request is about, for policies.
pub(crate) fn touched(account: &Account, region: &Region, input: &Value) -> String {
    for member in ["resourceARN", "resourceArn"] {
        if let Some(arn) = text(input, member) {
            return arn.to_owned();
        }
    }
    let resource = match (text(input, "botId"), text(input, "botAliasId")) {
        (Some(bot), Some(alias)) => format!("bot-alias/{bot}/{alias}"),
        (Some(bot), None) => format!("bot/{bot}"),
        _ => return "*".into(),
    };
    Arn::lex(account, region, resource).to_string()
}

/// The bot or alias that an ARN names.
///
/// # Errors
/// Not found: what is neither, or not ours.
pub(crate) async fn by_arn(ctx: &Ctx, text: &str) -> Result<Stored<Plain>> {
    let missing = || ServiceError::NotFound {
        what: "resource",
        id: text.to_owned(),
    };
    let read: Arn = text.parse().map_err(|_| missing())?;
    let ours = read.service == "lex"
        && read.account == ctx.account.as_str()
        && read.region == ctx.region.as_str();
    let found = match read.resource.split_once('/') {
        Some(("bot", id)) if ours => find(ctx, Kind::LexBot, id).await?,
        Some(("bot-alias", id)) if ours => find(ctx, Kind::LexBotAlias, id).await?,
        _ => None,
    };
    found.ok_or_else(missing)
}
