//! The journal: every fact in the order in which it became true.
//!
//! Contacts and agents change only by entries (see [`crate::ContactFacts::apply`] and
//! [`crate::AgentFacts::apply`]), so that the journal is enough to rebuild them, to count from,
//! and to replay.

use crate::agent::{AgentFacts, AgentPlace, ContactState, HeldContact, NextStatus, StatusFacts};
use crate::contact::{
    AgentPart, ContactFacts, CriteriaFacts, DetailsChange, DisconnectIssue, DisconnectReason,
    Erased, KeptData, MonitorMode, QualityFacts, RecordingFacts, RecordingStatus, StringMap,
};
use crate::input::DialFailure;
use crate::output::Remark;
use flow::BotChoice;
use ids::{ContactId, FlowId, Pii, QueueId, RecordingId, Timestamp, UserId};
use resources::FlowKind;
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
    /// The customer is called.
    CustomerCalled {
        /// The number that the customer sees.
        caller: Option<Pii<String>>,
    },
    /// The customer did not answer the call.
    CustomerUnreached {
        /// Why.
        cause: DialFailure,
    },
    /// A callback, or a task, waits for another time.
    Rescheduled {
        /// When it enters its queue.
        due: Timestamp,
    },
    /// A third party answered and was joined to the customer.
    ThirdPartyJoined {
        /// Its number.
        number: Pii<String>,
    },
    /// The third party left, and the customer stayed.
    ThirdPartyLeft,
    /// A flow began; `None` is the built-in one of its kind.
    FlowStarted {
        /// The flow.
        flow: Option<FlowId>,
        /// What runs; nothing of a built-in one, and in older journals.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<RunFacts>,
    },
    /// A flow ended, or a module of it. Older journals do not have it.
    FlowEnded(Box<RunEnd>),
    /// A conversation with a bot ended. Older journals do not have it.
    BotTalked(Box<BotTalk>),
    /// User-defined attributes were set.
    AttributesSet {
        /// Those that were set.
        attributes: StringMap,
    },
    /// What people say about it changed.
    Described(Box<DetailsChange>),
    /// What flows and APIs set for a task or a callback, which outlives the process.
    Kept(Box<KeptData>),
    /// A task was paused.
    Paused,
    /// A task goes on.
    Unpaused,
    /// Personal data were erased on request.
    Erased(Erased),
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
    /// A supervisor listens to another contact, or takes part in it.
    Watching {
        /// Which of both, from now on.
        mode: MonitorMode,
    },
    /// A supervisor does neither any more.
    WatchEnded,
    /// The customer was put on hold.
    Held,
    /// Agent and customer talk again.
    Resumed,
    /// The conversation ended for the agent; after-contact work began.
    AgentDisconnected,
    /// After-contact work ended.
    WorkEnded,
    /// Routing criteria were set.
    CriteriaSet(Box<CriteriaFacts>),
    /// A step of the current routing criteria began or ended.
    CriteriaMoved(Box<CriteriaFacts>),
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
    /// How good the audio was that ends now.
    QualityMeasured(Box<QualityFacts>),
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
            Self::CustomerCalled { .. } => "customerCalled",
            Self::CustomerUnreached { .. } => "customerUnreached",
            Self::Rescheduled { .. } => "rescheduled",
            Self::ThirdPartyJoined { .. } => "thirdPartyJoined",
            Self::ThirdPartyLeft => "thirdPartyLeft",
            Self::FlowStarted { .. } => "flowStarted",
            Self::FlowEnded(_) => "flowEnded",
            Self::BotTalked(_) => "botTalked",
            Self::AttributesSet { .. } => "attributesSet",
            Self::Described(_) => "described",
            Self::Kept(_) => "kept",
            Self::Paused => "paused",
            Self::Unpaused => "unpaused",
            Self::Erased(_) => "erased",
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
            Self::Watching { .. } => "watching",
            Self::WatchEnded => "watchEnded",
            Self::Held => "held",
            Self::Resumed => "resumed",
            Self::AgentDisconnected => "agentDisconnected",
            Self::WorkEnded => "workEnded",
            Self::CriteriaSet(_) => "criteriaSet",
            Self::CriteriaMoved(_) => "criteriaMoved",
            Self::RecordingStarted(_) => "recordingStarted",
            Self::RecordingFinished { .. } => "recordingFinished",
            Self::QualityMeasured(_) => "qualityMeasured",
            Self::Disconnected { .. } => "disconnected",
            Self::Linked { .. } => "linked",
            Self::Completed => "completed",
        }
    }
}

/// What of a flow runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunFacts {
    /// The type of the flow.
    pub kind: FlowKind,
    /// The module of it that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<FlowId>,
    /// When it was published; not of what was published before that was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
}

