//! The port to the message pipeline, which the driver `messaging-io` implements, and what it keeps:
//! messages (room `history`), how many there were (room `counts`) and what was spent (room `spending`).

pub mod counts;
pub mod history;
pub mod spending;

use futures_util::future::BoxFuture;
use messaging::{Accepted, CarrierHealth, MessageFacts, Network, Refusal, Spend, Submission};
use thiserror::Error;

/// The running pipeline of this process.
pub trait Messages: Send + Sync + 'static {
    /// Takes a message. The answer comes after it is durable.
    fn send(&self, submission: Submission) -> BoxFuture<'_, Result<Accepted, SendError>>;

    /// Tells of a change after its commit. It counts for every message that is sent after this
    /// returns.
    fn changed(&self, changed: MessagingChange) -> BoxFuture<'_, ()>;

    /// What was spent this month.
    fn spend(&self) -> Spend;

    /// How the carriers do, as of about a second ago.
    fn carriers(&self) -> CarriersState {
        CarriersState::default()
    }

    /// The network of a number, E.164, where the operator's table has it.
    fn network(&self, number: &str) -> Option<Network>;

    /// A message by its identifier.
    fn message(&self, id: String) -> BoxFuture<'_, Result<Option<MessageFacts>, SendError>>;
}

/// How the carriers do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarriersState {
    /// Each of them.
    pub carriers: Vec<CarrierState>,
    /// Messages that wait for a carrier or for their originator's throughput.
    pub waiting: usize,
    /// Messages without an outcome, those that wait included.
    pub open: usize,
}

/// How one carrier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierState {
    /// How it is reached: `smpp`, `http` or `simulator`.
    pub kind: &'static str,
    /// What the pipeline knows.
    pub health: CarrierHealth,
    /// Its bindings, of one reached by SMPP.
    pub binds: Option<CarrierBinds>,
}

/// The bindings of a carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarrierBinds {
    /// Those that are to be held.
    pub wanted: usize,
    /// Those that are up.
    pub up: usize,
    /// PDUs that wait for their answer, in all of them.
    pub in_flight: usize,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessagingChange {
    /// Numbers, pools, lists, sets, keywords, limits: anything but opted-out numbers.
    Configuration,
    /// A number was put on an opt-out list, or taken off.
    OptedOut {
        /// The list's name.
        list: String,
        /// The number.
        number: String,
        /// Whether it is on the list now.
        opted_out: bool,
    },
    /// A list was deleted with all its numbers.
    OptOutListDeleted {
        /// Its name.
        list: String,
    },
}

/// Why a message has no answer, or a refusal.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SendError {
    /// The asker is at fault, or a limit is reached.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The pipeline could not make the message durable, or is closing down.
    #[error("the message pipeline is unavailable: {0}")]
    Unavailable(&'static str),
}

/// No pipeline: for tests of operations that send nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMessages;

const NONE: SendError = SendError::Unavailable("there is none");

impl Messages for NoMessages {
    fn send(&self, _: Submission) -> BoxFuture<'_, Result<Accepted, SendError>> {
        Box::pin(async { Err(NONE) })
    }

    fn changed(&self, _: MessagingChange) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    fn spend(&self) -> Spend {
        Spend::default()
    }

    fn network(&self, _: &str) -> Option<Network> {
        None
    }

    fn message(&self, _: String) -> BoxFuture<'_, Result<Option<MessageFacts>, SendError>> {
        Box::pin(async { Err(NONE) })
    }
}
