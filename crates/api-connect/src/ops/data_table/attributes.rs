//! CreateDataTableAttribute, DescribeDataTableAttribute, ListDataTableAttributes,
//! UpdateDataTableAttribute and DeleteDataTableAttribute.

use super::convert::{attribute_out, description, locks, own_name, validation, value_type};
use super::find::{self, Aliases};
use super::write::write;
use crate::prelude::*;
use resources::data_table::Attribute;
use resources::{DataTable, DataTableRecord};
use services::limits;
use std::collections::BTreeSet;
use store::PageKey;
use uuid::Uuid;

/// A table that is to be changed, and the turn to do so: nobody else changes it meanwhile.
type Held<'a> = (InstanceId, Stored<DataTable>, services::Turn<'a>);

/// Holds the table that a request names.
async fn held<'a>(ctx: &'a Ctx, instance_id: &str, data_table_id: &str) -> Result<Held<'a>> {
    let instance = instance(ctx, instance_id).await?;
    let named = find::table(ctx, instance, data_table_id, Aliases::Current).await?;
    let turn = ctx.turn((Kind::DataTable, named.value.id)).await;
    let stored = ctx.get(instance, named.value.id).await?;
    Ok((instance, stored, turn))
}

pub(crate) async fn create(
    ctx: &Ctx,
    input: api::CreateDataTableAttributeRequest,
) -> Result<api::CreateDataTableAttributeResponse> {
    let (instance, mut stored, _turn) =
        held(ctx, &input.instance_id, &input.data_table_id).await?;
    let name = own_name(&input.name)?;
    if stored.value.attribute(&name).is_some() {
        return Err(ServiceError::Duplicate {
            what: "data table attribute",
            name,
        });
    }
    let limit = ctx.quota_named(instance, limits::ATTRIBUTES_PER_DATA_TABLE);
    limit.await?.check(stored.value.attributes.len() + 1)?;
    let value_type = value_type(&input.value_type)?;
    let attribute = Attribute {
        id: ctx.new_id::<Uuid>().to_string(),
        name,
        description: description(input.description),
        value_type,
        primary: input.primary.unwrap_or(false),
        validation: validation(input.validation, value_type)?,
        lock: ctx.new_id::<Uuid>().to_string(),
        modified: ctx.now(),
    };
    stored.value.attributes.push(attribute.clone());
    let table = restructured(ctx, instance, stored, attribute.primary).await?;
    Ok(api::CreateDataTableAttributeResponse {
        attribute_id: Some(attribute.id.clone()),
        lock_version: locks(&table, Some(&attribute), None, None),
        name: attribute.name,
    })
}

/// Writes a table whose attributes were changed. Where that changes what names its records, they
/// are written too; all of them must still be different.
async fn restructured(
    ctx: &Ctx,
    instance: InstanceId,
    mut stored: Stored<DataTable>,
    renames: bool,
) -> Result<DataTable> {
    let was = stored.was();
    stored.value.lock = ctx.new_id::<Uuid>().to_string();
    stored.value.modified = ctx.now();
    let table = stored.value;
    let mut puts = vec![(table.clone().into(), Some(was))];
    let mut deletes = Vec::new();
    if renames {
        let mut places = BTreeSet::new();
        for record in find::records(ctx, instance, table.id).await? {
            let was = record.was();
            let (before, after) = moved(ctx, &table, record.value);
            if !places.insert(after.key.clone()) {
                return Err(ServiceError::Conflict(
                    "the records would no longer have different primary values".into(),
                ));
            }
            // One whose last value went is gone, unless the value is what names it now.
            let named_more = after.primary.len() > before.primary.len();
            if after.values.is_empty() && !before.values.is_empty() && !named_more {
                deletes.push((before.into(), Some(was)));
            } else if after != before {
                puts.push((after.into(), Some(was)));
            }
        }
    }
    write(ctx, instance, puts, deletes).await?;
    Ok(table)
}

