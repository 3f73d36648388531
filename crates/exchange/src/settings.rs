//! Whose exchange this is, and the numbers that it goes by.

use crate::contact::QueueFacts;
use crate::dialling::Dialable;
use ids::{Account, Arn, InstanceId, Region};
use resources::Kind;
use std::fmt;
use std::time::Duration;

/// Which instance an exchange conducts: what all its ARNs begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: Account,
    /// The region.
    pub region: Region,
    /// The instance.
    pub instance: InstanceId,
}

impl Identity {
    /// The ARN of the instance.
    pub fn instance_arn(&self) -> String {
        Arn::instance(&self.account, &self.region, self.instance).to_string()
    }

    /// The ARN of something below the instance, such as a queue.
    pub fn arn(&self, kind: Kind, id: impl fmt::Display) -> String {
        self.arn_of(kind.arn_part(), id)
    }

    /// The ARN of a contact.
    pub fn contact_arn(&self, id: ids::ContactId) -> String {
        self.arn_of("contact", id)
    }

    /// The ARN of a queue, or of an agent's own queue.
    pub fn queue_arn(&self, queue: &QueueFacts) -> String {
        match queue.owner {
            Some(owner) => self.arn_of("queue/agent", owner),
            None => self.arn(Kind::Queue, queue.id),
        }
    }

    fn arn_of(&self, part: &str, id: impl fmt::Display) -> String {
        Arn::within_instance(&self.account, &self.region, self.instance, part, id).to_string()
    }
}

/// Times and limits. The defaults are the specified ones where the specification has a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// From an agent's acceptance until the agent's audio must flow; then the contact is in
    /// `ERROR` at the agent and goes back to the queue.
    pub agent_media_limit: Duration,
    /// How long an agent's audio may be gone during a call (page reload, change of network)
    /// before the agent counts as gone.
    pub agent_media_grace: Duration,
    /// How long an agent may be without any page before being signed out. `None`: closing the
    /// browser does not sign out. Source: connect-b-routing-channels.md §5 (CCP close/logout).
    pub sign_out_without_page: Option<Duration>,
    /// The longest whisper. Source: connect-c-flows.md §7.39.
    pub whisper_limit: Duration,
    /// From `AnswerLeg` until the leg must be answered.
    pub answer_limit: Duration,
    /// Between two agent events at most. Source: connect-d-data-metrics.md §7.
    pub heart_beat: Duration,
    /// How long heart beats go on after a sign-out. Source: connect-d-data-metrics.md §7.
    pub heart_beat_after_logout: Duration,
    /// Contacts that may wait in a queue without a limit of its own.
    /// Source: connect-b-routing-channels.md §4.3 (the instance's quotas).
    pub queue_limit: u32,
    /// Calls at once; above it a call is refused as all circuits busy.
    pub concurrent_calls: u32,
    /// Tasks at once, those in after-contact work among them. Source: connect-a-foundation.md §2.1.
    pub concurrent_tasks: u32,
    /// Bucket of recordings where the instance has no `CALL_RECORDINGS` storage configuration.
    pub recordings_bucket: String,
    /// Prefix of recordings where the instance has no `CALL_RECORDINGS` storage configuration.
    pub recordings_prefix: String,
    /// Whether the interaction before an agent is recorded where the flow enables it
    /// (`IVRRecordingBehavior`).
    pub ivr_recording: bool,
    /// Which numbers may be called.
    pub dialable: Dialable,
    /// How long a customer's telephone rings where nobody said otherwise. The specification has no
    /// number; this is the longest `RingTimeoutInSeconds` of StartOutboundVoiceContact.
    pub ring_limit: Duration,
    /// How long a queued callback waits unserved. Source: connect-c-flows.md §12.
    pub callback_limit: Duration,
    /// Longest wait of contact for the outcome of its recording before its record is completed
    /// without it.
    pub recording_limit: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            agent_media_limit: Duration::from_secs(20),
            agent_media_grace: Duration::from_secs(20),
            sign_out_without_page: None,
            whisper_limit: Duration::from_secs(120),
            answer_limit: Duration::from_secs(40),
            heart_beat: Duration::from_secs(120),
            heart_beat_after_logout: Duration::from_secs(3600),
            queue_limit: 10_000,
            concurrent_calls: 10_000,
            concurrent_tasks: 2_500,
            recordings_bucket: "carillon".into(),
            recordings_prefix: "recordings".into(),
            ivr_recording: true,
            dialable: Dialable::default(),
            ring_limit: Duration::from_secs(60),
            callback_limit: Duration::from_secs(7 * 24 * 3600),
            recording_limit: Duration::from_secs(30),
        }
    }
}
