//! ListDataTablePrimaryValues and UpdateDataTablePrimaryValues.

use super::convert::{locks, pairs, primary_out};
use super::find::{self, Aliases};
use super::write::write;
use crate::prelude::*;
use resources::data_table::{DEFAULT_FACET, LockLevel, PRIMARY_FACET};
use resources::{DataTable, DataTableRecord, facet};
use store::Filter;
use uuid::Uuid;

/// The condition of records with one of these identifiers and, for each of these attributes, one
/// of its values. None of either is no condition.
pub(super) fn filter(
    table: &DataTable,
    ids: &[String],
    wanted: &[api::PrimaryAttributeValueFilter],
) -> Result<Filter> {
    let mut all = find::of_table(table.id).and(Filter::facet_in(facet::ID, ids));
    for it in wanted {
        let attribute = find::attribute(table, &it.attribute_name)?;
        if !attribute.primary {
            return Err(invalid(format!(
                "{} is not a primary attribute of the data table",
                attribute.name
            )));
        }
        // No values at all are met by no record.
        let any = it.values.iter();
        let any = any.map(|value| Filter::facet(PRIMARY_FACET, attribute.digest(value)));
        all = all.and(Filter::Any(any.collect()));
    }
    Ok(all)
}

pub(crate) async fn list(
    ctx: &Ctx,
    input: api::ListDataTablePrimaryValuesRequest,
) -> Result<api::ListDataTablePrimaryValuesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    let table = table.value;
    let ids = input.record_ids.unwrap_or_default();
    let wanted = input.primary_attribute_values.unwrap_or_default();
    let asked = filter(&table, &ids, &wanted)?.and(Filter::facet(DEFAULT_FACET, "false"));
    let (list, next) = page(
        ctx,
        instance,
        (input.next_token, input.max_results),
        &asked,
        |it| it.with(asked.clone()),
        |it: Stored<DataTableRecord>| api::RecordPrimaryValue {
            record_id: Some(it.value.id.to_string()),
            primary_values: Some(primary_out(&table, &it.value)),
            last_modified_time: Some(it.value.modified),
            last_modified_region: region(ctx),
        },
    )
    .await?;
    Ok(api::ListDataTablePrimaryValuesResponse {
        primary_values_list: list,
        next_token: next,
    })
}

/// Gives a record other primary values, with all that it holds.
pub(crate) async fn update(
    ctx: &Ctx,
    input: api::UpdateDataTablePrimaryValuesRequest,
) -> Result<api::UpdateDataTablePrimaryValuesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let named = find::table(ctx, instance, &input.data_table_id, Aliases::Current).await?;
    let _turn = ctx.turn((Kind::DataTable, named.value.id)).await;
    let stored: Stored<DataTable> = ctx.get(instance, named.value.id).await?;
    let was = stored.was();
    let mut table = stored.value;
    let from = find::place(&table, &input.primary_values)?;
    let to = find::place(&table, &input.new_primary_values)?;
    if from.primary.is_empty() || to.primary.is_empty() {
        return Err(invalid(
            "PrimaryValues and NewPrimaryValues must have a value for every primary attribute",
        ));
    }
    table
        .check_place(&to)
        .map_err(|error| invalid(error.to_string()))?;
    let record = find::record(ctx, instance, &table, &from.key).await?;
    let record = record.ok_or_else(|| ServiceError::NotFound {
        what: Kind::DataTableRecord.word(),
        id: values_of(&input.primary_values),
    })?;
    check_lock(&table, &record.value, &input.lock_version)?;
    if to.key != from.key && find::record(ctx, instance, &table, &to.key).await?.is_some() {
        return Err(ServiceError::Conflict(format!(
            "there is a record with the primary values {} already",
            values_of(&input.new_primary_values)
        )));
    }
    let lock = ctx.new_id::<Uuid>().to_string();
    let record_was = record.was();
    let mut record = record.value;
    record.put(to);
    record.lock.clone_from(&lock);
    record.modified = ctx.now();
    let mut puts = vec![(record.clone().into(), Some(record_was))];
    if table.lock_level == LockLevel::DataTable {
        table.lock = lock;
        puts.push((table.clone().into(), Some(was)));
    }
    write(ctx, instance, puts, Vec::new()).await?;
    Ok(api::UpdateDataTablePrimaryValuesResponse {
        lock_version: locks(&table, None, Some(&record), None),
    })
}

/// Compares the version of the record, or of the whole table where that is what is locked. Below
/// the record, where single values are locked, it is compared if it is named.
fn check_lock(
    table: &DataTable,
    record: &DataTableRecord,
    named: &api::DataTableLockVersion,
) -> Result<()> {
    let (what, named, current, required) = match table.lock_level {
        LockLevel::None => return Ok(()),
        LockLevel::DataTable => ("DataTable", &named.data_table, &table.lock, true),
        LockLevel::PrimaryValue => ("PrimaryValues", &named.primary_values, &record.lock, true),
        LockLevel::Attribute | LockLevel::Value => {
            ("PrimaryValues", &named.primary_values, &record.lock, false)
        }
    };
    match named {
        Some(named) if named != current => Err(ServiceError::Conflict(format!(
            "LockVersion.{what} is not the current one: another request has changed it"
        ))),
        None if required => Err(invalid(format!(
            "LockVersion.{what} is required at the lock level of the data table"
        ))),
        _ => Ok(()),
    }
}

/// Primary values for a message.
fn values_of(given: &[api::PrimaryValue]) -> String {
    let given: Vec<_> = pairs(given).map(|(name, value)| format!("{name}={value}")).collect();
    given.join(", ")
}
