//! Reading entries.

use super::prefix_end;
use crate::apply::Sql;
use ids::Timestamp;
use rusqlite::{Connection, Row, params};
use store::{Entry, StoreError};

fn row(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        space: row.get(0)?,
        key: row.get(1)?,
        value: row.get(2)?,
        expires: row.get::<_, Option<i64>>(3)?.map(Timestamp),
        revision: row.get(4)?,
    })
}

/// One entry.
pub(crate) fn one(
    connection: &Connection,
    space: &str,
    key: &str,
) -> Result<Option<Entry>, StoreError> {
    Sql(connection).first(
        "SELECT space, key, value, expires, revision FROM entries WHERE space = ? AND key = ?",
        [space, key],
        row,
    )
}

/// Those with a prefix.
pub(crate) fn list(
    connection: &Connection,
    space: &str,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    Sql(connection).all(
        "SELECT space, key, value, expires, revision FROM entries
         WHERE space = ? AND key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?",
        params![
            space,
            prefix,
            prefix_end(prefix),
            after.unwrap_or_default(),
            i64::try_from(limit).unwrap_or(i64::MAX)
        ],
        row,
    )
}
