//! Small keyed values: sessions, idempotency tokens, access keys, counters.

use crate::Revision;
use ids::Timestamp;
use std::fmt;

/// A value under a key.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is for, such as `session`.
    pub space: String,
    /// The key, unique within the space.
    pub key: String,
    /// The value; sealed by the writer where it is secret.
    pub value: Vec<u8>,
    /// From when on it counts as absent. Reads still return it until it is swept: compare with
    /// [`Entry::is_live`].
    pub expires: Option<Timestamp>,
    /// Counts its versions from 1. Set by the store; ignored when written.
    pub revision: Revision,
}

impl Entry {
    /// An entry that does not expire.
    pub fn new(
        space: impl Into<String>,
        key: impl Into<String>,
        value: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            space: space.into(),
            key: key.into(),
            value: value.into(),
            expires: None,
            revision: 0,
        }
    }

    /// Whether it has not expired at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|at| now < at)
    }
}

// Keys and values are tokens and hashes of them: neither belongs into a log line.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("space", &self.space)
            .field("bytes", &self.value.len())
            .field("expires", &self.expires)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}
