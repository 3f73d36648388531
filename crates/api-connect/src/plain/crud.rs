//! What is done with a plain resource.

use super::{Object, Plain, answer, change, full, required, rows, text, typed};
use crate::common::{self, Result, id_text, page_size};
use crate::search::{Field, Terms, filter, tags_of};
use aws_wire::{FromWire, Value};
use ids::InstanceId;
use resources::{Tags, facet};
use services::{Ctx, Listing, ServiceError, Stored, not_found};
use store::Filter;
use uuid::Uuid;

/// Members of requests that are not kept as they are.
const APART: [&str; 5] = [
    "InstanceId",
    "ClientToken",
    "Tags",
    "MaxResults",
    "NextToken",
];

/// The instance that a request names.
pub(crate) async fn instance(ctx: &Ctx, input: &Value) -> Result<InstanceId> {
    common::instance(ctx, required(input, "InstanceId")?).await
}

/// The members of a request that are kept.
fn kept(of: &Plain, input: &Value) -> Object {
    let members = input.as_object().into_iter().flatten();
    let kept = members.filter(|(member, _)| {
        let member = member.as_str();
        !APART.contains(&member)
            && member != of.id
            && member != of.name
            && of.whole.is_none_or(|(whole, _)| member != whole)
    });
    kept.map(|(member, value)| (member.clone(), value.clone()))
        .collect()
}

/// The whole that a request names, which must be there.
async fn whole(
    ctx: &Ctx,
    of: &Plain,
    instance: InstanceId,
    input: &Value,
) -> Result<Option<String>> {
    let Some((member, kind)) = of.whole else {
        return Ok(None);
    };
    let named = required(input, member)?;
    let id = id_text(kind, instance, named)?;
    if ctx.find_any(instance, kind, id).await?.is_none() {
        return Err(not_found(kind, named));
    }
    Ok(Some(id.to_owned()))
}

/// The tags of a request.
pub(crate) fn tags(input: &Value) -> Result<Tags> {
    let tags = input.get("Tags").cloned();
    let tags = tags.map(Tags::from_wire).transpose();
    common::tags(tags.map_err(ServiceError::internal)?)
}

/// Makes one.
pub(crate) async fn create(ctx: &Ctx, of: &Plain, input: Value) -> Result<Value> {
    let instance = instance(ctx, &input).await?;
    let name = match text(&input, of.name) {
        Some(text) => common::name(of.kind, text.to_owned())?,
        None => String::new(),
    };
    let whole = whole(ctx, of, instance, &input).await?;
    let id = if of.named {
        name.clone()
    } else {
        ctx.new_id::<Uuid>().to_string()
    };
    let mut it = resources::Plain::new(of.kind, id, name);
    it.whole = whole;
    it.tags = tags(&input)?;
    it.body = kept(of, &input);
    keep(ctx, of, instance, it).await
}

/// Keeps a new one after its rules, and answers it.
pub(crate) async fn keep(
    ctx: &Ctx,
    of: &Plain,
    instance: InstanceId,
    mut it: resources::Plain,
) -> Result<Value> {
    (of.check)(&mut it)?;
    of.index(ctx, instance, &mut it).await?;
    ctx.create(instance, it.clone()).await?;
    let now = ctx.now();
    let stored = Stored {
        value: it,
        revision: 1,
        created: now,
        modified: now,
    };
    Ok(answer(ctx, &full(ctx, instance, of, &stored)))
}

/// Answers one.
pub(crate) async fn describe(ctx: &Ctx, of: &Plain, input: Value) -> Result<Value> {
    let instance = instance(ctx, &input).await?;
    let stored = find(ctx, of, instance, &input).await?;
    Ok(answer(ctx, &full(ctx, instance, of, &stored)))
}

/// The one that a request names, which is part of the whole that it names.
pub(crate) async fn find(
    ctx: &Ctx,
    of: &Plain,
    instance: InstanceId,
    input: &Value,
) -> Result<Stored<resources::Plain>> {
    let named = required(input, of.id)?;
    let stored = of.get(ctx, instance, named).await?;
    let whole = whole(ctx, of, instance, input).await?;
    if whole.is_some() && whole != stored.value.whole {
        return Err(not_found(of.kind, named));
    }
    Ok(stored)
}

