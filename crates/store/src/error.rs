//! What can go wrong, grouped by who is at fault.

use crate::Revision;
use thiserror::Error;

/// Who must act on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The caller: the same call fails again until something else is written or asked.
    Caller,
    /// The environment, for now: the same call may succeed later.
    Transient,
    /// The environment, until a person repairs it.
    Damaged,
}

/// Why a commit or a read failed. A commit that failed wrote nothing, with the one exception told
/// at [`StoreError::Unavailable`].
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Something is not as the write expected it.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A write with [`Expect::Revision`](crate::Expect::Revision) names something that is not there.
    #[error("there is no {what} {id}")]
    NotFound {
        /// Its kind: a resource's kind, `contact` or `entry`.
        what: String,
        /// Its identifier.
        id: String,
    },
    /// A value cannot be kept.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The backend cannot be reached or is too busy. A commit that failed so while the connection
    /// broke may nevertheless have been applied; whoever repeats it must expect a conflict.
    #[error("the store is unavailable: {reason}")]
    Unavailable {
        /// What the backend said. Never holds values of a row.
        reason: String,
    },
    /// What was read is not what can have been written, or the medium is damaged.
    #[error("the store is corrupt: {reason}")]
    Corrupt {
        /// What the backend said. Never holds values of a row.
        reason: String,
    },
}

/// What was found instead of what a write expected.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Written as new, but it is there.
    #[error("{what} {id} exists")]
    Exists {
        /// A resource's kind, `contact` or `entry`.
        what: String,
        /// Its identifier.
        id: String,
    },
    /// Another resource of the same scope and kind has this unique name.
    #[error("another {kind} has the name {name}")]
    NameTaken {
        /// The resource's kind.
        kind: String,
        /// The name.
        name: String,
    },
    /// It was changed in the meantime.
    #[error("{what} {id} has revision {found}, not {expected}")]
    Changed {
        /// A resource's kind, `contact` or `entry`.
        what: String,
        /// Its identifier.
        id: String,
        /// The revision that the write expected.
        expected: Revision,
        /// The revision that is there.
        found: Revision,
    },
}

impl StoreError {
    /// Who must act.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Conflict(_) | Self::NotFound { .. } | Self::Invalid { .. } => Fault::Caller,
            Self::Unavailable { .. } => Fault::Transient,
            Self::Corrupt { .. } => Fault::Damaged,
        }
    }

    /// Whether the same call may succeed later without any change by the caller.
    pub fn is_retryable(&self) -> bool {
        self.fault() == Fault::Transient
    }

    /// The conflict, if it is one.
    pub fn conflict(&self) -> Option<&Conflict> {
        match self {
            Self::Conflict(conflict) => Some(conflict),
            _ => None,
        }
    }
}