impl RunFacts {
    /// A flow, or a module of it, of which the time of publishing does not matter: only beginnings
    /// tell it.
    pub(crate) const fn new(kind: FlowKind, module: Option<FlowId>) -> Self {
        Self {
            kind,
            module,
            published: None,
        }
    }
}

/// A conversation of a contact with a bot, which a flow gave the word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BotTalk {
    /// The flow.
    pub flow: FlowId,
    /// What of it.
    #[serde(flatten)]
    pub run: RunFacts,
    /// The action's `Identifier`.
    pub action: String,
    /// The ARN of the bot's alias; of a classic bot its name.
    pub alias: String,
    /// The language, such as `en_US`.
    pub locale: String,
    /// When it began.
    pub since: Timestamp,
    /// What the customer said, keyed or wrote.
    pub turns: u32,
    /// How it ended.
    pub outcome: BotOutcome,
    /// The intents that it came to, in their order.
    pub intents: Vec<BotIntent>,
}

impl BotTalk {
    pub(crate) fn new(flow: FlowId, run: RunFacts, talk: flow::BotTalk) -> Self {
        let intents = talk.intents.into_iter().map(|(name, outcome)| BotIntent {
            name,
            outcome: outcome.into(),
        });
        Self {
            flow,
            run,
            action: talk.action,
            alias: match talk.bot {
                BotChoice::Alias(arn) => arn,
                BotChoice::Classic { name, .. } => name,
            },
            locale: talk.language.replace('-', "_"),
            since: talk.since,
            turns: talk.turns,
            outcome: talk.outcome.into(),
            intents: intents.collect(),
        }
    }
}

impl From<flow::BotOutcome> for BotOutcome {
    fn from(it: flow::BotOutcome) -> Self {
        match it {
            flow::BotOutcome::Success => Self::Success,
            flow::BotOutcome::Failed => Self::Failed,
            flow::BotOutcome::Dropped => Self::Dropped,
            flow::BotOutcome::Switched => Self::Switched,
        }
    }
}

/// An intent of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BotIntent {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: BotOutcome,
}

/// How a conversation with a bot ended, or an intent in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BotOutcome {
    /// The intent was fulfilled, or is ready to be.
    Success,
    /// It could not be, or nothing was understood.
    Failed,
    /// The customer went before it was either.
    Dropped,
    /// Another intent came in its place. No conversation ends so.
    Switched,
}

/// How a flow ended, or a module of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunEnd {
    /// The flow.
    pub flow: FlowId,
    /// What of it.
    #[serde(flatten)]
    pub run: RunFacts,
    /// When it began.
    pub since: Timestamp,
    /// How it ended.
    pub outcome: RunOutcome,
    /// The flow that goes on in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<FlowId>,
}

/// How a flow ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunOutcome {
    /// It came to its end, and the contact goes on.
    Ended,
    /// It disconnected the contact.
    Disconnected,
    /// The contact went to a queue.
    Queued,
    /// The contact went to an agent.
    ToAgent,
    /// The contact went to a number outside.
    ToNumber,
    /// Another flow goes on.
    ToFlow,
    /// A module came back to its flow.
    Returned,
    /// It could not go on.
    Failed,
    /// Something else took the contact out of it, or the module ended with its flow.
    Interrupted,
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
    /// The routing profile or the place in the hierarchy became known, or another.
    Placed(Box<AgentPlace>),
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
    /// The contact that left does not count for the order in which agents wait.
    OrderKept {
        /// Since when the agent counts as idle.
        since: Timestamp,
    },
}

impl AgentEntry {
    /// The name of the fact.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Known(_) => "known",
            Self::Placed(_) => "placed",
            Self::SignedIn => "signedIn",
            Self::SignedOut => "signedOut",
            Self::StatusSet(_) => "statusSet",
            Self::NextStatusSet(_) => "nextStatusSet",
            Self::ContactAdded(_) => "contactAdded",
            Self::ContactMoved { .. } => "contactMoved",
            Self::WorkLimited { .. } => "workLimited",
            Self::Muted { .. } => "muted",
            Self::ContactRemoved { .. } => "contactRemoved",
            Self::OrderKept { .. } => "orderKept",
        }
    }
}

/// The stream of the journal that keeps what was remarked ([`Remarked`]), and the name of its
/// entries.
pub const REMARKS: &str = "remarks";

/// What was remarked beside the facts about contacts and agents, as the journal keeps it: like
/// remarks that were made together are one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarked {
    /// When the first was made.
    pub at: Timestamp,
    /// What.
    pub remark: Remark,
    /// How often.
    pub times: u32,
}
