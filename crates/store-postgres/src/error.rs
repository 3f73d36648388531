//! PostgreSQL's errors in the store's words.

use store::StoreError;
use thiserror::Error;
use tokio_postgres::error::SqlState;

/// Why the store could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The URL cannot be read.
    #[error("the PostgreSQL URL is wrong: {0}")]
    Url(#[source] tokio_postgres::Error),
    /// The schema's name is not made of lower-case letters, digits and `_`.
    #[error("the schema's name {0:?} is not made of lower-case letters, digits and _")]
    SchemaName(String),
    /// The server cannot be reached or refuses us.
    #[error("cannot connect to PostgreSQL: {0}")]
    Connect(#[source] StoreError),
    /// A migration failed; nothing of it was kept.
    #[error("migration {version} failed: {source}")]
    Migration {
        /// Its number; 0 for the preparations.
        version: i64,
        /// Why.
        source: tokio_postgres::Error,
    },
    /// A later version of this program wrote the schema.
    #[error("the schema has version {found}, this program knows up to {known}: run the newer one")]
    Newer {
        /// The version found.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// The schema is there but cannot be read.
    #[error("the schema cannot be read: {0}")]
    Read(#[source] StoreError),
}

/// Sorts an error of a running store. Only the server's code and primary message are kept: its
/// details hold values of rows.
pub(crate) fn sort(error: &tokio_postgres::Error) -> StoreError {
    let Some(db) = error.as_db_error() else {
        return StoreError::Unavailable {
            reason: chain(error),
        };
    };
    let reason = format!("{} ({})", db.message(), db.code().code());
    match *db.code() {
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED | SqlState::UNDEFINED_TABLE => {
            StoreError::Corrupt { reason }
        }
        SqlState::CHARACTER_NOT_IN_REPERTOIRE | SqlState::UNTRANSLATABLE_CHARACTER => {
            StoreError::Invalid {
                field: "text",
                reason: "holds a NUL character",
            }
        }
        _ => StoreError::Unavailable { reason },
    }
}

/// An error with its causes; the outermost alone says little ("error connecting to server").
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A column does not hold what it must.
pub(crate) fn column(error: tokio_postgres::Error) -> StoreError {
    StoreError::Corrupt {
        reason: chain(&error),
    }
}

/// The store is closed.
pub(crate) fn closed() -> StoreError {
    StoreError::Unavailable {
        reason: "it is closed".into(),
    }
}

/// A call took too long.
pub(crate) fn timeout() -> StoreError {
    StoreError::Unavailable {
        reason: "PostgreSQL did not answer in time".into(),
    }
}
