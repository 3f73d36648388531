//! The store on SQLite: one writer, WAL and group commit.
//!
//! One thread writes. Batches that arrive while it makes a transaction durable wait in a queue and
//! share the next transaction, each in its own savepoint, so that a conflict fails one batch and
//! one sync of the disk pays for all. A few threads read, each with its own connection; WAL lets
//! them see the last commit without waiting for the writer.
//!
//! Start at [`SqliteStore::open`].

mod apply;
mod connection;
mod error;
mod read;
mod readers;
mod store_impl;
mod writer;

pub use error::OpenError;

use connection::FileLock;
use readers::Readers;
use serde::Deserialize;
use std::path::PathBuf;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use writer::Writer;

use ::store::Position;

/// Where and how to keep.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The database file. Its folder is made when missing.
    pub path: PathBuf,
    /// How many threads read at a time.
    #[serde(default = "default_readers")]
    pub readers: usize,
    /// When a commit counts as durable.
    #[serde(default)]
    pub durability: Durability,
}

/// When a commit counts as durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Once the disk has it: it survives a crash of the machine.
    #[default]
    Full,
    /// Once the operating system has it. For tests only.
    None,
}

const fn default_readers() -> usize {
    3
}

impl Config {
    /// A durable store in this file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: default_readers(),
            durability: Durability::Full,
        }
    }
}

/// A store in one file. See [`store::Store`] for what it does.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    outbox_end: watch::Receiver<Position>,
    /// Closed when every thread has ended.
    ended: tokio::sync::Mutex<mpsc::Receiver<()>>,
    _folder: Option<TempDir>,
}

impl SqliteStore {
    /// Opens the file, making it when missing and migrating it when old. Blocks for the time of a
    /// few reads.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(config: &Config) -> Result<Self, OpenError> {
        let lock = FileLock::acquire(&config.path)?;
        let connection = connection::open_writer(config)?;
        let (alive, ended) = mpsc::channel(1);
        let readers = Readers::start(config, &alive)?;
        let (writer, outbox_end) = Writer::start(connection, lock, alive)
            .map_err(|source| OpenError::sort(&config.path, source))?;
        Ok(Self {
            writer,
            readers,
            outbox_end,
            ended: tokio::sync::Mutex::new(ended),
            _folder: None,
        })
    }

    /// A store in a new folder, quick and not durable, gone when dropped: for tests.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn temporary() -> Result<Self, OpenError> {
        let folder = TempDir::with_prefix("carillon-store-").map_err(|source| OpenError::Io {
            path: std::env::temp_dir(),
            source,
        })?;
        let mut config = Config::new(folder.path().join("store.db"));
        config.durability = Durability::None;
        let mut store = Self::open(&config)?;
        store._folder = Some(folder);
        Ok(store)
    }
}
