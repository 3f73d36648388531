//! EvaluateDataTableValues: values for whoever acts on them, defaults included.

use super::find::{self, Aliases};
use crate::ops::hours::convert::time_zone;
use crate::prelude::*;
use resources::DataTableRecord;
use resources::data_table::{Attribute, Place, evaluate as evaluated};
use std::collections::BTreeMap;
use store::PageKey;

/// One value that is asked for.
struct Asked<'a> {
    primary: &'a [api::PrimaryValue],
    place: Place,
    attribute: &'a Attribute,
}

pub(crate) async fn evaluate(
    ctx: &Ctx,
    input: api::EvaluateDataTableValuesRequest,
) -> Result<api::EvaluateDataTableValuesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    let table = table.value;
    // No form of a value that depends on the time is documented, but a wrong zone is one.
    input.time_zone.clone().map(time_zone).transpose()?;
    let mut asked = Vec::new();
    for set in &input.values {
        let primary = set.primary_values.as_deref().unwrap_or_default();
        let place = find::place(&table, primary)?;
        for name in &set.attribute_names {
            asked.push(Asked {
                primary,
                place: place.clone(),
                attribute: find::attribute(&table, name)?,
            });
        }
    }
    let query = (instance, table.id, &input.values, &input.time_zone);
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let start: usize = after.and_then(|it| it.id.parse().ok()).unwrap_or(0);
    let size = page_size(input.max_results, 100);
    let end = start.saturating_add(size);
    let mut read: BTreeMap<&str, Option<DataTableRecord>> = BTreeMap::new();
    let shown = || asked.iter().skip(start).take(size);
    for key in shown().map(|it| it.place.key.as_str()).chain([""]) {
        if !read.contains_key(key) {
            let record = find::record(ctx, instance, &table, key).await?;
            read.insert(key, record.map(|it| it.value));
        }
    }
    let held = |key: &str| read.get(key).and_then(Option::as_ref);
    let values = shown().map(|it| {
        let value = evaluated(it.attribute, held(&it.place.key), held(""));
        api::DataTableEvaluatedValue {
            record_id: value.record.map(|it| it.id.to_string()).unwrap_or_default(),
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.name.clone(),
            value_type: to_api(&it.attribute.value_type),
            found: value.found,
            error: value.error,
            evaluated_value: value.value,
        }
    });
    let values = values.collect();
    let next = (end < asked.len()).then(|| PageKey {
        sort: String::new(),
        id: end.to_string(),
    });
    Ok(api::EvaluateDataTableValuesResponse {
        values,
        next_token: ctx.next_token(next.as_ref(), &query)?,
    })
}
