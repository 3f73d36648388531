//! What a sink is.

use async_trait::async_trait;
use store::{OutboxRow, Position};
use thiserror::Error;

/// What a sink has for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack {
    /// Every message of the batch up to here, this one included.
    pub through: Position,
}

/// Why a batch was not delivered. Some of its messages may have arrived all the same.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SinkError {
    /// It may work later: the receiver cannot be reached, is busy or is broken.
    #[error("not now: {reason}")]
    Retry {
        /// What was met.
        reason: String,
    },
    /// The receiver refuses what it was given.
    #[error("refused: {reason}")]
    Refused {
        /// What it answered.
        reason: String,
    },
}

impl SinkError {
    /// It may work later.
    pub(crate) fn retry(reason: impl ToString) -> Self {
        Self::Retry {
            reason: reason.to_string(),
        }
    }
}

/// A receiver of messages.
#[async_trait]
pub trait Sink: Send + Sync + 'static {
    /// Delivers messages in their order and returns once the receiver has them for certain. The
    /// batch is never empty. It may deliver only the first few; the rest comes again.
    ///
    /// # Errors
    /// See [`SinkError`]; the batch, or its first messages, come again.
    async fn deliver(&self, batch: &[OutboxRow]) -> Result<Ack, SinkError>;
}

/// Acknowledges a whole batch.
pub(crate) fn all(batch: &[OutboxRow]) -> Ack {
    Ack {
        through: batch.last().map_or(Position::START, |row| row.position),
    }
}
