//! Applies writes inside the writer's transaction: each is one statement that says by its rows
//! whether it held.

mod command;

use crate::connect::Connection;
use crate::error;
use command::{Command, Shape};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use store::{Conflict, Expect, Position, Revision, StoreError, Write, Written};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};

/// Why a pipeline of writes was not applied.
pub(crate) enum Refusal {
    /// One of them cannot be kept as things are.
    Held,
    /// The server or the connection failed.
    Failed(StoreError),
}

/// Sends the prefix and all writes without waiting in between, then reads the answers. After a
/// refusal the caller rolls back.
pub(crate) async fn pipelined<'a>(
    connection: &mut Connection,
    prefix: &str,
    writes: impl Iterator<Item = &'a Write>,
) -> Result<Vec<Written>, Refusal> {
    let mut commands = Vec::new();
    for write in writes {
        let command = Command::of(write).map_err(Refusal::Failed)?;
        let statement = connection
            .statement(command.sql)
            .await
            .map_err(Refusal::Failed)?;
        commands.push((command, statement));
    }
    let client = &connection.client;
    let mut begun = Box::pin(client.batch_execute(prefix));
    let mut prefixed = send(begun.as_mut()).await;
    let mut running = Vec::with_capacity(commands.len());
    for (command, statement) in commands {
        let mut answer = Box::pin(run(client, command, statement));
        let sent = send(answer.as_mut()).await;
        running.push((answer, sent));
    }
    if prefixed.is_pending() {
        prefixed = Poll::Ready(begun.await);
    }
    if let Poll::Ready(Err(error)) = prefixed {
        return Err(Refusal::Failed(error::sort(&error)));
    }
    // All answers are read, also after a refusal: the connection is used again.
    let mut written = Vec::with_capacity(running.len());
    let mut refusal = None;
    for (answer, sent) in running {
        let outcome = match sent {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => answer.await,
        };
        match outcome {
            Ok(Some(one)) => written.push(one),
            Ok(None) => refusal = refusal.or(Some(Refusal::Held)),
            Err(error) => refusal = refusal.or_else(|| Some(refuse(&error))),
        }
    }
    refusal.map_or(Ok(written), Err)
}

/// Polls once: that puts the request on its way, in the order of these calls.
async fn send<F: Future>(mut request: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(request.as_mut().poll(context))).await
}

fn refuse(error: &tokio_postgres::Error) -> Refusal {
    let of_the_batch = error.code().is_some_and(|code| {
        // Integrity constraints, values and limits: another batch would pass.
        ["22", "23", "54"]
            .iter()
            .any(|class| code.code().starts_with(class))
    });
    if of_the_batch {
        Refusal::Held
    } else {
        Refusal::Failed(error::sort(error))
    }
}

/// One write; `None` when it did not hold.
async fn run(
    client: &Client,
    command: Command<'_>,
    statement: Statement,
) -> Result<Option<Written>, tokio_postgres::Error> {
    let values: Vec<_> = command
        .values
        .iter()
        .map(|value| value.as_ref() as &(dyn ToSql + Sync))
        .collect();
    let number = match command.shape {
        Shape::Deleted { must } => {
            let deleted = client.execute(&statement, &values).await?;
            return Ok((deleted > 0 || !must).then_some(Written::Deleted(deleted)));
        }
        Shape::Done => {
            client.execute(&statement, &values).await?;
            return Ok(Some(Written::Done));
        }
        Shape::Revision | Shape::Position => {
            let row = client.query_opt(&statement, &values).await?;
            row.map(|row| row.try_get::<_, i64>(0)).transpose()?
        }
    };
    Ok(number.map(|number| match command.shape {
        Shape::Position => Written::Position(Position(number)),
        _ => Written::Revision(number),
    }))
}

/// Applies writes one after the other.
///
/// # Errors
/// What the first that cannot be kept ran into.
pub(crate) async fn in_turn(
    connection: &mut Connection,
    writes: &[Write],
) -> Result<Vec<Written>, StoreError> {
    let mut written = Vec::with_capacity(writes.len());
    for write in writes {
        let command = Command::of(write)?;
        let statement = connection.statement(command.sql).await?;
        match run(&connection.client, command, statement).await {
            Ok(Some(one)) => written.push(one),
            Ok(None) => return Err(diagnose(connection, write).await?),
            Err(error) => return Err(explain(&error, write)),
        }
    }
    Ok(written)
}

