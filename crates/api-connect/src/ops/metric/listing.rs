//! DescribeMetric, ListMetrics and SearchMetrics: the service's own metrics and the customers', in
//! one list by name. Both are few, so that they are looked through here rather than in the store,
//! which has the customers' only.

use super::definition::{FLAGS, METRIC, WORDS, facets, managed, shown, shown_managed};
use crate::plain::{Object, answer, asked, crud, required, rows, text, typed};
use crate::prelude::*;
use crate::search::{filter, tags_of};
use aws_wire::Value;
use metrics::METRICS;
use resources::facet;
use store::{Filter, Term, Text};

/// The end of an identifier that asks for the draft.
const SAVED: &str = "$SAVED";

/// A customer's metric that a request names, and whether its draft is meant.
pub(super) async fn named(
    ctx: &Ctx,
    instance: InstanceId,
    input: &Value,
) -> Result<(Stored<resources::Plain>, bool)> {
    let text = required(input, METRIC.id)?;
    let id = id_text(METRIC.kind, instance, text)?;
    let (id, qualifier) = match id.split_once(':') {
        Some((id, qualifier)) => (id, Some(qualifier)),
        None => (id, None),
    };
    if !matches!(qualifier, None | Some("$LATEST" | SAVED)) {
        return Err(services::not_found(METRIC.kind, text));
    }
    let stored = METRIC.get(ctx, instance, id).await?;
    Ok((stored, qualifier == Some(SAVED)))
}

pub(crate) async fn describe_metric(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    if let Some(found) = managed(ctx, required(&input, METRIC.id)?) {
        return Ok(answer(ctx, &shown_managed(ctx, found)));
    }
    let (stored, draft) = named(ctx, instance, &input).await?;
    Ok(answer(ctx, &shown(ctx, instance, &stored, draft)))
}

pub(crate) async fn list_metrics(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let kind = text(&input, "Type");
    let of_type = kind.map(|kind| Filter::facet(facet::TYPE, kind));
    let found = found(ctx, instance, &of_type.unwrap_or_default()).await?;
    let query = (instance, kind);
    let (page, next) = short_page(ctx, asked(&input), query, found)?;
    Ok(rows(ctx, &page, next, None))
}

pub(crate) async fn search_metrics(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let mut fields = vec![
        ("name", Field::Facet(facet::NAME)),
        ("description", Field::Facet(facet::DESCRIPTION)),
        ("metricId", Field::Exactly(facet::ID)),
    ];
    fields.extend(WORDS.map(|(member, name)| (member, Field::Exactly(name))));
    let terms = Terms {
        other: |member, value| (member == "BooleanCondition").then(|| flag(value)),
        ..Terms::of(&fields)
    };
    let criteria = filter(input.get("SearchCriteria"), &terms)?;
    let asked_for = criteria.and(tags_of(input.get("SearchFilter"))?);
    let found = found(ctx, instance, &asked_for).await?;
    let total = found.len() as u64;
    let query = (instance, &asked_for);
    let (page, next) = short_page(ctx, asked(&input), query, found)?;
    Ok(rows(ctx, &page, next, Some(total)))
}

/// A `BooleanCondition`.
fn flag(condition: &Value) -> Result<Filter> {
    let named = text(condition, "FieldName").unwrap_or_default();
    let found = FLAGS.iter().find(|(it, _)| it.eq_ignore_ascii_case(named));
    let (_, facet) = found.ok_or_else(|| {
        let known = FLAGS.map(|(it, _)| it).join(", ");
        invalid(format!(
            "FieldName {named:?} cannot be searched; use one of {known}"
        ))
    })?;
    let wanted = text(condition, "ComparisonType") != Some("IS_FALSE");
    Ok(Filter::facet(*facet, wanted.to_string()))
}

/// All metrics that meet a filter, by name.
async fn found(ctx: &Ctx, instance: InstanceId, filter: &Filter) -> Result<Vec<Object>> {
    let mut all: Vec<Object> = METRICS.iter().map(|it| shown_managed(ctx, it)).collect();
    let mut after = None;
    loop {
        let page = ctx.list_any(instance, METRIC.kind, Listing::page(500, after));
        let page = page.await?;
        let own = page.rows.into_iter().filter_map(typed);
        all.extend(own.map(|it| shown(ctx, instance, &it, false)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    all.retain(|it| holds(filter, it, &facets(it)));
    all.sort_by_cached_key(|it| {
        let text = |member: &str| text_of(it, member).to_owned();
        (text("Name").to_lowercase(), text("Id"))
    });
    Ok(all)
}

/// Whether a filter holds for a metric, as the store would say it of what it keeps.
fn holds(filter: &Filter, it: &Object, facets: &[(String, String)]) -> bool {
    let tag = |key: &str| {
        let tags = it.get("Tags").and_then(Value::as_object);
        tags.and_then(|tags| tags.get(key)).and_then(Value::as_str)
    };
    let has = |name: &str, fits: &dyn Fn(&str) -> bool| {
        facets.iter().any(|(it, value)| it == name && fits(value))
    };
    match filter {
        Filter::All(them) => them.iter().all(|one| holds(one, it, facets)),
        Filter::Any(them) => them.iter().any(|one| holds(one, it, facets)),
        Filter::Term(Term::TagKey(key)) => tag(key).is_some(),
        Filter::Term(Term::Tag(key, value)) => tag(key) == Some(value),
        Filter::Term(Term::Facet(name, value)) => has(name, &|it| it == value),
        Filter::Name(text) => fits(text, &text_of(it, "Name").to_lowercase()),
        Filter::Facet(name, text) => has(name, &|it| fits(text, it)),
    }
}

/// Whether a folded text is as a comparison wants it.
fn fits(by: &Text, text: &str) -> bool {
    match by {
        Text::Is(it) => text == it.to_lowercase(),
        Text::Starts(it) => text.starts_with(&it.to_lowercase()),
        Text::Contains(it) => text.contains(&it.to_lowercase()),
        Text::Between(first, last) => (first.as_str()..=last.as_str()).contains(&text),
    }
}

fn text_of<'a>(it: &'a Object, member: &str) -> &'a str {
    it.get(member).and_then(Value::as_str).unwrap_or_default()
}
