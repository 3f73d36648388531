//! The one task that writes, and its group commit.

use crate::apply::{self, Refusal};
use crate::connect::{Connection, Connector};
use crate::error;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use store::{Batch, Committed, Fault, Position, StoreError, Write, Written};
use tokio::sync::{mpsc, oneshot, watch};

/// Batches that wait for the writer at most; committers beyond wait to be let in.
const QUEUE: usize = 4_096;
/// Writes of one transaction at most.
const GROUP: usize = 1_024;

/// Positions must become visible in their order, whoever appends: see the crate's head.
const BEGIN: &str =
    "BEGIN; SELECT pg_advisory_xact_lock(hashtext('carillon'), hashtext(current_schema()))";

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
    /// Starts the task; it ends when the queue is closed and empty, and drops `alive` then.
    pub(crate) fn start(
        connector: Arc<Connector>,
        connection: Connection,
        timeout: Duration,
        end: Position,
        alive: mpsc::Sender<()>,
    ) -> (Self, watch::Receiver<Position>) {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (end, outbox_end) = watch::channel(end);
        let task = WriterTask {
            connector,
            connection: Some(connection),
            timeout,
            end,
            _alive: alive,
        };
        tokio::spawn(task.run(jobs));
        let writer = Self {
            queue: RwLock::new(Some(queue)),
        };
        (writer, outbox_end)
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

struct WriterTask {
    connector: Arc<Connector>,
    connection: Option<Connection>,
    timeout: Duration,
    end: watch::Sender<Position>,
    _alive: mpsc::Sender<()>,
}

impl WriterTask {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut group = Vec::new();
        while let Some(first) = jobs.recv().await {
            let mut writes = first.batch.len();
            group.push(first);
            while writes < GROUP
                && let Ok(job) = jobs.try_recv()
            {
                writes += job.batch.len();
                group.push(job);
            }
            self.commit(&mut group).await;
        }
    }

    /// Commits a group and answers each of its batches.
    async fn commit(&mut self, group: &mut Vec<Job>) {
        match self.transact(group).await {
            Ok(results) => {
                self.announce(group, &results);
                for (job, result) in group.drain(..).zip(results) {
                    // Whoever no longer waits has dropped its end.
                    job.answer.send(result).ok();
                }
            }
            Err(error) => {
                tracing::warn!(%error, batches = group.len(), "a group of batches was not committed");
                for job in group.drain(..) {
                    job.answer.send(Err(error.clone())).ok();
                }
            }
        }
    }

    /// Tells how far the outbox now reaches.
    fn announce(&self, group: &[Job], results: &[Result<Committed, StoreError>]) {
        let written = group.iter().zip(results).flat_map(|(job, result)| {
            let written = result.iter().flat_map(|committed| &committed.written);
            job.batch.writes().iter().zip(written)
        });
        let last = written
            .filter_map(|pair| match pair {
                (Write::Outbox(_), Written::Position(position)) => Some(*position),
                _ => None,
            })
            .max();
        if let Some(last) = last {
            self.end.send_replace(last);
        }
    }

    /// One transaction. An error means that nothing is known to be kept; the connection is given
    /// up then, which rolls back what was begun.
    async fn transact(
        &mut self,
        group: &[Job],
    ) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
        let mut connection = match self.connection.take().filter(|c| !c.is_closed()) {
            Some(connection) => connection,
            None => self.connector.open().await?,
        };
        let results = tokio::time::timeout(self.timeout, attempt(&mut connection, group))
            .await
            .map_err(|_| error::timeout())??;
        self.connection = Some(connection);
        Ok(results)
    }
}

async fn attempt(
    connection: &mut Connection,
    group: &[Job],
) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    if let Some(results) = together(connection, group).await? {
        return Ok(results);
    }
    one_by_one(connection, group).await
}

/// All batches in one go; `None` when a write did not hold, and nothing was kept.
async fn together(
    connection: &mut Connection,
    group: &[Job],
) -> Result<Option<Vec<Result<Committed, StoreError>>>, StoreError> {
    let writes = group.iter().flat_map(|job| job.batch.writes());
    let mut written = match apply::pipelined(connection, BEGIN, writes).await {
        Ok(written) => written.into_iter(),
        Err(Refusal::Held) => {
            connection.batch("ROLLBACK").await?;
            return Ok(None);
        }
        Err(Refusal::Failed(error)) => return Err(error),
    };
    connection.batch("COMMIT").await?;
    let results = group.iter().map(|job| {
        let written = written.by_ref().take(job.batch.len()).collect();
        Ok(Committed { written })
    });
    Ok(Some(results.collect()))
}

/// Each batch behind a savepoint of its own.
async fn one_by_one(
    connection: &mut Connection,
    group: &[Job],
) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    connection.batch(BEGIN).await?;
    let mut results = Vec::with_capacity(group.len());
    for job in group {
        let writes = job.batch.writes();
        match apply::pipelined(connection, "SAVEPOINT batch", writes.iter()).await {
            Ok(written) => {
                connection.batch("RELEASE batch").await?;
                results.push(Ok(Committed { written }));
                continue;
            }
            Err(Refusal::Held) => connection.batch("ROLLBACK TO batch").await?,
            Err(Refusal::Failed(error)) => return Err(error),
        }
        // Again, waiting for each write, to learn which one and why.
        let outcome = apply::in_turn(connection, writes).await;
        match outcome {
            Ok(written) => {
                connection.batch("RELEASE batch").await?;
                results.push(Ok(Committed { written }));
            }
            Err(error) if error.fault() == Fault::Caller => {
                connection.batch("ROLLBACK TO batch; RELEASE batch").await?;
                results.push(Err(error));
            }
            Err(error) => return Err(error),
        }
    }
    connection.batch("COMMIT").await?;
    Ok(results)
}
