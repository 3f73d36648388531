//! Finding tables, attributes and records that a request names.

use super::convert::pairs;
use crate::prelude::*;
use ids::DataTableId;
use resources::data_table::{Attribute, Place};
use resources::{DataTable, DataTableRecord, facet};
use store::Filter;

/// Which aliases of a version a request may name a table with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aliases {
    /// Any that there is: it reads.
    Known,
    /// `$LATEST` and `$SAVED`: it writes attributes or values.
    Current,
    /// `$LATEST` only: it is about the table itself.
    Latest,
}

/// A table by identifier or ARN, perhaps with an alias after it.
pub(super) async fn table(
    ctx: &Ctx,
    instance: InstanceId,
    named: &str,
    aliases: Aliases,
) -> Result<Stored<DataTable>> {
    let text = id_text(Kind::DataTable, instance, named)?;
    let (text, alias) = match text.split_once(':') {
        Some((text, alias)) => (text, Some(alias)),
        None => (text, None),
    };
    match (alias, aliases) {
        (None | Some("$LATEST"), _) | (Some("$SAVED"), Aliases::Known | Aliases::Current) => {}
        (Some(_), Aliases::Known) => return Err(services::not_found(Kind::DataTable, named)),
        (Some(_), Aliases::Current) => {
            return Err(invalid("the version of DataTableId must be $LATEST or $SAVED"));
        }
        (Some(_), Aliases::Latest) => {
            return Err(invalid("the version of DataTableId must be $LATEST"));
        }
    }
    let id: DataTableId = id(Kind::DataTable, instance, text)?;
    ctx.get(instance, id).await
}

/// An attribute of a table by its name.
pub(super) fn attribute<'a>(table: &'a DataTable, name: &str) -> Result<&'a Attribute> {
    table.attribute(name).ok_or_else(|| missing(name))
}

/// That there is no such attribute.
pub(super) fn missing(name: &str) -> ServiceError {
    ServiceError::NotFound {
        what: "data table attribute",
        id: name.to_owned(),
    }
}

/// The place that primary values of a request name.
pub(super) fn place(table: &DataTable, given: &[api::PrimaryValue]) -> Result<Place> {
    table
        .place(pairs(given))
        .map_err(|error| invalid(error.to_string()))
}

/// The record at a place.
pub(super) async fn record(
    ctx: &Ctx,
    instance: InstanceId,
    table: &DataTable,
    key: &str,
) -> Result<Option<Stored<DataTableRecord>>> {
    let name = resources::part_name(table.id, key);
    ctx.find_by_name(instance, &name).await
}

/// The condition of a table's records.
pub(super) fn of_table(table: DataTableId) -> Filter {
    Filter::facet(facet::WHOLE, table.to_string())
}

/// All records of a table.
pub(super) async fn records(
    ctx: &Ctx,
    instance: InstanceId,
    table: DataTableId,
) -> Result<Vec<Stored<DataTableRecord>>> {
    ctx.list_all(instance, Listing::default().with(of_table(table)))
        .await
}
