//! Messages that were sent to somebody: kept so that they can be searched and, while their outcome
//! is open, recovered after a crash.

use crate::{Order, PageKey};
use ids::{Pii, Timestamp};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRow {
    /// Its identifier.
    pub id: String,
    /// What kind, such as `TEXT`; the writer's own word.
    pub channel: String,
    /// To whom.
    pub destination: Pii<String>,
    /// By whom.
    pub originator: String,
    /// By which rules: a configuration set.
    pub set: Option<String>,
    /// What became of it so far; the writer's own word.
    pub status: String,
    /// When it was accepted.
    pub at: Timestamp,
    /// Whether its outcome is open.
    pub live: bool,
    /// The message itself: JSON.
    pub body: Pii<String>,
}

/// Keeps a message, in place of what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutSent {
    /// The message. Identifier, channel, destination, set and time of one that is there stay.
    pub row: Box<SentRow>,
}

/// Which messages to list, by the time at which they were accepted; ties by identifier. An empty
/// list is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SentQuery {
    /// To this one.
    pub destination: Option<Pii<String>>,
    /// By this one.
    pub originator: Option<String>,
    /// By these rules.
    pub set: Option<String>,
    /// With one of these statuses.
    pub statuses: Vec<String>,
    /// Of one of these kinds.
    pub channels: Vec<String>,
    /// With an open outcome, or without.
    pub live: Option<bool>,
    /// Accepted then or later.
    pub from: Option<Timestamp>,
    /// Accepted before.
    pub to: Option<Timestamp>,
    /// Which way.
    pub order: Order,
    /// Go on after this row.
    pub after: Option<PageKey>,
    /// The most rows to return, at least 1.
    pub limit: usize,
}

impl Default for SentQuery {
    /// All, newest first, 100 a page.
    fn default() -> Self {
        Self {
            destination: None,
            originator: None,
            set: None,
            statuses: Vec::new(),
            channels: Vec::new(),
            live: None,
            from: None,
            to: None,
            order: Order::Descending,
            after: None,
            limit: 100,
        }
    }
}

impl SentQuery {
    /// The key of a row in this listing.
    pub fn key(row: &SentRow) -> PageKey {
        PageKey {
            sort: row.at.0.to_string(),
            id: row.id.clone(),
        }
    }
}
