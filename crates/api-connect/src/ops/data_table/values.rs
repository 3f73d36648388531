//! BatchCreateDataTableValue, BatchUpdateDataTableValue, BatchDeleteDataTableValue,
//! BatchDescribeDataTableValue and ListDataTableValues.
//!
//! A batch is one durable write of what succeeded. A value that a batch names twice makes the
//! whole request wrong, as nobody could tell which of the two was meant.

use super::convert::{locks, pairs, primary_out};
use super::find::{self, Aliases};
use super::primary_values::filter;
use super::write::{Changes, write};
use crate::prelude::*;
use resources::data_table::{Action, Attribute, Edit, EditError, Named, Place};
use resources::{DataTable, DataTableRecord, Indexed};
use services::Was;
use std::collections::{BTreeMap, BTreeSet};
use store::PageKey;
use uuid::Uuid;

/// One change that a request asks for.
struct Asked<'a> {
    primary: &'a [api::PrimaryValue],
    attribute: &'a str,
    action: Action<'a>,
    named: Named,
}

impl<'a> Asked<'a> {
    fn new(
        primary: &'a Option<Vec<api::PrimaryValue>>,
        attribute: &'a str,
        action: Action<'a>,
        named: Option<&api::DataTableLockVersion>,
    ) -> Self {
        let named = named.cloned().unwrap_or_default();
        Self {
            primary: primary.as_deref().unwrap_or_default(),
            attribute,
            action,
            named: Named {
                table: named.data_table,
                attribute: named.attribute,
                record: named.primary_values,
                value: named.value,
            },
        }
    }
}

/// What a request asks to write, as `action` does it.
fn written<'a>(
    values: &'a [api::DataTableValue],
    action: impl Fn(&'a str) -> Action<'a>,
) -> Vec<Asked<'a>> {
    let asked = values.iter().map(|it| {
        let named = it.lock_version.as_ref();
        Asked::new(&it.primary_values, &it.attribute_name, action(&it.value), named)
    });
    asked.collect()
}

/// What became of a batch: its changes in their order, each with its place or what is wrong.
struct Outcome {
    edit: Edit,
    changes: Vec<std::result::Result<Place, EditError>>,
}

