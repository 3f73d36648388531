//! The threads that read.

use crate::connection;
use crate::{Config, OpenError, error};
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use store::StoreError;
use tokio::sync::{mpsc, oneshot};

/// Reads that wait for a thread at most; callers beyond wait to be let in.
const QUEUE: usize = 1_024;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// Where reads are handed in.
pub(crate) struct Readers {
    queue: RwLock<Option<mpsc::Sender<Job>>>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Readers")
    }
}

impl Readers {
    /// Starts the threads; each ends when the queue is closed and empty, and drops `alive` then.
    pub(crate) fn start(config: &Config, alive: &mpsc::Sender<()>) -> Result<Self, OpenError> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..config.readers.max(1) {
            let connection = connection::open_reader(config)?;
            let (jobs, alive) = (Arc::clone(&jobs), alive.clone());
            thread::Builder::new()
                .name("store-reader".into())
                .spawn(move || {
                    while let Some(job) = next(&jobs) {
                        job(&connection);
                    }
                    drop(connection);
                    drop(alive);
                })
                .map_err(|source| OpenError::Io {
                    path: config.path.clone(),
                    source,
                })?;
        }
        Ok(Self {
            queue: RwLock::new(Some(queue)),
        })
    }

    /// Runs a read on one of the threads.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self
            .queue
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or_else(error::closed)?;
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            if !answer.is_closed() {
                answer.send(read(connection)).ok();
            }
        });
        queue.send(job).await.map_err(|_| error::closed())?;
        drop(queue);
        answered.await.map_err(|_| error::closed())?
    }

    /// Lets no more reads in.
    pub(crate) fn close(&self) {
        self.queue
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

/// One thread waits in the queue and the others for the lock: each job wakes one.
fn next(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    jobs.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .blocking_recv()
}
