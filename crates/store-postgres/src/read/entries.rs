//! Reading entries.

use super::{limit, prefix_end};
use crate::connect::Connection;
use ids::Timestamp;
use store::{Entry, StoreError};
use tokio_postgres::Row;

fn entry(row: &Row) -> Result<Entry, tokio_postgres::Error> {
    Ok(Entry {
        space: row.try_get(0)?,
        key: row.try_get(1)?,
        value: row.try_get(2)?,
        expires: row.try_get::<_, Option<i64>>(3)?.map(Timestamp),
        revision: row.try_get(4)?,
    })
}

/// One entry.
pub(crate) async fn one(
    connection: &mut Connection,
    space: &str,
    key: &str,
) -> Result<Option<Entry>, StoreError> {
    connection
        .first(
            "SELECT space, key, value, expires, revision FROM entries
             WHERE space = $1 AND key = $2",
            &[&space, &key],
            entry,
        )
        .await
}

/// Those with a prefix.
pub(crate) async fn list(
    connection: &mut Connection,
    space: &str,
    prefix: &str,
    after: Option<&str>,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let after = after.unwrap_or_default();
    connection
        .all(
            "SELECT space, key, value, expires, revision FROM entries
             WHERE space = $1 AND key >= $2 AND key < $3 AND key > $4 ORDER BY key LIMIT $5",
            &[&space, &prefix, &prefix_end(prefix), &after, &limit(most)],
            entry,
        )
        .await
}
