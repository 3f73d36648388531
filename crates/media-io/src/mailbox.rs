//! How requests reach a media thread: a queue and a bell.

use crate::error::MediaError;
use crate::handle::MediaStats;
use ids::LegId;
use media::control::MediaCommand;
use mio::Waker;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;

/// Where a result goes.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, MediaError>>;

/// What is asked of a media thread.
#[derive(Debug)]
pub(crate) enum Request {
    AnswerRtp {
        leg: LegId,
        group: u64,
        offer: String,
        reply: Reply<String>,
    },
    OfferRtp {
        leg: LegId,
        group: u64,
        reply: Reply<String>,
    },
    AcceptAnswer {
        leg: LegId,
        answer: String,
        reply: Reply<()>,
    },
    Reoffer {
        leg: LegId,
        offer: String,
        reply: Reply<String>,
    },
    LocalSdp {
        leg: LegId,
        reply: Reply<String>,
    },
    AnswerWebRtc {
        leg: LegId,
        group: u64,
        offer: String,
        reply: Reply<String>,
    },
    Command(MediaCommand),
    Close {
        leg: LegId,
        reply: Reply<()>,
    },
    Stats {
        reply: oneshot::Sender<MediaStats>,
    },
    Shutdown {
        reply: oneshot::Sender<()>,
    },
}

/// The way into one media thread.
#[derive(Debug)]
pub(crate) struct Mailbox {
    pub(crate) queue: Sender<Request>,
    pub(crate) bell: Arc<Waker>,
}

impl Mailbox {
    /// False when the thread has ended.
    pub(crate) fn post(&self, request: Request) -> bool {
        // A bell that does not ring only delays: a thread with legs looks every few
        // milliseconds anyway.
        self.queue.send(request).is_ok() && {
            let _ = self.bell.wake();
            true
        }
    }
}
