//! Writing tallies.

use super::Sql;
use ids::Timestamp;
use rusqlite::params;
use store::{PutTally, StoreError, Written};

pub(super) fn put(sql: Sql<'_>, put: &PutTally) -> Result<Written, StoreError> {
    sql.run(
        "INSERT INTO tallies (instance, series, span, start, key, data) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (instance, series, span, start, key) DO UPDATE SET data = excluded.data",
        params![
            put.instance,
            put.series,
            put.span,
            put.tally.start.0,
            put.tally.key,
            put.tally.data
        ],
    )?;
    Ok(Written::Done)
}

pub(super) fn trim(sql: Sql<'_>, span: i64, before: Timestamp) -> Result<Written, StoreError> {
    let deleted = sql.run(
        "DELETE FROM tallies WHERE span = ? AND start < ?",
        [span, before.0],
    )?;
    Ok(Written::Deleted(deleted))
}

pub(super) fn trim_from(sql: Sql<'_>, span: i64, from: Timestamp) -> Result<Written, StoreError> {
    let deleted = sql.run(
        "DELETE FROM tallies WHERE span = ? AND start >= ?",
        [span, from.0],
    )?;
    Ok(Written::Deleted(deleted))
}
