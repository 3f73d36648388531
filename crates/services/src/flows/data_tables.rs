//! Data tables in flows. Spec: flow-language.md §6.
//!
//! Each query, group or row names one record by its primary values. What `ListDataTableValues`
//! gives a flow is not published: here it is a list of the records that have the given primary
//! values, each an object of all its values by the names of their attributes.

use crate::{Listing, ServiceError, Services, Stored};
use flow::{Answer, DataTableAction, DataTableRequest, DataTableRow};
use ids::{DataTableId, InstanceId};
use resources::data_table::{Action, DEFAULT_FACET, Edit, Named, PRIMARY_FACET, Place, evaluate};
use resources::{DataTable, DataTableRecord, Kind, facet};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::Filter;
use uuid::Uuid;

/// The most records of a group that a flow is given (inferred: a page of the API).
const RECORDS: usize = 100;

impl Services {
    /// Reads or writes a data table for a flow.
    pub(super) async fn data_table(
        &self,
        instance: InstanceId,
        request: DataTableRequest,
    ) -> Result<Answer, ServiceError> {
        // An ARN ends in the identifier; an alias may follow.
        let text = request.table.rsplit('/').next().unwrap_or_default();
        let text = text.split(':').next().unwrap_or_default();
        let missing = || crate::not_found(Kind::DataTable, &request.table);
        let id: DataTableId = text.parse().map_err(|_| missing())?;
        let data = match request.action {
            DataTableAction::Evaluate(rows) => self.evaluate(instance, id, &rows).await?,
            DataTableAction::List(rows) => self.list_rows(instance, id, &rows).await?,
            DataTableAction::Upsert(rows) => self.upsert(instance, id, &rows).await?,
        };
        Ok(Answer::of(data))
    }

    async fn record_at(
        &self,
        instance: InstanceId,
        table: &DataTable,
        key: &str,
    ) -> Result<Option<Stored<DataTableRecord>>, ServiceError> {
        let name = resources::part_name(table.id, key);
        self.find_by_name(instance, &name).await
    }

    async fn evaluate(
        &self,
        instance: InstanceId,
        id: DataTableId,
        rows: &[DataTableRow],
    ) -> Result<Value, ServiceError> {
        let table: Stored<DataTable> = self.get(instance, id).await?;
        let table = table.value;
        let default = self.record_at(instance, &table, "").await?;
        let default = default.map(|it| it.value);
        let mut out = Map::new();
        for row in rows {
            let place = place(&table, row)?;
            let record = match &*place.key {
                "" => default.clone(),
                key => {
                    let record = self.record_at(instance, &table, key).await?;
                    record.map(|it| it.value)
                }
            };
            let mut values = Map::new();
            for name in &row.attributes {
                let attribute = table.attribute(name).ok_or_else(|| no_attribute(name))?;
                let found = evaluate(attribute, record.as_ref(), default.as_ref());
                if found.found && !found.error {
                    values.insert(attribute.name.clone(), found.value.into());
                }
            }
            out.insert(row.name.clone(), values.into());
        }
        Ok(Value::Object(out))
    }

    async fn list_rows(
        &self,
        instance: InstanceId,
        id: DataTableId,
        rows: &[DataTableRow],
    ) -> Result<Value, ServiceError> {
        let table: Stored<DataTable> = self.get(instance, id).await?;
        let table = table.value;
        let mut out = Map::new();
        for row in rows {
            let mut filter = Filter::facet(facet::WHOLE, id.to_string())
                .and(Filter::facet(DEFAULT_FACET, "false"));
            for (name, value) in &row.primary {
                let attribute = table.attribute(name).filter(|it| it.primary);
                let attribute = attribute.ok_or_else(|| no_attribute(name))?;
                filter = filter.and(Filter::facet(PRIMARY_FACET, attribute.digest(value)));
            }
            let listing = Listing::page(RECORDS, None).with(filter);
            let page = self.list::<DataTableRecord>(instance, listing).await?;
            let records = page.rows.iter().map(|it| shown(&table, &it.value));
            out.insert(row.name.clone(), records.collect());
        }
        Ok(Value::Object(out))
    }

