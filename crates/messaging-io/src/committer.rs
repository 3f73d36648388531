//! Makes durable what the engine decided, in order, and lets the world see it afterwards.
//!
//! While one commit is under way, further work gathers and is committed as one batch. A store that
//! is unavailable is asked again until it is back.

use crate::actor::{Ack, Inbox, Input};
use crate::carriers::Carriers;
use messaging::{Accepted, HandOver, Outcome, Refusal};
use services::SendError;
use smpp_io::Delivery;
use smpp_proto::Status;
use std::sync::Arc;
use std::time::Duration;
use store::{Batch, Store, StoreError};
use tokio::sync::{Notify, mpsc, oneshot};
use uuid::Uuid;

/// What happens after the commit.
#[derive(Debug)]
pub(crate) enum After {
    /// Somebody who sent a message is answered.
    Answer(
        oneshot::Sender<Result<Accepted, SendError>>,
        Result<Accepted, Refusal>,
    ),
    /// A message is handed over.
    HandOver(Box<HandOver>),
    /// What a carrier told is acknowledged.
    Came(Ack),
    /// An application hears whether one of several messages was taken.
    Taken(oneshot::Sender<Result<Uuid, Status>>, Result<Uuid, Status>),
    /// An application hears whether what it asked for was done.
    Done(oneshot::Sender<bool>, bool),
    /// An application's submission is answered.
    Acknowledge(Delivery, Status, Option<String>),
    /// Whoever waits for all before it.
    Flushed(oneshot::Sender<()>),
    /// Something waits to be delivered to applications.
    Deliver,
    /// A text waits for the contact centre.
    Text,
}

/// A batch, and what waits for it.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) batch: Batch,
    pub(crate) after: Vec<After>,
}

/// What the committer works with.
pub(crate) struct Committer {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) carriers: Arc<Carriers>,
    pub(crate) inbox: Inbox,
    pub(crate) deliver: Arc<Notify>,
    pub(crate) texts: Arc<Notify>,
}

/// Pieces of work that may wait; then the engine waits too.
const QUEUE: usize = 64;
const SHARE: usize = 64;
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(2);

/// A channel to a committer.
pub(crate) fn channel() -> (mpsc::Sender<Work>, mpsc::Receiver<Work>) {
    mpsc::channel(QUEUE)
}

impl Committer {
    /// Commits until all senders are gone and everything is durable.
    pub(crate) async fn run(self, mut work: mpsc::Receiver<Work>) {
        let mut gathered = Vec::with_capacity(SHARE);
        while work.recv_many(&mut gathered, SHARE).await > 0 {
            let mut batch = Batch::new();
            for work in &mut gathered {
                batch.append(std::mem::take(&mut work.batch));
            }
            let durable = commit(&*self.store, batch).await.is_ok();
            for after in gathered.drain(..).flat_map(|work| work.after) {
                self.follow(after, durable);
            }
        }
    }

    fn follow(&self, after: After, durable: bool) {
        match after {
            After::Answer(answer, result) => {
                let result = match durable {
                    true => result.map_err(SendError::Refused),
                    false => Err(SendError::Unavailable("the message could not be kept")),
                };
                // Whoever asked may have gone away meanwhile.
                let _ = answer.send(result);
            }
            After::HandOver(hand_over) => self.hand_over(*hand_over, durable),
            After::Acknowledge(delivery, status, id) => match durable {
                true => delivery.answer(status, id),
                false => delivery.answer(Status::SYSTEM_ERROR, None),
            },
            After::Came(Ack::None) => {}
            After::Came(Ack::Smpp(delivery)) => match durable {
                true => delivery.answer(Status::OK, None),
                false => delivery.answer(Status::SYSTEM_ERROR, None),
            },
            After::Came(Ack::Request(answer)) => {
                let _ = answer.send(durable);
            }
            After::Taken(answer, taken) => {
                let failed = Err(Status::SYSTEM_ERROR);
                let _ = answer.send(if durable { taken } else { failed });
            }
            After::Done(answer, done) => {
                let _ = answer.send(done && durable);
            }
            After::Flushed(flushed) => {
                let _ = flushed.send(());
            }
            After::Deliver => self.deliver.notify_one(),
            After::Text => self.texts.notify_one(),
        }
    }

    fn hand_over(&self, hand_over: HandOver, durable: bool) {
        let carriers = Arc::clone(&self.carriers);
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            let id = hand_over.message.id;
            let outcomes = match durable {
                true => carriers.hand_over(&hand_over).await,
                // What is not durable does not leave.
                false => hand_over
                    .parts
                    .iter()
                    .map(|part| (*part, Outcome::NotNow))
                    .collect(),
            };
            let _ = inbox.send(Input::Report(id, outcomes)).await;
        });
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
                tracing::error!(%error, writes = batch.len(), "messages were refused by the store");
                return Err(error);
            }
        }
    }
}
