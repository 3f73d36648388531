//! The journal, which is the truth about contacts and agents, and the outbox, from which the sinks
//! are fed.

use ids::{Pii, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in the journal or in the outbox. Counts up from 1 in the order of commits, with gaps;
/// whoever has read up to a position will never see an earlier one appear.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub i64);

impl Position {
    /// Before the first.
    pub const START: Self = Self(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The cursor of a consumer of the journal is named so, and then by the consumer: the journal is not
/// compacted beyond any of them. (Other cursors are of sinks, which read the outbox.)
pub const JOURNAL_CONSUMERS: &str = "journal/";

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its instance.
    pub instance: String,
    /// Whom it happened to, such as `contact/<id>` or `agent/<id>`.
    pub stream: String,
    /// What happened; the writer's own word.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// The details: JSON.
    pub body: Pii<String>,
}

/// An entry and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Its place.
    pub position: Position,
    /// The entry.
    pub entry: JournalEntry,
}

/// Something to tell the sinks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it is, such as `contact_event`, `agent_event`, `contact_record` or `flow_log`.
    pub topic: String,
    /// Its instance.
    pub instance: String,
    /// Messages of one key are delivered in order; a contact's or an agent's identifier.
    pub key: String,
    /// The ARN of the stream that the instance's configuration names for this topic, if it does.
    pub stream: Option<String>,
    /// When it happened.
    pub at: Timestamp,
    /// What is delivered: JSON.
    pub body: Pii<String>,
}

/// A message and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its place.
    pub position: Position,
    /// The message.
    pub message: Message,
}

/// Which messages to read. An empty list is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutboxQuery {
    /// Those after this place.
    pub after: Position,
    /// The most to return, at least 1.
    pub limit: usize,
    /// Of one of these topics.
    pub topics: Vec<String>,
    /// Of one of these instances.
    pub instances: Vec<String>,
    /// For one of these streams.
    pub streams: Vec<String>,
}

/// Messages in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutboxPage {
    /// The messages.
    pub rows: Vec<OutboxRow>,
    /// Up to here there is nothing else that the query asks for: the reader's next `after`.
    pub through: Position,
}