/// What an error of the server means for this write.
fn explain(error: &tokio_postgres::Error, write: &Write) -> StoreError {
    let Some(db) = error.as_db_error() else {
        return error::sort(error);
    };
    match (write, db.code()) {
        (Write::PutResource(put), &SqlState::UNIQUE_VIOLATION) => {
            StoreError::Conflict(Conflict::NameTaken {
                kind: put.row.kind.clone(),
                name: put.row.name.clone(),
            })
        }
        (_, code)
            if ["22", "54"]
                .iter()
                .any(|class| code.code().starts_with(class)) =>
        {
            StoreError::Invalid {
                field: "value",
                reason: "PostgreSQL cannot keep it: too long, or not a text of UTF-8 without NUL",
            }
        }
        _ => error::sort(error),
    }
}

/// Why a write did not hold, from what is there now.
async fn diagnose(connection: &mut Connection, write: &Write) -> Result<StoreError, StoreError> {
    let (expect, what, id) = match write {
        Write::PutResource(put) => (put.expect, put.row.kind.as_str(), put.row.id.as_str()),
        Write::DeleteResource(delete) => (delete.expect, delete.kind.as_str(), delete.id.as_str()),
        Write::PutContact(put) => (put.expect, "contact", put.row.id.as_str()),
        // An entry's key may be a token: its space must do.
        Write::PutEntry(put) => (put.expect, "entry", put.entry.space.as_str()),
        Write::DeleteEntry(delete) => (delete.expect, "entry", delete.space.as_str()),
        Write::Journal(_)
        | Write::Outbox(_)
        | Write::AdvanceCursor(_)
        | Write::PutSent(_)
        | Write::PutTally(_)
        | Write::ForgetContacts(_)
        | Write::Trim(_) => {
            return Ok(StoreError::Corrupt {
                reason: "an append returned no position".into(),
            });
        }
    };
    let found = found(connection, write).await?;
    let (what, id) = (what.to_owned(), id.to_owned());
    Ok(match (expect, found) {
        (Expect::Revision(expected), Some(found)) => StoreError::Conflict(Conflict::Changed {
            what,
            id,
            expected,
            found,
        }),
        (Expect::Revision(_), None) => StoreError::NotFound { what, id },
        (Expect::New | Expect::Any, _) => StoreError::Conflict(Conflict::Exists { what, id }),
    })
}

async fn found(connection: &mut Connection, write: &Write) -> Result<Option<Revision>, StoreError> {
    const RESOURCE: &str =
        "SELECT revision FROM resources WHERE scope = $1 AND kind = $2 AND id = $3";
    const CONTACT: &str = "SELECT revision FROM contacts WHERE instance = $1 AND id = $2";
    const ENTRY: &str = "SELECT revision FROM entries WHERE space = $1 AND key = $2
         AND (expires IS NULL OR expires > $3)";
    let read = |row: &tokio_postgres::Row| row.try_get(0);
    match write {
        Write::PutResource(put) => {
            let row = &put.row;
            connection
                .first(RESOURCE, &[&row.scope, &row.kind, &row.id], read)
                .await
        }
        Write::DeleteResource(delete) => {
            let values: [&(dyn ToSql + Sync); 3] = [&delete.scope, &delete.kind, &delete.id];
            connection.first(RESOURCE, &values, read).await
        }
        Write::PutContact(put) => {
            connection
                .first(CONTACT, &[&put.row.instance, &put.row.id], read)
                .await
        }
        Write::PutEntry(put) => {
            let values: [&(dyn ToSql + Sync); 3] = [&put.entry.space, &put.entry.key, &put.now.0];
            connection.first(ENTRY, &values, read).await
        }
        Write::DeleteEntry(delete) => {
            let values: [&(dyn ToSql + Sync); 3] = [&delete.space, &delete.key, &i64::MIN];
            connection.first(ENTRY, &values, read).await
        }
        _ => Ok(None),
    }
}
