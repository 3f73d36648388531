//! Recordings, prompts and attachments in a local folder or an S3-compatible bucket.
//!
//! [`Blobs`] is opened from a [`Config`] and hands out whole blobs, ranges and streams. A blob's
//! name is a [`BlobPath`], checked when it is made: no name leaves the folder or the prefix.
//!
//! Start at [`Blobs::open`].

mod blobs;
mod config;
mod error;
mod path;

pub use blobs::{BlobInfo, BlobStream, Blobs};
pub use config::{Config, LocalConfig, S3Config};
pub use error::BlobError;
pub use path::{BlobPath, PathError};
