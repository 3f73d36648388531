//! The connections that read.

use crate::connect::{Connection, Connector};
use crate::error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::StoreError;
use tokio::sync::Semaphore;

/// Lends each connection to one reader at a time.
pub(crate) struct Pool {
    connector: Arc<Connector>,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
    timeout: Duration,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pool")
    }
}

impl Pool {
    pub(crate) fn new(connector: Arc<Connector>, connections: usize, timeout: Duration) -> Self {
        Self {
            connector,
            idle: Mutex::new(Vec::new()),
            permits: Semaphore::new(connections.max(1)),
            timeout,
        }
    }

    /// Reads over one of the connections.
    pub(crate) async fn read<T>(
        &self,
        read: impl AsyncFnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _permit = self.permits.acquire().await.map_err(|_| error::closed())?;
        let mut connection = match self.take() {
            Some(connection) => connection,
            None => self.connector.open().await?,
        };
        // Dropped on the way out of a timeout, and when the reader gives up: what comes late must
        // not reach the next reader.
        let outcome = tokio::time::timeout(self.timeout, read(&mut connection))
            .await
            .map_err(|_| error::timeout())?;
        if !connection.is_closed() && !self.permits.is_closed() {
            self.lock().push(connection);
        }
        outcome
    }

    fn take(&self) -> Option<Connection> {
        let mut idle = self.lock();
        while let Some(connection) = idle.pop() {
            if !connection.is_closed() {
                return Some(connection);
            }
        }
        None
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets no more readers in.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.lock().clear();
    }
}
