//! The port to running exchanges. The driver `exchange-io` implements it.

use exchange::{Change, Command, CommandError, Reply};
use futures_util::future::BoxFuture;
use ids::InstanceId;
use thiserror::Error;

/// All running exchanges of this process, one per instance.
pub trait Exchanges: Send + Sync + 'static {
    /// Asks an instance's exchange for something. The answer comes after what it led to is
    /// durable.
    fn execute(
        &self,
        instance: InstanceId,
        command: Command,
    ) -> BoxFuture<'_, Result<Reply, ExchangeError>>;

    /// Tells that a configured resource was put or deleted, after the commit. Changes of one
    /// resource arrive in the order of their commits, and before any command that is given after
    /// this returns.
    ///
    /// Putting an instance that is not known yet starts its exchange; deleting it ends it.
    fn changed(&self, instance: InstanceId, change: Change);
}

/// Why an exchange gave no answer.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ExchangeError {
    /// The asker is at fault.
    #[error(transparent)]
    Refused(#[from] CommandError),
    /// No exchange runs for this instance.
    #[error("no exchange runs for instance {0}")]
    NotRunning(InstanceId),
    /// It could not make the outcome durable, or is closing down.
    #[error("the exchange is unavailable: {0}")]
    Unavailable(&'static str),
}
