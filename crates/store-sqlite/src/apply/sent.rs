//! Writing messages that were sent.

use super::Sql;
use ids::Timestamp;
use rusqlite::params;
use store::{PutSent, StoreError, Written};

pub(super) fn put(sql: Sql<'_>, put: &PutSent) -> Result<Written, StoreError> {
    let row = put.row.as_ref();
    sql.run(
        "INSERT INTO sent (id, channel, destination, originator, rules, status, at, live, body)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET originator = excluded.originator,
             status = excluded.status, live = excluded.live, body = excluded.body",
        params![
            row.id,
            row.channel,
            row.destination.reveal(),
            row.originator,
            row.set,
            row.status,
            row.at.0,
            row.live,
            row.body.reveal()
        ],
    )?;
    Ok(Written::Done)
}

pub(super) fn trim(sql: Sql<'_>, before: Timestamp) -> Result<Written, StoreError> {
    let deleted = sql.run("DELETE FROM sent WHERE at < ? AND live = 0", [before.0])?;
    Ok(Written::Deleted(deleted))
}
