//! SearchContactFlows: by name, type, state, status and tags. Contents are not answered, as the
//! service leaves them out of searches.

use crate::plain::found;
use crate::prelude::*;
use crate::search::{filter, read, tag, tag_filter};
use aws_wire::{ToWire, Value};
use resources::{Flow, facet};
use store::Filter;

const TERMS: Terms<'static> = Terms {
    words: &[
        ("TypeCondition", facet::TYPE),
        ("StateCondition", facet::STATE),
        ("StatusCondition", "status"),
    ],
    ..Terms::of(&[
        ("name", Field::Name),
        ("description", Field::Facet(facet::DESCRIPTION)),
        ("contactFlowId", Field::Exactly(facet::ID)),
    ])
};

pub(crate) async fn search_contact_flows(ctx: &Ctx, input: Value) -> Result<Value> {
    let criteria = filter(input.get("SearchCriteria"), &TERMS)?;
    let member = |name: &str| input.get("SearchFilter").and_then(|it| it.get(name));
    let tags = tag_filter(member("TagFilter").map(read).transpose()?)?;
    let attributes = match member("FlowAttributeFilter") {
        Some(it) => attributes(read(it)?)?,
        None => Filter::default(),
    };
    let asked = criteria.and(tags).and(attributes);
    found::page::<Flow>(ctx, &input, asked, |instance, stored| {
        let it = stored.value;
        api::ContactFlow {
            arn: Some(arn(ctx, instance, Kind::Flow, it.id)),
            id: Some(it.id.to_string()),
            name: Some(it.name),
            r#type: Some(to_api(&it.kind)),
            state: Some(to_api(&it.state)),
            status: Some(to_api(&it.status)),
            description: it.description,
            tags: tags_out(&it.tags),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
            ..Default::default()
        }
        .to_wire()
    })
    .await
}

/// `FlowAttributeFilter`: tags and types.
fn attributes(it: api::ContactFlowAttributeFilter) -> Result<Filter> {
    let of_type = |it: api::ContactFlowTypeCondition| match it.contact_flow_type {
        Some(kind) => Filter::facet(facet::TYPE, kind.as_str()),
        None => Filter::default(),
    };
    let one = |it: api::ContactFlowAttributeAndCondition| -> Result<Filter> {
        let tags = it.tag_conditions.unwrap_or_default();
        let mut all = tags.into_iter().map(tag).collect::<Result<Vec<_>>>()?;
        all.extend(it.contact_flow_type_condition.map(of_type));
        Ok(Filter::All(all))
    };
    let mut all = Vec::new();
    if let Some(it) = it.and_condition {
        all.push(one(it)?);
    }
    if let Some(or) = it.or_conditions.filter(|or| !or.is_empty()) {
        all.push(Filter::Any(or.into_iter().map(one).collect::<Result<Vec<_>>>()?));
    }
    if let Some(it) = it.tag_condition {
        all.push(tag(it)?);
    }
    all.extend(it.contact_flow_type_condition.map(of_type));
    Ok(Filter::All(all))
}
