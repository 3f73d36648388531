//! SearchResourceTags: the different tags in use in an instance, of some types of resources or of
//! all that can be tagged.

use crate::plain::{crud, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::Resource;
use serde_json::json;
use std::collections::BTreeSet;
use store::PageKey;

pub(crate) async fn search_resource_tags(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let asked = input.get("ResourceTypes").and_then(Value::as_array);
    let asked: Vec<&str> = asked.into_iter().flatten().filter_map(Value::as_str).collect();
    let of_type = |kind: Kind| asked.is_empty() || asked.iter().any(|it| is(kind, it));
    let unknown = |it: &&&str| !Kind::ALL.iter().any(|kind| is(*kind, it));
    if let Some(unknown) = asked.iter().find(unknown) {
        return Err(invalid(format!("ResourceTypes: there is no type {unknown}")));
    }
    let condition = input.pointer("/SearchCriteria/TagSearchCondition");
    let fits = |member: &str, by: &str, value: &str| {
        let wanted = condition.and_then(|it| it.get(member)).and_then(Value::as_str);
        let by = condition.and_then(|it| it.get(by)).and_then(Value::as_str);
        wanted.is_none_or(|wanted| match by {
            Some("STARTS_WITH") => value.to_lowercase().starts_with(&wanted.to_lowercase()),
            Some("CONTAINS") => value.to_lowercase().contains(&wanted.to_lowercase()),
            _ => value == wanted,
        })
    };
    let all: Vec<Resource> = ctx.resources_of(instance).await?;
    let mut tags = BTreeSet::new();
    for resource in all.iter().filter(|it| of_type(it.kind())) {
        for (key, value) in resource.tags() {
            if fits("tagKey", "tagKeyComparisonType", key)
                && fits("tagValue", "tagValueComparisonType", value)
            {
                tags.insert((key.clone(), value.clone()));
            }
        }
    }
    let query = (instance, asked, condition.map(ToString::to_string));
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let after = after.map(|it| (it.sort, it.id));
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let mut rest: Vec<_> = tags
        .into_iter()
        .filter(|it| after.as_ref().is_none_or(|after| it > after))
        .collect();
    let more = rest.len() > size;
    rest.truncate(size);
    let next = rest.last().filter(|_| more).map(|(key, value)| PageKey {
        sort: key.clone(),
        id: value.clone(),
    });
    let rows: Vec<_> = rest
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    let mut out = json!({"Tags": rows});
    if let (Some(token), Some(out)) = (ctx.next_token(next.as_ref(), &query)?, out.as_object_mut())
    {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}

/// Whether a word names a kind: in the API's words or in those of ARNs.
fn is(kind: Kind, word: &str) -> bool {
    let word = word.replace('-', "_");
    word.eq_ignore_ascii_case(kind.api_type())
        || word.eq_ignore_ascii_case(&kind.name().replace('-', "_"))
}
