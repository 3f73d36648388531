//! Tallies: what was counted in a span of time, for later questions.
//!
//! What is in them, and what a key means, only their writer knows. They can be counted again from
//! the journal at any time.

use ids::Timestamp;

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// When its time begins.
    pub start: Timestamp,
    /// For whom it was counted; may be empty.
    pub key: String,
    /// The counts.
    pub data: Vec<u8>,
}

/// Keeps a tally, in place of one that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutTally {
    /// Its instance.
    pub instance: String,
    /// What is counted, such as `contacts`; the writer's own word.
    pub series: String,
    /// How long its time is, in milliseconds.
    pub span: i64,
    /// The tally.
    pub tally: Tally,
}

/// Which tallies to read: by beginning and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyQuery {
    /// The instance.
    pub instance: String,
    /// The series.
    pub series: String,
    /// How long their time is, in milliseconds.
    pub span: i64,
    /// Those that begin then or later.
    pub from: Timestamp,
    /// Those that begin before.
    pub to: Timestamp,
}
