//! The journal: every fact in the order in which it became true.
//!
//! Contacts and agents change only by entries (see [`crate::ContactFacts::apply`] and
//! [`crate::AgentFacts::apply`]), so that the journal is enough to rebuild them, to count from,
//! and to replay.

use crate::agent::{AgentFacts, ContactState, HeldContact, NextStatus, StatusFacts};
use crate::contact::{
    AgentPart, ContactFacts, DisconnectIssue, DisconnectReason, RecordingFacts, RecordingStatus,
    StringMap,
};
use ids::{ContactId, FlowId, QueueId, RecordingId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// One fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it became true.
    pub at: Timestamp,
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
}

/// What a fact is about, and the fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "camelCase")]
pub enum Subject {
    /// A contact.
    Contact {
        /// Which.
        contact: ContactId,
        /// The fact.
        entry: ContactEntry,
    },
    /// An agent.
    Agent {
        /// Who.
        agent: UserId,
        /// The fact.
        entry: AgentEntry,
    },
}

impl Entry {
    /// The name of the fact, such as `offered`, for listing.
    pub const fn name(&self) -> &'static str {
        match &self.subject {
            Subject::Contact { entry, .. } => entry.name(),
            Subject::Agent { entry, .. } => entry.name(),
        }
    }
}

/// A fact about a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContactEntry {
    /// It began, with these facts.
    Initiated(Box<ContactFacts>),
    /// The customer was connected to the system.
    ConnectedToSystem,
    /// A flow began; `None` is the built-in one of its kind.
    FlowStarted {
        /// The flow.
        flow: Option<FlowId>,
    },
    /// User-defined attributes were set.
    AttributesSet {
        /// Those that were set.
        attributes: StringMap,
    },
    /// Tags were set.
    TagsSet {
        /// Those that were set.
        tags: StringMap,
    },
    /// Tags were removed.
    TagsRemoved {
        /// Their keys.
        keys: Vec<String>,
    },
    /// The working queue was set.
    QueueChosen {
        /// The queue.
        queue: QueueId,
        /// Whose own queue it is, if it is one.
        owner: Option<UserId>,
        /// Its name.
        name: String,
    },
    /// It entered its working queue.
    Enqueued,
    /// It left its queue without an agent.
    Dequeued,
    /// It was offered to an agent.
    Offered {
        /// The agent.
        agent: UserId,
        /// When the offer ends.
        until: Timestamp,
    },
    /// An offer ended.
    OfferEnded {
        /// The agent.
        agent: UserId,
        /// How.
        end: OfferEnd,
    },
    /// An agent accepted.
    AgentAssigned(Box<AgentPart>),
    /// The agent who accepted failed to come; the contact is back in the queue.
    AgentFailed {
        /// The agent.
        agent: UserId,
    },
    /// Agent and customer were joined.
    ConnectedToAgent,
    /// The customer was put on hold.
    Held,
    /// Agent and customer talk again.
    Resumed,
    /// The conversation ended for the agent; after-contact work began.
    AgentDisconnected,
    /// After-contact work ended.
    WorkEnded,
    /// A recording began.
    RecordingStarted(Box<RecordingFacts>),
    /// A recording ended.
    RecordingFinished {
        /// Which.
        recording: RecordingId,
        /// First sample.
        started: Timestamp,
        /// Last sample.
        stopped: Timestamp,
        /// How.
        status: RecordingStatus,
    },
    /// The customer's part ended.
    Disconnected {
        /// Why.
        reason: DisconnectReason,
        /// A technical problem that it may have had.
        issue: Option<DisconnectIssue>,
    },
    /// Another contact continues it.
    Linked {
        /// Which.
        next: ContactId,
    },
    /// Nothing more is due.
    Completed,
}

impl ContactEntry {
    /// The name of the fact.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Initiated(_) => "initiated",
            Self::ConnectedToSystem => "connectedToSystem",
            Self::FlowStarted { .. } => "flowStarted",
            Self::AttributesSet { .. } => "attributesSet",
            Self::TagsSet { .. } => "tagsSet",
            Self::TagsRemoved { .. } => "tagsRemoved",
            Self::QueueChosen { .. } => "queueChosen",
            Self::Enqueued => "enqueued",
            Self::Dequeued => "dequeued",
            Self::Offered { .. } => "offered",
            Self::OfferEnded { .. } => "offerEnded",
            Self::AgentAssigned(_) => "agentAssigned",
            Self::AgentFailed { .. } => "agentFailed",
            Self::ConnectedToAgent => "connectedToAgent",
            Self::Held => "held",
            Self::Resumed => "resumed",
            Self::AgentDisconnected => "agentDisconnected",
            Self::WorkEnded => "workEnded",
            Self::RecordingStarted(_) => "recordingStarted",
            Self::RecordingFinished { .. } => "recordingFinished",
            Self::Disconnected { .. } => "disconnected",
            Self::Linked { .. } => "linked",
            Self::Completed => "completed",
        }
    }
}

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OfferEnd {
    /// Accepted.
    Accepted,
    /// Not answered in time.
    Missed,
    /// Refused.
    Rejected,
    /// The contact ended, or the agent signed out, before an answer.
    Withdrawn,
}

/// A fact about an agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AgentEntry {
    /// First seen, with these facts.
    Known(Box<AgentFacts>),
    /// Signed in.
    SignedIn,
    /// Signed out.
    SignedOut,
    /// The status changed.
    StatusSet(StatusFacts),
    /// The next status was set or taken back.
    NextStatusSet(Option<NextStatus>),
    /// A contact came to the agent.
    ContactAdded(Box<HeldContact>),
    /// A contact at the agent changed its state.
    ContactMoved {
        /// Which.
        contact: ContactId,
        /// To what.
        state: ContactState,
    },
    /// After-contact work of a contact ends by itself.
    WorkLimited {
        /// Which.
        contact: ContactId,
        /// When.
        until: Timestamp,
    },
    /// The agent was silenced, or no longer.
    Muted {
        /// In which contact.
        contact: ContactId,
        /// True: silenced.
        muted: bool,
    },
    /// A contact left the agent.
    ContactRemoved {
        /// Which.
        contact: ContactId,
    },
}

impl AgentEntry {
    /// The name of the fact.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Known(_) => "known",
            Self::SignedIn => "signedIn",
            Self::SignedOut => "signedOut",
            Self::StatusSet(_) => "statusSet",
            Self::NextStatusSet(_) => "nextStatusSet",
            Self::ContactAdded(_) => "contactAdded",
            Self::ContactMoved { .. } => "contactMoved",
            Self::WorkLimited { .. } => "workLimited",
            Self::Muted { .. } => "muted",
            Self::ContactRemoved { .. } => "contactRemoved",
        }
    }
}
