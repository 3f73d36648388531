//! Reading messages that were sent.

use super::{Conditions, direction, overfull};
use crate::apply::Sql;
use ids::{Pii, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use store::{Page, SentQuery, SentRow, StoreError};

const COLUMNS: &str = "id, channel, destination, originator, rules, status, at, live, body";

fn row(row: &Row<'_>) -> rusqlite::Result<SentRow> {
    Ok(SentRow {
        id: row.get(0)?,
        channel: row.get(1)?,
        destination: Pii::new(row.get(2)?),
        originator: row.get(3)?,
        set: row.get(4)?,
        status: row.get(5)?,
        at: Timestamp(row.get(6)?),
        live: row.get(7)?,
        body: Pii::new(row.get(8)?),
    })
}

/// One message.
pub(crate) fn one(connection: &Connection, id: &str) -> Result<Option<SentRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM sent WHERE id = ?");
    Sql(connection).first(&select, [id], row)
}

/// A page.
pub(crate) fn page(
    connection: &Connection,
    query: &SentQuery,
) -> Result<Page<SentRow>, StoreError> {
    let mut conditions = Conditions::default();
    if let Some(destination) = &query.destination {
        conditions.and("destination = ?", [destination.reveal().clone()]);
    }
    if let Some(originator) = &query.originator {
        conditions.and("originator = ?", [originator.clone()]);
    }
    if let Some(set) = &query.set {
        conditions.and("rules = ?", [set.clone()]);
    }
    conditions.one_of("status", &query.statuses);
    conditions.one_of("channel", &query.channels);
    match query.live {
        // Written out, so that the partial index on open ones serves.
        Some(true) => conditions.and("live = 1", [Value::Null; 0]),
        Some(false) => conditions.and("live = 0", [Value::Null; 0]),
        None => {}
    }
    if let Some(from) = query.from {
        conditions.and("at >= ?", [from.0]);
    }
    if let Some(to) = query.to {
        conditions.and("at < ?", [to.0]);
    }
    let (sign, word) = direction(query.order);
    if let Some(after) = &query.after {
        let at: i64 = after.sort.parse().map_err(|_| StoreError::Invalid {
            field: "after",
            reason: "is not of this listing",
        })?;
        let values = [Value::Integer(at), after.id.clone().into()];
        conditions.and(&format!("(at, id) {sign} (?, ?)"), values);
    }
    let limit = overfull(query.limit)?;
    let select = format!(
        "SELECT {COLUMNS} FROM sent{} ORDER BY at {word}, id {word} LIMIT {limit}",
        conditions.sql
    );
    let rows = Sql(connection).all(&select, params_from_iter(conditions.values), row)?;
    Ok(Page::from_overfull(rows, query.limit, SentQuery::key))
}
