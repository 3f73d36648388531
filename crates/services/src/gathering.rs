//! What is taken down at once and written soon after, many at a time, so that it costs a request no
//! write.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long others are waited for before a batch is written.
const GATHER: Duration = Duration::from_millis(500);

/// Things that wait to be written. When too many wait, more are counted and dropped.
pub(crate) struct Gathering<T> {
    waiting: Mutex<Waiting<T>>,
    wake: Notify,
    /// The most that may wait.
    most: usize,
}

struct Waiting<T> {
    things: VecDeque<T>,
    dropped: u64,
}

impl<T> Gathering<T> {
    /// Nothing yet.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                things: VecDeque::new(),
                dropped: 0,
            }),
            wake: Notify::new(),
            most,
        }
    }

    /// Takes one down. Never waits.
    pub(crate) fn note(&self, thing: T) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.things.len() < self.most {
            waiting.things.push_back(thing);
        } else {
            waiting.dropped += 1;
        }
        drop(waiting);
        self.wake.notify_one();
    }

    /// Returns once something waits and others had time to come.
    pub(crate) async fn gathered(&self) {
        self.wake.notified().await;
        tokio::time::sleep(GATHER).await;
    }

    /// The next batch, of `most` at most; empty when nothing waits. Says in the log how many were
    /// dropped, `what` they were.
    pub(crate) fn take(&self, most: usize, what: &str) -> Vec<T> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.things.len().min(most);
        let taken = waiting.things.drain(..count).collect();
        let dropped = std::mem::take(&mut waiting.dropped);
        drop(waiting);
        if dropped > 0 {
            tracing::warn!(dropped, "more {what} came than could be written");
        }
        taken
    }
}