/// Makes all changes that can be made in the table that a request names.
async fn change(
    ctx: &Ctx,
    instance_id: &str,
    data_table_id: &str,
    asked: &[Asked<'_>],
) -> Result<Outcome> {
    let instance = instance(ctx, instance_id).await?;
    let id = find::table(ctx, instance, data_table_id, Aliases::Current).await?.value.id;
    let _turn = ctx.turn((Kind::DataTable, id)).await;
    let table: Stored<DataTable> = ctx.get(instance, id).await?;
    let was = table.was();
    let places: Vec<_> = asked.iter().map(|it| table.value.place(pairs(it.primary))).collect();
    distinct(&table.value, asked, &places)?;
    let lock = ctx.new_id::<Uuid>().to_string();
    let mut edit = Edit::new(table.value.clone(), lock, ctx.now());
    let mut kept: BTreeMap<String, Was> = BTreeMap::new();
    for place in places.iter().flatten() {
        if !edit.records.contains_key(&place.key) {
            let record = find::record(ctx, instance, &table.value, &place.key).await?;
            if let Some(record) = &record {
                kept.insert(place.key.clone(), record.was());
            }
            edit.hold(place.key.clone(), record.map(|it| it.value));
        }
    }
    let mut changes = Vec::new();
    for (it, place) in asked.iter().zip(places) {
        let done = place.map_err(EditError::from).and_then(|place| {
            edit.apply(&place, it.attribute, it.action, &it.named, ctx.new_id())?;
            Ok(place)
        });
        changes.push(done);
    }
    edit.finish();
    let mut puts: Changes = Vec::new();
    let mut deletes: Changes = Vec::new();
    if edit.table != table.value {
        puts.push((edit.table.clone().into(), Some(was)));
    }
    for (key, held) in &edit.records {
        let was = kept.get(key).copied();
        match (&held.before, &held.after) {
            (before, after) if before == after => {}
            (_, Some(after)) => puts.push((after.clone().into(), was)),
            (Some(before), None) => deletes.push((before.clone().into(), was)),
            (None, None) => {}
        }
    }
    write(ctx, instance, puts, deletes).await?;
    Ok(Outcome { edit, changes })
}

/// Makes sure that no value is named twice.
fn distinct<E>(
    table: &DataTable,
    asked: &[Asked<'_>],
    places: &[std::result::Result<Place, E>],
) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (it, place) in asked.iter().zip(places) {
        let (Ok(place), Some(attribute)) = (place, table.attribute(it.attribute)) else {
            continue;
        };
        if !seen.insert((&place.key, &attribute.id)) {
            return Err(ServiceError::Duplicate {
                what: "data table value",
                name: attribute.name.clone(),
            });
        }
    }
    Ok(())
}

impl Outcome {
    /// The changes that were made and those that were not.
    fn split<'a, S, F>(
        &self,
        asked: &[Asked<'a>],
        success: impl Fn(&Asked<'a>, api::DataTableLockVersion, Option<&DataTableRecord>) -> S,
        failure: impl Fn(&Asked<'a>, String) -> F,
    ) -> (Vec<S>, Vec<F>) {
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for (it, done) in asked.iter().zip(&self.changes) {
            match done {
                Ok(place) => {
                    let table = &self.edit.table;
                    let attribute = table.attribute(it.attribute);
                    let held = self.edit.records.get(&place.key);
                    let record = held.and_then(|it| it.after.as_ref());
                    let cell = record
                        .zip(attribute)
                        .and_then(|(record, attribute)| record.values.get(&attribute.id));
                    let versions = locks(table, attribute, record, cell);
                    successful.push(success(it, versions, record));
                }
                Err(error) => failed.push(failure(it, error.to_string())),
            }
        }
        (successful, failed)
    }
}

pub(crate) async fn create(
    ctx: &Ctx,
    input: api::BatchCreateDataTableValueRequest,
) -> Result<api::BatchCreateDataTableValueResponse> {
    let asked = written(&input.values, Action::Create);
    let outcome = change(ctx, &input.instance_id, &input.data_table_id, &asked).await?;
    let (successful, failed) = outcome.split(
        &asked,
        |it, lock_version, record| api::BatchCreateDataTableValueSuccessResult {
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.to_owned(),
            record_id: record.map(|it| it.id.to_string()).unwrap_or_default(),
            lock_version,
        },
        |it, message| api::BatchCreateDataTableValueFailureResult {
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.to_owned(),
            message,
        },
    );
    Ok(api::BatchCreateDataTableValueResponse { successful, failed })
}

pub(crate) async fn update(
    ctx: &Ctx,
    input: api::BatchUpdateDataTableValueRequest,
) -> Result<api::BatchUpdateDataTableValueResponse> {
    let asked = written(&input.values, Action::Update);
    let outcome = change(ctx, &input.instance_id, &input.data_table_id, &asked).await?;
    let (successful, failed) = outcome.split(
        &asked,
        |it, lock_version, _| api::BatchUpdateDataTableValueSuccessResult {
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.to_owned(),
            lock_version,
        },
        |it, message| api::BatchUpdateDataTableValueFailureResult {
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.to_owned(),
            message,
        },
    );
    Ok(api::BatchUpdateDataTableValueResponse { successful, failed })
}

pub(crate) async fn delete(
    ctx: &Ctx,
    input: api::BatchDeleteDataTableValueRequest,
) -> Result<api::BatchDeleteDataTableValueResponse> {
    let asked: Vec<_> = input
        .values
        .iter()
        .map(|it| {
            let named = Some(&it.lock_version);
            Asked::new(&it.primary_values, &it.attribute_name, Action::Delete, named)
        })
        .collect();
    let outcome = change(ctx, &input.instance_id, &input.data_table_id, &asked).await?;
    let (successful, failed) = outcome.split(
        &asked,
        |it, lock_version, _| api::BatchDeleteDataTableValueSuccessResult {
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.to_owned(),
            lock_version,
        },
        |it, message| api::BatchDeleteDataTableValueFailureResult {
            primary_values: it.primary.to_vec(),
            attribute_name: it.attribute.to_owned(),
            message,
        },
    );
    Ok(api::BatchDeleteDataTableValueResponse { successful, failed })
}

/// Values as they were given.
pub(crate) async fn describe(
    ctx: &Ctx,
    input: api::BatchDescribeDataTableValueRequest,
) -> Result<api::BatchDescribeDataTableValueResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    let table = table.value;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    let mut read: BTreeMap<String, Option<DataTableRecord>> = BTreeMap::new();
    for it in input.values {
        let primary = it.primary_values.unwrap_or_default();
        let place = table.place(pairs(&primary));
        if let Ok(place) = &place
            && !read.contains_key(&place.key)
        {
            let record = find::record(ctx, instance, &table, &place.key).await?;
            read.insert(place.key.clone(), record.map(|it| it.value));
        }
        let found = place.map_err(EditError::from).and_then(|place| {
            let attribute = table.attribute(&it.attribute_name);
            let attribute =
                attribute.ok_or_else(|| EditError::NoAttribute(it.attribute_name.clone()))?;
            let record = read.get(&place.key).and_then(Option::as_ref);
            let record = record.ok_or(EditError::Missing)?;
            let value = record.given(attribute).ok_or(EditError::Missing)?;
            Ok((attribute, record, value))
        });
        match found {
            Ok((attribute, record, value)) => {
                let cell = record.values.get(&attribute.id);
                successful.push(api::BatchDescribeDataTableValueSuccessResult {
                    record_id: record.id.to_string(),
                    attribute_id: attribute.id.clone(),
                    attribute_name: attribute.name.clone(),
                    primary_values: primary_out(&table, record),
                    value: Some(value.to_owned()),
                    lock_version: locks(&table, Some(attribute), Some(record), cell),
                    last_modified_time: Some(cell.map_or(record.modified, |it| it.modified)),
                    last_modified_region: region(ctx),
                });
            }
            Err(error) => failed.push(api::BatchDescribeDataTableValueFailureResult {
                primary_values: primary,
                attribute_name: it.attribute_name,
                message: error.to_string(),
            }),
        }
    }
    Ok(api::BatchDescribeDataTableValueResponse { successful, failed })
}

/// A page of values, those of one record after another. A token names the last value that was
/// seen, so that what is written meanwhile neither repeats nor hides others.
pub(crate) async fn list(
    ctx: &Ctx,
    input: api::ListDataTableValuesRequest,
) -> Result<api::ListDataTableValuesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    let table = table.value;
    let ids = input.record_ids.unwrap_or_default();
    let wanted = input.primary_attribute_values.unwrap_or_default();
    let asked = filter(&table, &ids, &wanted)?;
    let query = (instance, &asked);
    let size = page_size(input.max_results, 100);
    let mut found: Vec<(DataTableRecord, &Attribute)> = Vec::new();
    let mut after = None;
    if let Some(key) = ctx.resume(input.next_token.as_deref(), &query)? {
        let (id, seen) = key.id.split_once('/').unwrap_or((&key.id, ""));
        let seen = table.attributes.iter().position(|it| it.id == seen);
        let rest = table.attributes.get(seen.map_or(0, |at| at + 1)..);
        if let Some(record) = ctx.find::<DataTableRecord>(instance, id).await? {
            take(&mut found, &record.value, rest.unwrap_or_default());
        }
        after = Some(PageKey {
            id: id.to_owned(),
            sort: key.sort,
        });
    }
    while found.len() <= size {
        let listing = Listing::page(size, after).with(asked.clone());
        let page = ctx.list::<DataTableRecord>(instance, listing).await?;
        for record in &page.rows {
            take(&mut found, &record.value, &table.attributes);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let more = found.len() > size;
    found.truncate(size);
    let last = found.last().filter(|_| more).map(|(record, attribute)| PageKey {
        sort: record.name().to_lowercase(),
        id: format!("{}/{}", record.id, attribute.id),
    });
    let values = found.iter().filter_map(|(record, attribute)| {
        let cell = record.values.get(&attribute.id)?;
        Some(api::DataTableValueSummary {
            record_id: Some(record.id.to_string()),
            attribute_id: Some(attribute.id.clone()),
            attribute_name: attribute.name.clone(),
            primary_values: primary_out(&table, record),
            value_type: to_api(&attribute.value_type),
            value: cell.value.clone(),
            lock_version: Some(locks(&table, Some(attribute), Some(record), Some(cell))),
            last_modified_time: Some(cell.modified),
            last_modified_region: region(ctx),
        })
    });
    Ok(api::ListDataTableValuesResponse {
        values: values.collect(),
        next_token: ctx.next_token(last.as_ref(), &query)?,
    })
}

/// Adds the values that a record has of these attributes.
fn take<'a>(
    to: &mut Vec<(DataTableRecord, &'a Attribute)>,
    record: &DataTableRecord,
    attributes: &'a [Attribute],
) {
    let there = attributes.iter().filter(|it| record.values.contains_key(&it.id));
    to.extend(there.map(|it| (record.clone(), it)));
}
