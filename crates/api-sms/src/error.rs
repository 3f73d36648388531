//! How operations fail: with the reasons that the API has words for.

use messaging::Refusal;
use services::{SendError, ServiceError};
use thiserror::Error;

/// What operations answer.
pub(crate) type Result<T, E = SmsError> = std::result::Result<T, E>;

/// Why an operation failed. Reasons are the model's own words. Source: sms.md §20.
#[derive(Debug, Error, Clone, PartialEq)]
pub(crate) enum SmsError {
    /// The request is wrong.
    #[error("{message}")]
    Validation {
        reason: &'static str,
        /// The member that is wrong, where it is one.
        field: Option<String>,
        message: String,
    },
    /// Something configured stands against it.
    #[error("{message}")]
    Conflict {
        reason: &'static str,
        what: Option<&'static str>,
        id: Option<String>,
        message: String,
    },
    /// Something named is not there.
    #[error("{what} {id} was not found")]
    NotFound { what: &'static str, id: String },
    /// A limit is reached.
    #[error("{message}")]
    Quota {
        reason: &'static str,
        message: String,
    },
    /// Too much waits to be sent.
    #[error("too many messages wait to be sent")]
    Throttled,
    /// What all services fail by.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<store::StoreError> for SmsError {
    fn from(error: store::StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<SendError> for SmsError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Unavailable(why) => ServiceError::Unavailable(why.to_owned()).into(),
            SendError::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<Refusal> for SmsError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Validation { reason, message } => Self::Validation {
                reason,
                field: None,
                message,
            },
            Refusal::Conflict {
                reason,
                resource_type: what,
                resource_id: id,
                message,
            } => Self::Conflict {
                reason,
                what,
                id,
                message,
            },
            Refusal::NotFound {
                resource_type: what,
                resource_id: id,
            } => Self::NotFound { what, id },
            Refusal::Quota { reason, message } => Self::Quota { reason, message },
            Refusal::Throttled => Self::Throttled,
        }
    }
}

/// A member that breaks a rule.
pub(crate) fn invalid(reason: &'static str, field: &str, message: impl Into<String>) -> SmsError {
    SmsError::Validation {
        reason,
        field: Some(field.to_owned()),
        message: message.into(),
    }
}

/// A request that makes no sense as a whole.
pub(crate) fn refused(reason: &'static str, message: impl Into<String>) -> SmsError {
    SmsError::Validation {
        reason,
        field: None,
        message: message.into(),
    }
}

/// A thing that stands against it.
pub(crate) fn conflict(
    reason: &'static str,
    what: &'static str,
    id: impl Into<String>,
    message: impl Into<String>,
) -> SmsError {
    SmsError::Conflict {
        reason,
        what: Some(what),
        id: Some(id.into()),
        message: message.into(),
    }
}

/// A thing that is not there.
pub(crate) fn not_found(what: &'static str, id: impl Into<String>) -> SmsError {
    SmsError::NotFound {
        what,
        id: id.into(),
    }
}
