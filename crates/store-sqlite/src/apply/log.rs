//! Appending to the journal and the outbox, moving cursors, trimming.

use super::Sql;
use rusqlite::params;
use store::{AdvanceCursor, JournalEntry, Message, Position, StoreError, Written};

pub(super) fn journal(
    sql: Sql<'_>,
    last: &mut i64,
    entry: &JournalEntry,
) -> Result<Written, StoreError> {
    *last += 1;
    sql.run(
        "INSERT INTO journal (position, instance, stream, kind, at, body)
         VALUES (?, ?, ?, ?, ?, ?)",
        params![
            *last,
            entry.instance,
            entry.stream,
            entry.kind,
            entry.at.0,
            entry.body.reveal()
        ],
    )?;
    Ok(Written::Position(Position(*last)))
}

pub(super) fn outbox(
    sql: Sql<'_>,
    last: &mut i64,
    message: &Message,
) -> Result<Written, StoreError> {
    *last += 1;
    sql.run(
        "INSERT INTO outbox (position, topic, instance, key, stream, at, body)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        params![
            *last,
            message.topic,
            message.instance,
            message.key,
            message.stream,
            message.at.0,
            message.body.reveal()
        ],
    )?;
    Ok(Written::Position(Position(*last)))
}

pub(super) fn advance(sql: Sql<'_>, advance: &AdvanceCursor) -> Result<Written, StoreError> {
    sql.run(
        "INSERT INTO cursors (sink, position) VALUES (?, ?)
         ON CONFLICT (sink) DO UPDATE SET position = max(position, excluded.position)",
        params![advance.sink, advance.position.0],
    )?;
    Ok(Written::Done)
}

/// `last` is the log's last position: kept, so that it is not given out again after a restart.
pub(super) fn trim(
    sql: Sql<'_>,
    log: &str,
    last: i64,
    through: Position,
) -> Result<Written, StoreError> {
    sql.run(
        "UPDATE positions SET last = max(last, ?) WHERE log = ?",
        params![last, log],
    )?;
    let deleted = sql.run(
        &format!("DELETE FROM {log} WHERE position <= ?"),
        [through.0],
    )?;
    Ok(Written::Deleted(deleted))
}