fn moved(
    ctx: &Ctx,
    table: &DataTable,
    before: DataTableRecord,
) -> (DataTableRecord, DataTableRecord) {
    let lock = ctx.new_id::<Uuid>().to_string();
    let mut after = table.moved(before.clone(), &lock);
    if after.primary != before.primary {
        after.lock = lock;
        after.modified = ctx.now();
    }
    (before, after)
}

pub(crate) async fn describe(
    ctx: &Ctx,
    input: api::DescribeDataTableAttributeRequest,
) -> Result<api::DescribeDataTableAttributeResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    let attribute = find::attribute(&table.value, &input.attribute_name)?;
    Ok(api::DescribeDataTableAttributeResponse {
        attribute: attribute_out(ctx, instance, &table.value, attribute),
    })
}

pub(crate) async fn list(
    ctx: &Ctx,
    input: api::ListDataTableAttributesRequest,
) -> Result<api::ListDataTableAttributesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    let table = table.value;
    let ids = input.attribute_ids.filter(|ids| !ids.is_empty());
    let query = (instance, table.id, &ids);
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let size = page_size(input.max_results, 100);
    let asked = |it: &&Attribute| ids.as_ref().is_none_or(|ids| ids.contains(&it.id));
    // They are in the order in which they were made, so the last one seen tells where to go on.
    let seen = after.and_then(|after| table.attributes.iter().position(|it| it.id == after.id));
    let rest = table.attributes.iter().skip(seen.map_or(0, |at| at + 1));
    let mut found: Vec<&Attribute> = rest.filter(asked).take(size + 1).collect();
    let more = found.len() > size;
    found.truncate(size);
    let last = found.last().filter(|_| more).map(|it| PageKey {
        sort: String::new(),
        id: it.id.clone(),
    });
    Ok(api::ListDataTableAttributesResponse {
        attributes: found
            .into_iter()
            .map(|it| attribute_out(ctx, instance, &table, it))
            .collect(),
        next_token: ctx.next_token(last.as_ref(), &query)?,
    })
}

/// Replaces all properties: what is not given is taken away. Values stay as they are, whatever the
/// new rules say.
pub(crate) async fn update(
    ctx: &Ctx,
    input: api::UpdateDataTableAttributeRequest,
) -> Result<api::UpdateDataTableAttributeResponse> {
    let (instance, mut stored, _turn) =
        held(ctx, &input.instance_id, &input.data_table_id).await?;
    let before = find::attribute(&stored.value, &input.attribute_name)?.clone();
    let name = own_name(&input.name)?;
    let taken = stored.value.attribute(&name);
    if taken.is_some_and(|it| it.id != before.id) {
        return Err(ServiceError::Conflict(format!(
            "a data table attribute with the name {name} already exists"
        )));
    }
    let value_type = value_type(&input.value_type)?;
    let after = Attribute {
        id: before.id.clone(),
        name,
        description: description(input.description),
        value_type,
        primary: input.primary.unwrap_or(false),
        validation: validation(input.validation, value_type)?,
        lock: ctx.new_id::<Uuid>().to_string(),
        modified: ctx.now(),
    };
    let renames = before.primary != after.primary
        || (after.primary
            && (before.value_type != after.value_type
                || before.ignores_case() != after.ignores_case()));
    for it in &mut stored.value.attributes {
        if it.id == after.id {
            *it = after.clone();
        }
    }
    let table = restructured(ctx, instance, stored, renames).await?;
    Ok(api::UpdateDataTableAttributeResponse {
        lock_version: locks(&table, Some(&after), None, None),
        name: after.name,
    })
}

/// Deletes an attribute with its values.
pub(crate) async fn delete(
    ctx: &Ctx,
    input: api::DeleteDataTableAttributeRequest,
) -> Result<api::DeleteDataTableAttributeResponse> {
    let (instance, mut stored, _turn) =
        held(ctx, &input.instance_id, &input.data_table_id).await?;
    let gone = find::attribute(&stored.value, &input.attribute_name)?.id.clone();
    stored.value.attributes.retain(|it| it.id != gone);
    let table = restructured(ctx, instance, stored, true).await?;
    Ok(api::DeleteDataTableAttributeResponse {
        lock_version: locks(&table, None, None, None),
    })
}
