//! How an operation fails, in words that belong to no API. Each API maps these once to its own
//! error shapes.

use crate::ExchangeError;
use exchange::CommandError;
use resources::Kind;
use store::{Conflict, StoreError};
use thiserror::Error;

/// Why an operation failed, grouped by who is at fault.
#[derive(Debug, Error, Clone, PartialEq)]
pub enum ServiceError {
    /// The caller names something that is not there.
    #[error("{what} {id} was not found")]
    NotFound {
        /// What, in words, such as `queue`.
        what: &'static str,
        /// As the caller named it.
        id: String,
    },
    /// The caller's name is taken.
    #[error("a {what} with the name {name} already exists")]
    Duplicate {
        /// What, in words.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// What is to be deleted is still referred to.
    #[error("{} {id} is in use by a {by}", word(*what))]
    InUse {
        /// What, as a stored kind.
        what: Kind,
        /// Which.
        id: String,
        /// The kind of resource that refers to it.
        by: &'static str,
    },
    /// A value is wrong.
    #[error("{0}")]
    InvalidParameter(String),
    /// The request as a whole makes no sense.
    #[error("{0}")]
    InvalidRequest(String),
    /// A file may not be uploaded. The API has a word for why.
    #[error("{message}")]
    InvalidFile {
        /// The word, such as `INVALID_FILE_SIZE`.
        reason: &'static str,
        /// The same in words.
        message: String,
    },
    /// A flow's content is not valid; every problem is named.
    #[error("the flow is not valid: {}", .0.join("; "))]
    InvalidFlow(Vec<String>),
    /// A flow has no published content.
    #[error("flow {0} is not published")]
    NotPublished(String),
    /// Someone changed it at the same time, or its state does not allow this.
    #[error("{0}")]
    Conflict(String),
    /// A client token was used before with another request.
    #[error("the client token was already used with different parameters")]
    TokenReused,
    /// A quota is used up.
    #[error("the limit of {limit} {} is reached", plural(what))]
    LimitExceeded {
        /// What, in words.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A number may not be called.
    #[error("{0}")]
    DestinationNotAllowed(String),
    /// Calls may not be placed.
    #[error("{0}")]
    OutboundNotPermitted(String),
    /// The caller may not.
    #[error("{0}")]
    AccessDenied(String),
    /// The other end of a call is not reachable now.
    #[error("{0}")]
    Unavailable(String),
    /// Our own fault. The cause is for the log and never answered.
    #[error("internal: {0}")]
    Internal(String),
}

impl ServiceError {
    /// Our own fault, from any error.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The word for a kind in messages.
pub fn word(kind: Kind) -> &'static str {
    kind.word()
}

fn word_of(kind: &str) -> &'static str {
    Kind::from_name(kind).map_or("resource", word)
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::NameTaken { kind, name }) => Self::Duplicate {
                what: word_of(&kind),
                name,
            },
            StoreError::Conflict(Conflict::Exists { what, id }) => Self::Duplicate {
                what: word_of(&what),
                name: id,
            },
            StoreError::Conflict(conflict @ Conflict::Changed { .. }) => {
                Self::Conflict(conflict.to_string())
            }
            StoreError::NotFound { what, id } => Self::NotFound {
                what: word_of(&what),
                id,
            },
            StoreError::Invalid { field, reason } => {
                Self::InvalidParameter(format!("{field} {reason}"))
            }
            StoreError::Unavailable { reason } => Self::Unavailable(reason),
            StoreError::Corrupt { reason } => Self::Internal(reason),
        }
    }
}

impl From<ExchangeError> for ServiceError {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Refused(refused) => refused.into(),
            ExchangeError::NotRunning(instance) => Self::NotFound {
                what: "instance",
                id: instance.to_string(),
            },
            ExchangeError::Unavailable(reason) => Self::Unavailable(reason.into()),
        }
    }
}

impl From<CommandError> for ServiceError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::ContactNotFound(id) => Self::NotFound {
                what: "contact",
                id: id.to_string(),
            },
            CommandError::UserNotFound(id) => Self::NotFound {
                what: "user",
                id: id.to_string(),
            },
            CommandError::StatusNotFound(id) => Self::NotFound {
                what: "agent status",
                id: id.to_string(),
            },
            CommandError::FlowNotFound(id) => Self::NotFound {
                what: "flow",
                id: id.to_string(),
            },
            CommandError::QueueNotFound(id) => Self::NotFound {
                what: "queue",
                id: id.to_string(),
            },
            CommandError::DestinationNotAllowed => Self::DestinationNotAllowed(error.to_string()),
            CommandError::OutboundNotPermitted => Self::OutboundNotPermitted(error.to_string()),
            CommandError::TooManyCalls(limit) => Self::LimitExceeded {
                what: "concurrent call",
                limit: limit.into(),
            },
            CommandError::TooManyTasks(limit) => Self::LimitExceeded {
                what: "concurrent task",
                limit: limit.into(),
            },
            CommandError::TooManyPaused(limit) => Self::LimitExceeded {
                what: "paused task",
                limit: limit.into(),
            },
            CommandError::TooManyReschedules(limit) => Self::LimitExceeded {
                what: "reschedule",
                limit: limit.into(),
            },
            CommandError::TooManyTransfers(limit) => Self::LimitExceeded {
                what: "transfer",
                limit: limit.into(),
            },
            CommandError::TooManyMonitors(limit) => Self::LimitExceeded {
                what: "monitored contact",
                limit: limit as u64,
            },
            CommandError::AlreadyPaused | CommandError::NotPaused => {
                Self::Conflict(error.to_string())
            }
            CommandError::NotOver(_) => Self::Conflict(error.to_string()),
            CommandError::NotATask(_)
            | CommandError::NoNumberForTask
            | CommandError::NotScheduled
            | CommandError::NotQueued
            | CommandError::TooManyTags => Self::InvalidRequest(error.to_string()),
            CommandError::Draining => Self::Unavailable(error.to_string()),
            CommandError::NoCallerId => Self::InvalidRequest(error.to_string()),
            CommandError::NotAssigned
            | CommandError::NotSignedIn
            | CommandError::AgentBusy
            | CommandError::QuickConnectNotFound(_)
            | CommandError::BeingCalled
            | CommandError::TooManyParties(_)
            | CommandError::PartyNotFound
            | CommandError::NothingToSwap
            | CommandError::NotInControl
            | CommandError::NotMonitorable(_)
            | CommandError::MayNotBarge
            | CommandError::ChainTooLong
            | CommandError::Recording(_)
            | CommandError::InvalidState { .. } => Self::InvalidRequest(error.to_string()),
            CommandError::InvalidAttributes(_)
            | CommandError::InvalidDigits
            | CommandError::Criteria(_) => Self::InvalidParameter(error.to_string()),
        }
    }
}

/// More than one of what a word says.
fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if word.starts_with("hours") => word.to_owned(),
        None if word.ends_with('s') => format!("{word}es"),
        None => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_is_told_in_words() {
        let error = ServiceError::from(StoreError::from(Conflict::NameTaken {
            kind: "routing-profile".into(),
            name: "Sales".into(),
        }));
        assert_eq!(
            error.to_string(),
            "a routing profile with the name Sales already exists"
        );
    }
}
