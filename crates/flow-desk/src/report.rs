//! What happened on a desk.

use crate::Coverage;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Since the beginning, in milliseconds.
    pub at: u64,
    /// What.
    pub text: String,
}

impl Line {
    pub(crate) fn new(at: Duration, text: impl Into<String>) -> Self {
        Self {
            at: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            text: text.into(),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.at / 1_000;
        let (minutes, tenths) = (seconds / 60, self.at % 1_000 / 100);
        write!(f, "{minutes:02}:{:02}.{tenths} {}", seconds % 60, self.text)
    }
}

/// The words of all ends.
pub(crate) const ENDS: &[&str] = &[
    "ended",
    "disconnected",
    "queued",
    "connected",
    "transferred-to-agent",
    "transferred-to-number",
    "failed",
    "hung-up",
    "waiting",
];

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The flow ended and the contact goes on.
    Ended,
    /// The flow disconnected the contact.
    Disconnected,
    /// The contact is in a queue.
    Queued,
    /// An agent took the contact from the queue, and both hear each other.
    Connected,
    /// The contact is with an agent.
    TransferredToAgent,
    /// It was handed to a third party.
    TransferredToNumber,
    /// An action failed and no branch leads on.
    Failed(String),
    /// The customer hung up.
    HungUp,
    /// It still waits at an action.
    Waiting(String),
}

impl End {
    /// Its word in scenarios.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Disconnected => "disconnected",
            Self::Queued => "queued",
            Self::Connected => "connected",
            Self::TransferredToAgent => "transferred-to-agent",
            Self::TransferredToNumber => "transferred-to-number",
            Self::Failed(_) => "failed",
            Self::HungUp => "hung-up",
            Self::Waiting(_) => "waiting",
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::Waiting(action) => write!(f, "waiting at {action}"),
            other => f.write_str(other.name()),
        }
    }
}

/// What came of a scenario.
#[derive(Debug, Clone)]
pub struct Report {
    /// The scenario's name.
    pub name: String,
    /// What happened, in order.
    pub transcript: Vec<Line>,
    /// How it ended.
    pub end: End,
    /// The contact's attributes at the end.
    pub attributes: BTreeMap<String, String>,
    /// The working queue at the end.
    pub queue: Option<String>,
    /// What was expected in vain, in words.
    pub failures: Vec<String>,
    /// What it went through.
    pub coverage: Coverage,
}
