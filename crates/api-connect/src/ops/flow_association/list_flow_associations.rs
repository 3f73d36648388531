//! ListFlowAssociations: of one type or of all; claimed numbers come last. A page is shorter where
//! numbers without a flow lie between.

use super::parts::{VOICE, page, voice};
use crate::plain::{crud, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::{PhoneNumberResource, facet};
use serde_json::{Map, Value as Json, json};
use store::{Filter, PageKey};

/// What marks the place of a page that ended among the numbers. No stored name begins so.
const NUMBERS: &str = "\u{1}";

pub(crate) async fn list_flow_associations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let of = text(&input, "ResourceType");
    let query = (instance, of);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let mut list: Vec<Json> = Vec::new();
    let mut next = None;
    let among_numbers = after.as_ref().and_then(|it| {
        let sort = it.sort.strip_prefix(NUMBERS)?.to_owned();
        let id = it.id.clone();
        Some((!id.is_empty()).then_some(PageKey { sort, id }))
    });
    if among_numbers.is_none() && of != Some(VOICE) {
        let filter = of.map(|of| Filter::facet(facet::TYPE, of));
        let listing = Listing::page(size, after).with(filter.unwrap_or_default());
        (list, next) = page(ctx, instance, listing).await?;
    }
    if next.is_none() && matches!(of, None | Some(VOICE)) {
        let filter = Filter::facet(facet::INSTANCE, instance.to_string());
        let start = among_numbers.flatten();
        // A page that is full already asks for one number, to know whether there are any.
        let room = size.saturating_sub(list.len());
        let listing = Listing::page(room.max(1), start).with(filter);
        let page = ctx.list::<PhoneNumberResource>(instance, listing).await?;
        let mark = |key: PageKey| PageKey {
            sort: format!("{NUMBERS}{}", key.sort),
            id: key.id,
        };
        if room == 0 {
            let start = PageKey {
                sort: NUMBERS.to_owned(),
                id: String::new(),
            };
            next = (!page.rows.is_empty()).then_some(start);
        } else {
            list.extend(page.rows.iter().filter_map(|it| voice(ctx, &it.value)));
            next = page.next.map(mark);
        }
    }
    let mut answer = Map::new();
    answer.insert("FlowAssociationSummaryList".into(), json!(list));
    if let Some(token) = ctx.next_token(next.as_ref(), &query)? {
        answer.insert("NextToken".into(), json!(token));
    }
    Ok(Json::Object(answer))
}
