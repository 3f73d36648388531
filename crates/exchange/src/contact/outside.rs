//! What a contact has outside the centre: a third party that it was put through to, and a call
//! back that is due.

use crate::contact::Endpoint;
use crate::input::DialFailure;
use ids::{FlowId, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A third party that a contact was put through to. Source: connect-d-data-metrics.md §9.2,
/// `TransferredToEndpoint`, `TransferCompletedTimestamp` and `ExternalThirdParty`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdPartyFacts {
    /// The number called; of several the last one that answered.
    pub endpoint: Endpoint,
    /// When it was joined to the customer.
    pub connected: Timestamp,
    /// When it left, or the customer did.
    pub left: Option<Timestamp>,
    /// Milliseconds of all conversations with third parties that are over.
    pub interaction_ms: u64,
}

impl ThirdPartyFacts {
    /// Another conversation begins.
    pub(super) fn joined(before: Option<&Self>, endpoint: Endpoint, at: Timestamp) -> Self {
        Self {
            endpoint,
            connected: at,
            left: None,
            interaction_ms: before.map_or(0, |it| it.interaction_ms),
        }
    }

    /// The conversation is over.
    pub(super) fn leave(&mut self, at: Timestamp) {
        if self.left.is_none() {
            self.left = Some(at);
            let millis = at.since(self.connected).as_millis();
            self.interaction_ms += u64::try_from(millis).unwrap_or(u64::MAX);
        }
    }
}

/// A queued callback: what it needs to be offered again after a crash.
/// Source: connect-c-flows.md §12, connect-d-data-metrics.md §11.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackFacts {
    /// From when it waits in its queue: after the initial delay, or after the pause before another
    /// attempt.
    pub due: Timestamp,
    /// When it is taken out of its queue unserved.
    pub expires: Timestamp,
    /// By which it is ranked in its queue: when the call began from which it was asked for.
    pub since: Timestamp,
    /// Calls to the customer that were made.
    pub attempts: u32,
    /// Calls that may be made.
    pub max_attempts: u32,
    /// Seconds between two calls.
    pub retry_seconds: u64,
    /// The number to call from where the flow named one; else the queue's.
    pub caller: Option<String>,
    /// How the last attempt failed.
    pub failure: Option<DialFailure>,
    /// What the earlier contact's flows had set.
    pub kept: KeptData,
}

impl CallbackFacts {
    /// The pause before another attempt.
    pub fn retry(&self) -> Duration {
        Duration::from_secs(self.retry_seconds)
    }
}

/// Settings that outlive the process along with a waiting callback: routing, recording, speech and
/// the flows for later moments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptData {
    /// Routing priority.
    pub priority: u32,
    /// Seconds by which it counts as older.
    pub age_adjustment: i64,
    /// Whether the agent is recorded.
    pub record_agent: bool,
    /// Whether the customer is recorded.
    pub record_customer: bool,
    /// The voice's name.
    pub voice: Option<String>,
    /// The voice's engine.
    pub engine: Option<String>,
    /// The voice's style.
    pub style: Option<String>,
    /// The language of speech.
    pub language: Option<String>,
    /// The flow that whispers to the agent.
    pub agent_whisper: Option<FlowId>,
    /// The flow of a customer on hold.
    pub customer_hold: Option<FlowId>,
    /// The flow after the agent left.
    pub customer_remaining: Option<FlowId>,
    /// The flow for those who wait in a queue.
    #[serde(default)]
    pub customer_queue: Option<FlowId>,
    /// The flow that runs when a task is paused.
    #[serde(default)]
    pub pause: Option<FlowId>,
    /// The flow that runs when it is resumed.
    #[serde(default)]
    pub resume: Option<FlowId>,
    /// The flow that whispers to the customer, where the flow that made the callback named one.
    pub outbound_whisper: Option<FlowId>,
    /// How many contacts its chain has, itself included.
    pub chain: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::Pii;

    #[test]
    fn conversations_with_third_parties_add_up() {
        let endpoint = Endpoint::new(Pii::new("+12065550100".into()));
        let mut first = ThirdPartyFacts::joined(None, endpoint.clone(), Timestamp(1_000));
        first.leave(Timestamp(4_000));
        first.leave(Timestamp(9_000));
        assert_eq!(
            (first.left, first.interaction_ms),
            (Some(Timestamp(4_000)), 3_000)
        );
        let mut second = ThirdPartyFacts::joined(Some(&first), endpoint, Timestamp(10_000));
        second.leave(Timestamp(12_000));
        assert_eq!(second.interaction_ms, 5_000);
    }
}
