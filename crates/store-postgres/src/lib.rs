//! The store on PostgreSQL.
//!
//! One task writes for this process. Batches that arrive while it waits for a commit share the next
//! transaction, whose statements are sent without waiting for each other; when one of them does
//! not hold, the transaction is repeated batch by batch to find the one that must fail. Every
//! transaction takes one lock of the schema first, so that several processes append to the logs in
//! the order in which their commits become visible.
//!
//! A few connections read. Lost connections are made anew, with growing pauses; meanwhile calls are
//! answered with [`store::StoreError::Unavailable`].
//!
//! TLS to the server is not built yet: use a local server, a private network or a tunnel.
//!
//! Start at [`PostgresStore::open`].

mod apply;
mod connect;
mod error;
mod migrate;
mod pool;
mod read;
mod store_impl;
mod writer;

pub use error::OpenError;

use connect::Connector;
use ids::Pii;
use pool::Pool;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use store::Position;
use tokio::sync::{mpsc, watch};
use writer::Writer;

/// Where to keep.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `postgres://user:password@host:port/database`.
    pub url: Pii<String>,
    /// The schema, made when missing: lower-case letters, digits and `_`. The server's default
    /// when left out.
    #[serde(default)]
    pub schema: Option<String>,
    /// How many connections read at a time.
    #[serde(default = "connections")]
    pub connections: usize,
    /// How long one call may take until its connection counts as lost, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u64,
}

const fn connections() -> usize {
    4
}

const fn timeout_seconds() -> u64 {
    15
}

impl Config {
    /// The server's default schema.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: Pii::new(url.into()),
            schema: None,
            connections: connections(),
            timeout_seconds: timeout_seconds(),
        }
    }
}

/// A store in one schema. See [`store::Store`] for what it does.
#[derive(Debug)]
pub struct PostgresStore {
    writer: Writer,
    pool: Pool,
    outbox_end: watch::Receiver<Position>,
    /// Closed when the writing task has ended.
    ended: tokio::sync::Mutex<mpsc::Receiver<()>>,
}

impl PostgresStore {
    /// Connects, brings the schema up to date and starts the writing task.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        let connector = Connector::new(config)?;
        let mut connection = connector.open().await.map_err(OpenError::Connect)?;
        migrate::run(&mut connection, config.schema.as_deref()).await?;
        let end = read::logs::end(&mut connection)
            .await
            .map_err(OpenError::Read)?;
        let connector = Arc::new(connector);
        let timeout = Duration::from_secs(config.timeout_seconds.max(1));
        let (alive, ended) = mpsc::channel(1);
        let (writer, outbox_end) =
            Writer::start(Arc::clone(&connector), connection, timeout, end, alive);
        Ok(Self {
            writer,
            pool: Pool::new(connector, config.connections, timeout),
            outbox_end,
            ended: tokio::sync::Mutex::new(ended),
        })
    }
}
