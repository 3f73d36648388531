//! Reading the journal, the outbox and the cursors.

use super::{Conditions, limit, overfull};
use crate::connect::Connection;
use ids::{Pii, Timestamp};
use store::{
    JournalEntry, JournalRow, Message, OutboxPage, OutboxQuery, OutboxRow, Position, StoreError,
};
use tokio_postgres::Row;

fn journal_row(row: &Row) -> Result<JournalRow, tokio_postgres::Error> {
    Ok(JournalRow {
        position: Position(row.try_get(0)?),
        entry: JournalEntry {
            instance: row.try_get(1)?,
            stream: row.try_get(2)?,
            kind: row.try_get(3)?,
            at: Timestamp(row.try_get(4)?),
            body: Pii::new(row.try_get(5)?),
        },
    })
}

/// All instances' entries.
pub(crate) async fn journal(
    connection: &mut Connection,
    after: Position,
    most: usize,
) -> Result<Vec<JournalRow>, StoreError> {
    connection
        .all(
            "SELECT position, instance, stream, kind, at, body FROM journal
             WHERE position > $1 ORDER BY position LIMIT $2",
            &[&after.0, &limit(most)],
            journal_row,
        )
        .await
}

/// One stream's entries.
pub(crate) async fn journal_of(
    connection: &mut Connection,
    instance: &str,
    stream: &str,
    after: Position,
    most: usize,
) -> Result<Vec<JournalRow>, StoreError> {
    connection
        .all(
            "SELECT position, instance, stream, kind, at, body FROM journal
             WHERE instance = $1 AND stream = $2 AND position > $3 ORDER BY position LIMIT $4",
            &[&instance, &stream, &after.0, &limit(most)],
            journal_row,
        )
        .await
}

/// The outbox's last position.
pub(crate) async fn end(connection: &mut Connection) -> Result<Position, StoreError> {
    let end = connection
        .first(
            "SELECT coalesce(max(position), 0) FROM outbox",
            &[],
            |row| row.try_get(0),
        )
        .await?;
    Ok(end.map_or(Position::START, Position))
}

/// Messages. The end of the outbox and its rows are read by one statement and so from one
/// snapshot: a message that is appended between the two must not be skipped.
pub(crate) async fn outbox(
    connection: &mut Connection,
    query: &OutboxQuery,
) -> Result<OutboxPage, StoreError> {
    overfull(query.limit)?;
    let mut conditions = Conditions::default();
    let after = conditions.place(query.after.0);
    conditions.and(&format!("position > {after}"));
    conditions.one_of("topic", &query.topics);
    conditions.one_of("instance", &query.instances);
    conditions.one_of("stream", &query.streams);
    let most = conditions.place(limit(query.limit));
    let select = format!(
        "SELECT ends.last, o.position, o.topic, o.instance, o.key, o.stream, o.at, o.body
         FROM (SELECT coalesce(max(position), 0) AS last FROM outbox) AS ends
         LEFT JOIN (SELECT * FROM outbox{} ORDER BY position LIMIT {most}) AS o ON true
         ORDER BY o.position",
        conditions.sql
    );
    let found = connection
        .all(&select, &conditions.values(), outbox_row)
        .await?;
    let end = found.first().map_or(Position::START, |(end, _)| *end);
    let rows: Vec<_> = found.into_iter().filter_map(|(_, row)| row).collect();
    let through = match rows.last() {
        Some(last) if rows.len() >= query.limit => last.position,
        _ => end.max(query.after),
    };
    Ok(OutboxPage { rows, through })
}

fn outbox_row(row: &Row) -> Result<(Position, Option<OutboxRow>), tokio_postgres::Error> {
    let end = Position(row.try_get(0)?);
    let Some(position) = row.try_get::<_, Option<i64>>(1)? else {
        return Ok((end, None));
    };
    let message = Message {
        topic: row.try_get(2)?,
        instance: row.try_get(3)?,
        key: row.try_get(4)?,
        stream: row.try_get(5)?,
        at: Timestamp(row.try_get(6)?),
        body: Pii::new(row.try_get(7)?),
    };
    let position = Position(position);
    Ok((end, Some(OutboxRow { position, message })))
}

/// How far a sink is.
pub(crate) async fn cursor(
    connection: &mut Connection,
    sink: &str,
) -> Result<Position, StoreError> {
    let position = connection
        .first(
            "SELECT position FROM cursors WHERE sink = $1",
            &[&sink],
            |row| row.try_get(0),
        )
        .await?;
    Ok(position.map_or(Position::START, Position))
}

/// How far all sinks are.
pub(crate) async fn cursors(
    connection: &mut Connection,
) -> Result<Vec<(String, Position)>, StoreError> {
    connection
        .all(
            "SELECT sink, position FROM cursors ORDER BY sink",
            &[],
            |row| Ok((row.try_get(0)?, Position(row.try_get(1)?))),
        )
        .await
}