/// Answers a page of them, by name.
pub(crate) async fn list(ctx: &Ctx, of: &Plain, input: Value) -> Result<Value> {
    let instance = instance(ctx, &input).await?;
    let mut asked = Filter::default();
    for (member, facet) in of.words {
        asked = asked.and(match input.get(*member) {
            Some(Value::Array(them)) => {
                Filter::facet_in(facet, them.iter().filter_map(Value::as_str))
            }
            Some(Value::String(word)) => Filter::facet(*facet, word),
            _ => Filter::default(),
        });
    }
    page(ctx, of, instance, &input, asked, false).await
}

/// Answers a page of those that meet criteria.
pub(crate) async fn search(ctx: &Ctx, of: &Plain, input: Value) -> Result<Value> {
    let instance = instance(ctx, &input).await?;
    let mut fields = vec![
        ("name", Field::Facet(facet::NAME)),
        ("description", Field::Facet(facet::DESCRIPTION)),
        (of.id, Field::Exactly(facet::ID)),
        ("id", Field::Exactly(facet::ID)),
        ("resourceId", Field::Exactly(facet::ID)),
    ];
    fields.extend(of.fields);
    let terms = Terms {
        fields: &fields,
        words: of.words,
        other: |_, _| None,
    };
    let criteria = filter(input.get("SearchCriteria"), &terms)?;
    let tags = tags_of(input.get("SearchFilter"))?;
    page(ctx, of, instance, &input, criteria.and(tags), true).await
}

/// A page of what meets a filter within the whole that a request names.
pub(crate) async fn page(
    ctx: &Ctx,
    of: &Plain,
    instance: InstanceId,
    input: &Value,
    asked: Filter,
    counted: bool,
) -> Result<Value> {
    let mut asked = asked;
    if let Some((member, _)) = of.whole
        && input.get(member).is_some()
        && let Some(whole) = whole(ctx, of, instance, input).await?
    {
        asked = asked.and(Filter::facet(facet::WHOLE, whole));
    }
    let query = (instance, &asked);
    let after = ctx.resume(text(input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let max = max.and_then(|max| i32::try_from(max).ok());
    let listing = Listing::page(page_size(max, 100), after).with(asked.clone());
    let page = ctx.list_any(instance, of.kind, listing).await?;
    let total = match counted {
        true => {
            let all = Listing::default().with(asked.clone());
            Some(ctx.count_any(instance, of.kind, all).await?)
        }
        false => None,
    };
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let found = page.rows.into_iter().filter_map(typed);
    let found: Vec<Object> = found.map(|it| full(ctx, instance, of, &it)).collect();
    Ok(rows(ctx, &found, next, total))
}

/// Changes one: the members that are given replace those kept, all others stay.
pub(crate) async fn update(ctx: &Ctx, of: &Plain, input: Value) -> Result<Value> {
    let instance = instance(ctx, &input).await?;
    let stored = find(ctx, of, instance, &input).await?;
    let mut it = stored.value.clone();
    if let Some(name) = text(&input, of.name).filter(|_| !of.named) {
        it.name = common::name(of.kind, name.to_owned())?;
    }
    it.body.extend(kept(of, &input));
    replace(ctx, of, instance, &stored, it).await
}

/// Puts a changed one in place of what was read, after its rules, and answers it.
pub(crate) async fn replace(
    ctx: &Ctx,
    of: &Plain,
    instance: InstanceId,
    stored: &Stored<resources::Plain>,
    mut it: resources::Plain,
) -> Result<Value> {
    (of.check)(&mut it)?;
    of.index(ctx, instance, &mut it).await?;
    let before = &stored.value;
    let value = change(ctx, instance, of.kind, &before.id, |now| {
        // Read before the lock: what another request changed meanwhile must not be lost.
        if now.body != before.body || now.name != before.name {
            return Err(ServiceError::Conflict(format!(
                "{} {} was changed by another request at the same time",
                of.kind.word(),
                before.id
            )));
        }
        it.tags = std::mem::take(&mut now.tags);
        *now = it;
        Ok(())
    })
    .await?;
    let stored = Stored {
        value,
        revision: stored.revision + 1,
        created: stored.created,
        modified: ctx.now(),
    };
    Ok(answer(ctx, &full(ctx, instance, of, &stored)))
}

/// Deletes one that nothing refers to.
pub(crate) async fn delete(ctx: &Ctx, of: &Plain, input: Value) -> Result<Value> {
    let instance = instance(ctx, &input).await?;
    let stored = find(ctx, of, instance, &input).await?;
    ctx.delete(instance, of.kind, &stored.value.id).await?;
    Ok(answer(ctx, &full(ctx, instance, of, &stored)))
}

/// A list of texts that a request replaces or extends within a body.
pub(crate) fn texts(body: &Object, member: &str) -> Vec<String> {
    let list = body.get(member).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
