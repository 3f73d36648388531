//! Reading the journal, the outbox and the cursors.

use super::{Conditions, overfull};
use crate::apply::Sql;
use crate::error;
use ids::{Pii, Timestamp};
use rusqlite::{Connection, Row, params, params_from_iter};
use store::{
    JournalEntry, JournalRow, Message, OutboxPage, OutboxQuery, OutboxRow, Position, StoreError,
};

fn journal_row(row: &Row<'_>) -> rusqlite::Result<JournalRow> {
    Ok(JournalRow {
        position: Position(row.get(0)?),
        entry: JournalEntry {
            instance: row.get(1)?,
            stream: row.get(2)?,
            kind: row.get(3)?,
            at: Timestamp(row.get(4)?),
            body: Pii::new(row.get(5)?),
        },
    })
}

/// All instances' entries.
pub(crate) fn journal(
    connection: &Connection,
    after: Position,
    limit: usize,
) -> Result<Vec<JournalRow>, StoreError> {
    Sql(connection).all(
        "SELECT position, instance, stream, kind, at, body FROM journal
         WHERE position > ? ORDER BY position LIMIT ?",
        params![after.0, i64::try_from(limit).unwrap_or(i64::MAX)],
        journal_row,
    )
}

/// One stream's entries.
pub(crate) fn journal_of(
    connection: &Connection,
    instance: &str,
    stream: &str,
    after: Position,
    limit: usize,
) -> Result<Vec<JournalRow>, StoreError> {
    Sql(connection).all(
        "SELECT position, instance, stream, kind, at, body FROM journal
         WHERE instance = ? AND stream = ? AND position > ? ORDER BY position LIMIT ?",
        params![
            instance,
            stream,
            after.0,
            i64::try_from(limit).unwrap_or(i64::MAX)
        ],
        journal_row,
    )
}

/// Messages. The end of the outbox and its rows are read in one transaction: a message that is
/// appended between the two must not be skipped.
pub(crate) fn outbox(
    connection: &Connection,
    query: &OutboxQuery,
) -> Result<OutboxPage, StoreError> {
    overfull(query.limit)?;
    let transaction = connection
        .unchecked_transaction()
        .map_err(|error| error::sort(&error))?;
    let sql = Sql(&transaction);
    let end = sql
        .first("SELECT max(position) FROM outbox", [], |row| {
            row.get::<_, Option<i64>>(0)
        })?
        .flatten()
        .map_or(query.after, |end| Position(end).max(query.after));
    let mut conditions = Conditions::default();
    conditions.and("position > ?", [query.after.0]);
    conditions.one_of("topic", &query.topics);
    conditions.one_of("instance", &query.instances);
    conditions.one_of("stream", &query.streams);
    let select = format!(
        "SELECT position, topic, instance, key, stream, at, body FROM outbox{}
         ORDER BY position LIMIT {}",
        conditions.sql, query.limit
    );
    let rows = sql.all(&select, params_from_iter(conditions.values), |row| {
        Ok(OutboxRow {
            position: Position(row.get(0)?),
            message: Message {
                topic: row.get(1)?,
                instance: row.get(2)?,
                key: row.get(3)?,
                stream: row.get(4)?,
                at: Timestamp(row.get(5)?),
                body: Pii::new(row.get(6)?),
            },
        })
    })?;
    let through = match rows.last() {
        Some(last) if rows.len() >= query.limit => last.position,
        _ => end,
    };
    Ok(OutboxPage { rows, through })
}

/// How far a sink is.
pub(crate) fn cursor(connection: &Connection, sink: &str) -> Result<Position, StoreError> {
    let position = Sql(connection).first(
        "SELECT position FROM cursors WHERE sink = ?",
        [sink],
        |row| row.get(0),
    )?;
    Ok(position.map_or(Position::START, Position))
}

/// How far all sinks are.
pub(crate) fn cursors(connection: &Connection) -> Result<Vec<(String, Position)>, StoreError> {
    Sql(connection).all(
        "SELECT sink, position FROM cursors ORDER BY sink",
        [],
        |row| Ok((row.get(0)?, Position(row.get(1)?))),
    )
}
