//! CreateDataTable, DescribeDataTable, ListDataTables, SearchDataTables, UpdateDataTableMetadata
//! and DeleteDataTable.

use super::convert::{description, lock_level, locks, own_name, table_out};
use super::find::{self, Aliases};
use crate::ops::hours::convert::time_zone;
use crate::plain::found;
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{DataTable, facet};
use store::Filter;
use uuid::Uuid;

const TERMS: Terms<'static> = Terms::of(&[
    ("name", Field::Facet(facet::NAME)),
    ("description", Field::Facet(facet::DESCRIPTION)),
    ("dataTableId", Field::Exactly(facet::ID)),
    ("resourceId", Field::Exactly(facet::ID)),
    ("id", Field::Exactly(facet::ID)),
]);

/// How often a change of a table's properties is tried while others write its values.
const ATTEMPTS: u32 = 10;

pub(crate) async fn create(
    ctx: &Ctx,
    input: api::CreateDataTableRequest,
) -> Result<api::CreateDataTableResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = DataTable {
        id: ctx.new_id(),
        name: own_name(&input.name)?,
        description: description(input.description),
        time_zone: time_zone(input.time_zone)?,
        lock_level: lock_level(&input.value_lock_level)?,
        lock: ctx.new_id::<Uuid>().to_string(),
        attributes: Vec::new(),
        modified: ctx.now(),
        tags: tags(input.tags)?,
    };
    // Names are unique without regard to case, which the store does not know of.
    let _turn = ctx.turn((Kind::DataTable, instance)).await;
    free(ctx, instance, &table).await?;
    ctx.create(instance, table.clone()).await?;
    Ok(api::CreateDataTableResponse {
        id: table.id.to_string(),
        arn: arn(ctx, instance, Kind::DataTable, table.id),
        lock_version: locks(&table, None, None, None),
    })
}

/// Makes sure that no other table has the name.
async fn free(ctx: &Ctx, instance: InstanceId, table: &DataTable) -> Result<()> {
    let named = Filter::facet(facet::NAME, table.name.to_lowercase());
    // Those too that the caller does not see.
    let others = ctx
        .services
        .list::<DataTable>(instance, Listing::page(2, None).with(named))
        .await?;
    if others.rows.iter().all(|it| it.value.id == table.id) {
        return Ok(());
    }
    Err(ServiceError::Duplicate {
        what: Kind::DataTable.word(),
        name: table.name.clone(),
    })
}

pub(crate) async fn describe(
    ctx: &Ctx,
    input: api::DescribeDataTableRequest,
) -> Result<api::DescribeDataTableResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let table = find::table(ctx, instance, &input.data_table_id, Aliases::Known).await?;
    Ok(api::DescribeDataTableResponse {
        data_table: table_out(ctx, instance, &table),
    })
}

pub(crate) async fn list(
    ctx: &Ctx,
    input: api::ListDataTablesRequest,
) -> Result<api::ListDataTablesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results);
    let summary = |it: Stored<DataTable>| api::DataTableSummary {
        id: Some(it.value.id.to_string()),
        arn: Some(arn(ctx, instance, Kind::DataTable, it.value.id)),
        name: Some(it.value.name),
        last_modified_time: Some(it.value.modified.max(it.created)),
        last_modified_region: region(ctx),
    };
    let (list, next) = page(ctx, instance, asked, (), |it| it, summary).await?;
    Ok(api::ListDataTablesResponse {
        data_table_summary_list: list,
        next_token: next,
    })
}

pub(crate) async fn search(ctx: &Ctx, input: Value) -> Result<Value> {
    found::<DataTable>(ctx, &input, &TERMS, |instance, it| {
        let shown = api::DataTable {
            lock_version: None,
            ..table_out(ctx, instance, &it)
        };
        shown.to_wire()
    })
    .await
}

/// Replaces all properties: what is not given is taken away.
pub(crate) async fn update(
    ctx: &Ctx,
    input: api::UpdateDataTableMetadataRequest,
) -> Result<api::UpdateDataTableMetadataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let named = find::table(ctx, instance, &input.data_table_id, Aliases::Latest).await?;
    let _turn = ctx.turn((Kind::DataTable, instance)).await;
    let mut attempts = 0;
    loop {
        // The turn is that of names. Whoever writes values at the same time may have changed the
        // table's lock version; what is written here depends on nothing of that.
        attempts += 1;
        let stored: Stored<DataTable> = ctx.get(instance, named.value.id).await?;
        let was = stored.was();
        let table = DataTable {
            name: own_name(&input.name)?,
            description: description(input.description.clone()),
            time_zone: time_zone(input.time_zone.clone())?,
            lock_level: lock_level(&input.value_lock_level)?,
            lock: ctx.new_id::<Uuid>().to_string(),
            modified: ctx.now(),
            ..stored.value
        };
        free(ctx, instance, &table).await?;
        let puts = vec![(table.clone().into(), Some(was))];
        match ctx.change_all(instance, puts, Vec::new()).await {
            Err(ServiceError::Conflict(_)) if attempts < ATTEMPTS => {}
            done => {
                done?;
                return Ok(api::UpdateDataTableMetadataResponse {
                    lock_version: locks(&table, None, None, None),
                });
            }
        }
    }
}

/// Deletes a table with its values, whoever refers to it.
pub(crate) async fn delete(
    ctx: &Ctx,
    input: api::DeleteDataTableRequest,
) -> Result<api::DeleteDataTableResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let named = find::table(ctx, instance, &input.data_table_id, Aliases::Latest).await?;
    let id = named.value.id;
    let _turn = ctx.turn((Kind::DataTable, id)).await;
    let table: Stored<DataTable> = ctx.get(instance, id).await?;
    let records = find::records(ctx, instance, id).await?;
    let mut deletes: Vec<_> = records
        .into_iter()
        .map(|it| {
            let was = it.was();
            (it.value.into(), Some(was))
        })
        .collect();
    let was = table.was();
    deletes.push((table.value.into(), Some(was)));
    ctx.change_all(instance, Vec::new(), deletes).await?;
    Ok(api::DeleteDataTableResponse {})
}
