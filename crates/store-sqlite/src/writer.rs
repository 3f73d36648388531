//! The one thread that writes, and its group commit.

use crate::apply::Applier;
use crate::connection::FileLock;
use crate::error;
use rusqlite::Connection;
use std::sync::{PoisonError, RwLock};
use std::thread;
use store::{Batch, Committed, Fault, Position, StoreError};
use tokio::sync::{mpsc, oneshot, watch};

/// Batches that wait for the writer at most; committers beyond wait to be let in.
const QUEUE: usize = 4_096;
/// Writes of one transaction at most: bounds how long its first batch waits for the others.
const GROUP: usize = 8_192;

struct Job {
    batch: Batch,
    answer: oneshot::Sender<Result<Committed, StoreError>>,
}

/// Where batches are handed in.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: RwLock<Option<mpsc::Sender<Job>>>,
}

impl Writer {
    /// Starts the thread; it ends when the queue is closed and empty, and drops `alive` then.
    pub(crate) fn start(
        connection: Connection,
        lock: FileLock,
        alive: mpsc::Sender<()>,
    ) -> rusqlite::Result<(Self, watch::Receiver<Position>)> {
        let applier = Applier::new(&connection)?;
        let (end, outbox_end) = watch::channel(applier.outbox_end());
        let (queue, jobs) = mpsc::channel(QUEUE);
        let work = move || {
            let mut thread = WriterThread {
                connection,
                applier,
                end,
            };
            thread.run(jobs);
            drop(thread);
            drop((lock, alive));
        };
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(work)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        let writer = Self {
            queue: RwLock::new(Some(queue)),
        };
        Ok((writer, outbox_end))
    }

    /// Hands in a batch and waits until it is durable.
    pub(crate) async fn commit(&self, batch: Batch) -> Result<Committed, StoreError> {
        batch.validate()?;
        if batch.is_empty() {
            return Ok(Committed::default());
        }
        let queue = self
            .queue
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or_else(error::closed)?;
        let (answer, answered) = oneshot::channel();
        queue
            .send(Job { batch, answer })
            .await
            .map_err(|_| error::closed())?;
        drop(queue);
        answered.await.map_err(|_| error::closed())?
    }

    /// Lets no more batches in.
    pub(crate) fn close(&self) {
        self.queue
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

struct WriterThread {
    connection: Connection,
    applier: Applier,
    end: watch::Sender<Position>,
}

impl WriterThread {
    fn run(&mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut group = Vec::new();
        while let Some(first) = jobs.blocking_recv() {
            let mut writes = first.batch.len();
            group.push(first);
            while writes < GROUP
                && let Ok(job) = jobs.try_recv()
            {
                writes += job.batch.len();
                group.push(job);
            }
            self.commit(&mut group);
        }
    }

    /// Commits a group and answers each of its batches.
    fn commit(&mut self, group: &mut Vec<Job>) {
        let outcome = self.transact(group);
        if let Err(error) = &outcome {
            tracing::error!(%error, batches = group.len(), "a group of batches was not committed");
            if !self.connection.is_autocommit()
                && let Err(error) = self.connection.execute_batch("ROLLBACK")
            {
                tracing::error!(%error, "rolling back failed");
            }
        }
        match outcome {
            Ok(results) => {
                self.end.send_if_modified(|end| {
                    let moved = self.applier.outbox_end() > *end;
                    *end = self.applier.outbox_end();
                    moved
                });
                for (job, result) in group.drain(..).zip(results) {
                    // Whoever no longer waits has dropped its end.
                    job.answer.send(result).ok();
                }
            }
            Err(error) => {
                for job in group.drain(..) {
                    job.answer.send(Err(error.clone())).ok();
                }
            }
        }
    }

    /// One transaction. An error means that nothing of the group was kept.
    fn transact(
        &mut self,
        group: &[Job],
    ) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
        self.execute("BEGIN IMMEDIATE")?;
        let mut results = Vec::with_capacity(group.len());
        for job in group {
            results.push(self.apply(&job.batch, group.len() == 1)?);
        }
        if results.iter().any(Result::is_ok) {
            self.execute("COMMIT")?;
        } else {
            self.execute("ROLLBACK")?;
        }
        Ok(results)
    }

    /// One batch: the inner error is its own and leaves the others whole.
    fn apply(
        &mut self,
        batch: &Batch,
        alone: bool,
    ) -> Result<Result<Committed, StoreError>, StoreError> {
        // A batch of its own needs no savepoint: the transaction is rolled back with it.
        if !alone {
            self.execute("SAVEPOINT batch")?;
        }
        match self.applier.apply(&self.connection, batch) {
            Ok(committed) => {
                if !alone {
                    self.execute("RELEASE batch")?;
                }
                Ok(Ok(committed))
            }
            Err(error) if error.fault() == Fault::Caller => {
                if !alone {
                    self.execute("ROLLBACK TO batch")?;
                    self.execute("RELEASE batch")?;
                }
                Ok(Err(error))
            }
            Err(error) => Err(error),
        }
    }

    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]))
            .map(drop)
            .map_err(|error| error::sort(&error))
    }
}
