//! Applies one write inside the writer's transaction.

mod contact;
mod entry;
mod log;
mod resource;
mod sent;
mod tally;

use crate::error;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};
use store::{
    Batch, Committed, Conflict, Expect, Position, Revision, StoreError, Trim, Write, Written,
};

/// Applies batches. Holds the last positions, which only the writer gives out.
#[derive(Debug)]
pub(crate) struct Applier {
    journal: i64,
    outbox: i64,
}

impl Applier {
    /// Reads where the logs end.
    pub(crate) fn new(connection: &Connection) -> rusqlite::Result<Self> {
        let last = |log: &str| {
            connection.query_row(
                &format!(
                    "SELECT max(coalesce((SELECT max(position) FROM {log}), 0), last)
                     FROM positions WHERE log = '{log}'"
                ),
                [],
                |row| row.get(0),
            )
        };
        Ok(Self {
            journal: last("journal")?,
            outbox: last("outbox")?,
        })
    }

    /// The outbox's last position given out.
    pub(crate) fn outbox_end(&self) -> Position {
        Position(self.outbox)
    }

    /// Applies a batch. After an error the caller rolls back; positions given out stay gaps.
    pub(crate) fn apply(
        &mut self,
        connection: &Connection,
        batch: &Batch,
    ) -> Result<Committed, StoreError> {
        let sql = Sql(connection);
        let mut written = Vec::with_capacity(batch.len());
        for write in batch.writes() {
            written.push(self.write(sql, write)?);
        }
        Ok(Committed { written })
    }

    fn write(&mut self, sql: Sql<'_>, write: &Write) -> Result<Written, StoreError> {
        match write {
            Write::PutResource(put) => resource::put(sql, put),
            Write::DeleteResource(delete) => resource::delete(sql, delete),
            Write::Journal(entry) => log::journal(sql, &mut self.journal, entry),
            Write::PutContact(put) => contact::put(sql, put),
            Write::Outbox(message) => log::outbox(sql, &mut self.outbox, message),
            Write::AdvanceCursor(advance) => log::advance(sql, advance),
            Write::PutEntry(put) => entry::put(sql, put),
            Write::DeleteEntry(delete) => entry::delete(sql, delete),
            Write::PutSent(put) => sent::put(sql, put),
            Write::PutTally(put) => tally::put(sql, put),
            Write::Trim(Trim::Sent(before)) => sent::trim(sql, *before),
            Write::ForgetContacts(forget) => contact::forget(sql, self.journal, forget),
            Write::Trim(Trim::Tallies { span, before }) => tally::trim(sql, *span, *before),
            Write::Trim(Trim::TalliesFrom { span, from }) => tally::trim_from(sql, *span, *from),
            Write::Trim(Trim::Entries(now)) => entry::trim(sql, *now),
            Write::Trim(Trim::Journal(through)) => {
                log::trim(sql, "journal", self.journal, *through)
            }
            Write::Trim(Trim::Outbox(through)) => log::trim(sql, "outbox", self.outbox, *through),
        }
    }
}

/// The connection, with errors already sorted and statements cached.
#[derive(Clone, Copy)]
pub(crate) struct Sql<'a>(pub(crate) &'a Connection);

impl<'a> Sql<'a> {
    fn statement(self, sql: &str) -> Result<CachedStatement<'a>, StoreError> {
        self.0
            .prepare_cached(sql)
            .map_err(|error| error::sort(&error))
    }

    /// Runs a statement; returns how many rows it changed.
    pub(crate) fn run(self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        let changed = self
            .statement(sql)?
            .execute(params)
            .map_err(|error| error::sort(&error))?;
        Ok(changed as u64)
    }

    /// The first row, if there is one.
    pub(crate) fn first<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.statement(sql)?
            .query_row(params, read)
            .optional()
            .map_err(|error| error::sort(&error))
    }

    /// All rows.
    pub(crate) fn all<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.statement(sql)?;
        let rows = statement
            .query_map(params, read)
            .map_err(|error| error::sort(&error))?;
        rows.collect::<rusqlite::Result<_>>()
            .map_err(|error| error::sort(&error))
    }
}

/// The next revision of a row, or why it may not be written. `what` and `id` are for the error.
fn next_revision(
    expect: Expect,
    found: Option<Revision>,
    what: &str,
    id: &str,
) -> Result<Revision, StoreError> {
    match (expect, found) {
        (Expect::New | Expect::Any, None) => Ok(1),
        (Expect::Any, Some(found)) => Ok(found + 1),
        (Expect::Revision(expected), Some(found)) if expected == found => Ok(found + 1),
        (Expect::New, Some(_)) => Err(StoreError::Conflict(Conflict::Exists {
            what: what.to_owned(),
            id: id.to_owned(),
        })),
        (Expect::Revision(expected), Some(found)) => Err(StoreError::Conflict(Conflict::Changed {
            what: what.to_owned(),
            id: id.to_owned(),
            expected,
            found,
        })),
        (Expect::Revision(_), None) => Err(StoreError::NotFound {
            what: what.to_owned(),
            id: id.to_owned(),
        }),
    }
}

/// What is in one sorted list and not in the other.
fn missing<'a>(from: &'a [String], other: &[String]) -> impl Iterator<Item = &'a String> {
    let other: std::collections::HashSet<_> = other.iter().cloned().collect();
    from.iter().filter(move |term| !other.contains(*term))
}

/// JSON of a map or a list that we made ourselves.
fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Invalid {
        field: "json",
        reason: "cannot be written",
    })
}
