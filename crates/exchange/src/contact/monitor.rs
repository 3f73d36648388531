//! A supervisor's part in another contact: what the record tells of it.
//! Source: connect-d-data-metrics.md §9.3 (`stateTransitions`), connect-e-cases-quality.md §10.

use ids::{ContactId, Timestamp};
use serde::{Deserialize, Serialize};

/// How a supervisor is on a contact: `MonitorCapability`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MonitorMode {
    /// Listens, and is not heard.
    SilentMonitor,
    /// Takes part.
    Barge,
}

impl MonitorMode {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SilentMonitor => "SILENT_MONITOR",
            Self::Barge => "BARGE",
        }
    }
}

/// What is known of a contact by which a supervisor monitors another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitorFacts {
    /// Whom the supervisor listens to: the contact of that agent.
    pub contact: ContactId,
    /// Whether the supervisor may barge.
    pub may_barge: bool,
    /// What the supervisor did, oldest first.
    pub transitions: Vec<MonitorTransition>,
}

/// A time in which a supervisor listened, or took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitorTransition {
    /// What it was.
    pub mode: MonitorMode,
    /// Since when.
    pub started: Timestamp,
    /// Until when.
    pub ended: Option<Timestamp>,
}

impl MonitorFacts {
    /// A supervisor who does not hear anything yet.
    pub(crate) const fn new(contact: ContactId, may_barge: bool) -> Self {
        Self {
            contact,
            may_barge,
            transitions: Vec::new(),
        }
    }

    /// What the supervisor does now.
    pub fn mode(&self) -> Option<MonitorMode> {
        let last = self.transitions.last()?;
        last.ended.is_none().then_some(last.mode)
    }

    pub(super) fn turn(&mut self, mode: MonitorMode, at: Timestamp) {
        self.end(at);
        self.transitions.push(MonitorTransition {
            mode,
            started: at,
            ended: None,
        });
    }

    pub(super) fn end(&mut self, at: Timestamp) {
        if let Some(last) = self.transitions.last_mut() {
            last.ended.get_or_insert(at);
        }
    }
}
