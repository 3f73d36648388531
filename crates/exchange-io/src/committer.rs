//! Makes durable what the exchanges decided, in order, and releases replies afterwards.
//!
//! While one commit is under way, further work gathers and is committed as one batch: under load
//! the cost of a commit is shared by all calls. A store that is unavailable is asked again until
//! it is back, as nothing of this may be lost while the process lives.

use exchange::{CommandError, Reply};
use services::ExchangeError;
use std::sync::Arc;
use std::time::Duration;
use store::{Batch, Store, StoreError};
use tokio::sync::{mpsc, oneshot};

/// Answers one who asked.
pub(crate) type Answer = oneshot::Sender<Result<Reply, ExchangeError>>;

/// A batch, and the replies that wait for it.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) batch: Batch,
    pub(crate) replies: Vec<(Answer, Result<Reply, CommandError>)>,
    /// Told when everything before and with this is durable.
    pub(crate) flushed: Option<oneshot::Sender<()>>,
}

/// Pieces of work that may wait; then the exchanges wait too.
const QUEUE: usize = 1024;
/// Pieces of work in one commit.
const SHARE: usize = 256;
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(2);

/// Starts the committer. It ends when all senders are gone and everything is durable.
pub(crate) fn start(store: Arc<dyn Store>) -> (mpsc::Sender<Work>, tokio::task::JoinHandle<()>) {
    let (sender, inbox) = mpsc::channel(QUEUE);
    (sender, tokio::spawn(run(store, inbox)))
}

async fn run(store: Arc<dyn Store>, mut inbox: mpsc::Receiver<Work>) {
    let mut gathered = Vec::with_capacity(SHARE);
    while inbox.recv_many(&mut gathered, SHARE).await > 0 {
        let mut batch = Batch::new();
        for work in &mut gathered {
            batch.append(std::mem::take(&mut work.batch));
        }
        let outcome = commit(&*store, batch).await;
        for work in gathered.drain(..) {
            for (answer, reply) in work.replies {
                let reply = match &outcome {
                    Ok(()) => reply.map_err(ExchangeError::Refused),
                    Err(_) => Err(ExchangeError::Unavailable("the outcome could not be kept")),
                };
                // Whoever asked may have gone away meanwhile.
                let _ = answer.send(reply);
            }
            if let Some(flushed) = work.flushed {
                let _ = flushed.send(());
            }
        }
    }
}

async fn commit(store: &dyn Store, batch: Batch) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut pause = FIRST_RETRY;
    loop {
        match store.commit(batch.clone()).await {
            Ok(_) => return Ok(()),
            Err(error @ StoreError::Unavailable { .. }) => {
                tracing::error!(%error, "the store is unavailable; trying again");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LAST_RETRY);
            }
            Err(error) => {
                tracing::error!(%error, writes = batch.len(), "the exchange's journal was refused");
                return Err(error);
            }
        }
    }
}