    /// Writes all values or none, each in place of the one that was there.
    async fn upsert(
        &self,
        instance: InstanceId,
        id: DataTableId,
        rows: &[DataTableRow],
    ) -> Result<Value, ServiceError> {
        let _turn = self.turn((Kind::DataTable, id)).await;
        let table: Stored<DataTable> = self.get(instance, id).await?;
        let table_was = table.was();
        let default = self.record_at(instance, &table.value, "").await?;
        let lock = self.new_id::<Uuid>().to_string();
        let mut edit = Edit::new(table.value.clone(), lock, self.clock.now());
        let mut kept = BTreeMap::new();
        for row in rows {
            let place = place(&table.value, row)?;
            if !edit.records.contains_key(&place.key) {
                let record = self.record_at(instance, &table.value, &place.key).await?;
                if let Some(record) = &record {
                    kept.insert(place.key.clone(), record.was());
                }
                edit.hold(place.key.clone(), record.map(|it| it.value));
            }
            for (name, value) in &row.values {
                let default = default.as_ref().map(|it| &it.value);
                self.put(&mut edit, &place, (name, value.as_deref()), default)?;
            }
        }
        edit.finish();
        let mut puts = Vec::new();
        if edit.table != table.value {
            puts.push((edit.table.clone().into(), Some(table_was)));
        }
        for (key, held) in &edit.records {
            if let (before, Some(after)) = (&held.before, &held.after)
                && before.as_ref() != Some(after)
            {
                puts.push((after.clone().into(), kept.get(key).copied()));
            }
        }
        if !puts.is_empty() {
            self.change_all(instance, puts, Vec::new()).await?;
        }
        Ok(Value::Null)
    }

    /// Puts one value, or the attribute's default for `None`.
    fn put(
        &self,
        edit: &mut Edit,
        place: &Place,
        (name, value): (&str, Option<&str>),
        default: Option<&DataTableRecord>,
    ) -> Result<(), ServiceError> {
        let attribute = edit.table.attribute(name).cloned();
        let attribute = attribute.ok_or_else(|| no_attribute(name))?;
        let fallback = || default.and_then(|it| it.given(&attribute));
        let value = value.or_else(fallback).ok_or_else(|| {
            let name = &attribute.name;
            ServiceError::InvalidParameter(format!("the attribute {name} has no default value"))
        })?;
        let before = edit.records.get(&place.key);
        let record = before.and_then(|it| it.before.as_ref());
        let cell = record.and_then(|it| it.values.get(&attribute.id));
        // LockVersion LATEST: whatever is there now is what the flow means.
        let named = Named {
            table: Some(edit.table.lock.clone()),
            attribute: Some(attribute.lock.clone()),
            record: record.map(|it| it.lock.clone()),
            value: cell.map(|it| it.lock.clone()),
        };
        let action = match cell {
            Some(_) => Action::Update(value),
            None => Action::Create(value),
        };
        edit.apply(place, name, action, &named, self.new_id())
            .map_err(|error| ServiceError::InvalidParameter(error.to_string()))
    }
}

fn place(table: &DataTable, row: &DataTableRow) -> Result<Place, ServiceError> {
    let given = row.primary.iter().map(|(name, value)| (&**name, &**value));
    table
        .place(given)
        .map_err(|error| ServiceError::InvalidParameter(error.to_string()))
}

fn no_attribute(name: &str) -> ServiceError {
    ServiceError::NotFound {
        what: "data table attribute",
        id: name.to_owned(),
    }
}

/// All values of a record by the names of their attributes.
fn shown(table: &DataTable, record: &DataTableRecord) -> Value {
    let given = table
        .attributes
        .iter()
        .filter_map(|it| Some((it.name.clone(), json!(record.given(it)?))));
    Value::Object(given.collect())
}
