//! What can go wrong with blobs.

use std::path::PathBuf;
use thiserror::Error;

/// Why a blob could not be read or written.
#[derive(Debug, Error)]
pub enum BlobError {
    /// There is none of this name.
    #[error("there is no blob {0}")]
    NotFound(String),
    /// The range begins behind the blob's end, or is empty.
    #[error("the blob has {size} bytes, which the range does not touch")]
    Range {
        /// How long it is.
        size: u64,
    },
    /// The local file to be kept cannot be read.
    #[error("{path}: {source}")]
    Source {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder or the bucket refuses us.
    #[error("no permission: {0}")]
    Permission(#[source] object_store::Error),
    /// The folder or the bucket cannot be reached or failed; trying again may help.
    #[error("the blob store is unavailable: {0}")]
    Unavailable(#[source] object_store::Error),
    /// The configuration names what this build cannot do, or is wrong.
    #[error("blob store: {0}")]
    Config(String),
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error;
        match error {
            Error::NotFound { path, .. } => Self::NotFound(path),
            error @ (Error::PermissionDenied { .. } | Error::Unauthenticated { .. }) => {
                Self::Permission(error)
            }
            error => Self::Unavailable(error),
        }
    }
}
