//! SQLite's errors in the store's words.

use rusqlite::{Error, ErrorCode};
use std::path::PathBuf;
use store::StoreError;
use thiserror::Error;

/// Why the database file could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The file or its folder cannot be made, read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process has it open.
    #[error("{path} is in use by another process; only one may run on a data directory")]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("{path} is read-only: check the file's and the folder's permissions")]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// It is no SQLite database or is damaged.
    #[error("{path} is not a sound SQLite database: {reason}; restore it from a backup")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// It is a SQLite database of another program.
    #[error("{path} belongs to another program (application id {found:#x})")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The application id found.
        found: i32,
    },
    /// A later version of this program wrote it.
    #[error("{path} has schema {found}, this program knows up to {known}: run the newer program")]
    Newer {
        /// The file.
        path: PathBuf,
        /// The schema found.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// SQLite failed otherwise.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Error,
    },
}

impl OpenError {
    /// Sorts an error that came up while opening `path`.
    pub(crate) fn sort(path: &std::path::Path, source: Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Corrupt {
                path,
                reason: source.to_string(),
            },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            _ => Self::Sqlite { path, source },
        }
    }
}

/// Sorts an error of a running store.
pub(crate) fn sort(error: &Error) -> StoreError {
    let reason = error.to_string();
    match error {
        Error::FromSqlConversionFailure(..)
        | Error::InvalidColumnType(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..) => StoreError::Corrupt { reason },
        _ => match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                StoreError::Corrupt { reason }
            }
            _ => StoreError::Unavailable { reason },
        },
    }
}

/// The store is closed.
pub(crate) fn closed() -> StoreError {
    StoreError::Unavailable {
        reason: "it is closed".into(),
    }
}
