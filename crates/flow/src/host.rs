//! What a run needs of the contact that it runs for.

use crate::document::Published;
use crate::memory::Memory;
use crate::references::{Path, Resolved};
use crate::transitions::ErrorType;
use ids::{ContactId, Timestamp};
use resources::Channel;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The contact (or, in a whisper or hold flow, the contact's participant) that a flow runs for.
///
/// All calls answer at once from what is in memory. What takes time is an
/// [`Effect`](crate::Effect) instead. A change is applied before the call returns, since the next
/// action may read what this one set.
pub trait Host {
    /// The contact's id, for the flow log.
    fn contact_id(&self) -> ContactId;

    /// The contact's channel, which decides how an action behaves.
    fn channel(&self) -> Channel;

    /// What earlier actions of this contact left for later ones; outlives the run.
    fn memory(&self) -> &Memory;

    /// The same, to change.
    fn memory_mut(&mut self) -> &mut Memory;

    /// The value of a reference, such as `$.Queue.Name` or `$.Attributes.language`; `None` when
    /// there is no value. Roots that the run or its [`Memory`] own are never asked for; see
    /// [`Root::owner`](crate::Root::owner).
    fn reference(&self, path: &Path) -> Option<Resolved<'_>>;

    /// The contact's part of a function's event.
    fn contact_data(&self) -> ContactData;

    /// Applies a change to the contact, whole or not at all.
    fn apply(&mut self, now: Timestamp, change: Change) -> Result<(), Refusal>;

    /// Whether hours of operation (id or ARN; by default those of the working queue) are open.
    fn hours_open(&self, hours: Option<&str>, now: Timestamp) -> Result<bool, Refusal>;

    /// The figures of a queue or agent queue; by default of the working queue.
    fn metrics(&self, query: &MetricQuery, now: Timestamp) -> Result<Metrics, Refusal>;

    /// A published flow or module by id or ARN (a version suffix such as `:$LATEST` included).
    fn flow(&self, id: &str) -> Option<Arc<Published>>;

    /// A number drawn evenly from 0 up to but not including `bound`.
    fn draw(&mut self, bound: u32) -> u32;

    /// Encrypts keyed input with the customer's public key (connect-c-flows.md §18). The default
    /// knows no keys and refuses, so that plain input is never kept in its place.
    fn encrypt_input(&self, key_id: &str, pem: &str, input: &str) -> Result<String, Refusal> {
        let _ = (key_id, pem, input);
        Err(Refusal::new("no encryption key is configured"))
    }
}

/// A refused change: the error branch to take, and why in words for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// The branch, which is the catch-all [`ErrorType::NoMatchingError`] if the action has no own.
    pub error: ErrorType,
    /// Why.
    pub reason: Cow<'static, str>,
}

impl Refusal {
    /// A refusal that takes the catch-all error branch.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::with(ErrorType::NoMatchingError, reason)
    }

    /// A refusal that takes a branch of its own, such as [`ErrorType::QueueAtCapacity`].
    pub fn with(error: ErrorType, reason: impl Into<Cow<'static, str>>) -> Self {
        let reason = reason.into();
        Self { error, reason }
    }
}

/// A change that an action makes to its contact.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Sets user-defined attributes: all or nothing, at most 32 KB together.
    Attributes {
        /// Whose.
        target: TargetContact,
        /// Keys (without `$` and `.`) and values.
        values: Vec<(String, String)>,
    },
    /// Sets system data; `None` leaves a field as it is.
    Data(ContactUpdate),
    /// Adds user tags, at most 6 in all.
    Tag(Vec<(String, String)>),
    /// Removes tags by key.
    Untag(Vec<String>),
    /// Sets the voice of all later speech.
    Voice(Voice),
    /// Sets who is recorded from now on, and what is analysed.
    Recording(Recording),
    /// Sets the working queue. Refused when there is no such queue or agent.
    Queue(QueueChoice),
    /// Puts the contact into its working queue; the run ends as `Outcome::Queued`. Refused with
    /// [`ErrorType::QueueAtCapacity`], or when it has no queue or is queued or connected already.
    TransferToQueue,
    /// Moves a queued contact to another queue; its queue flow goes on. Refused likewise.
    Requeue(QueueChoice),
    /// Hands the contact to the agent of a transfer flow; the run ends.
    TransferToAgent,
    /// Sets the flow for a later moment. Refused when there is no such flow.
    Hook {
        /// The moment.
        hook: EventHook,
        /// The flow's id or ARN.
        flow: String,
    },
    /// Sets the routing priority: from 1, lower is served first, 5 by default.
    Priority(u32),
    /// Makes the contact count as having waited longer (or, negative, shorter), in seconds.
    QueueTimeAdjustment(i64),
    /// Sets the number to call back.
    CallbackNumber(String),
}

/// Whose attributes are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetContact {
    /// This contact's.
    #[default]
    Current,
    /// The related contact's.
    Related,
}

/// System data of a contact to be changed. Source: flow-language.md §5.1 `UpdateContactData`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactUpdate {
    /// Whose.
    pub target: TargetContact,
    /// The contact's name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// The language of speech and bots, such as `en-US`.
    pub language: Option<String>,
    /// The customer's identification.
    pub customer_id: Option<String>,
    /// The assistant's session.
    pub wisdom_session: Option<String>,
}

/// A voice for speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Its name, such as `Joanna`.
    pub voice: String,
    /// `standard`, `neural`, `long-form` or `generative`.
    pub engine: Option<String>,
    /// `None`, `Conversational` or `Newscaster`.
    pub style: Option<String>,
}

/// Who is recorded. Source: flow-language.md §5.2.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recording {
    /// The agent's voice.
    pub agent: bool,
    /// The customer's voice.
    pub customer: bool,
    /// The agent's screen.
    pub screen: bool,
    /// The part before an agent is there; `None` leaves it as it is.
    pub automated: Option<bool>,
    /// The analytics settings as the flow gives them; `None` switches analytics off.
    pub analytics: Option<serde_json::Value>,
}

/// A queue by id or ARN, or an agent's own queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum QueueChoice {
    /// A queue's id or ARN.
    Queue(String),
    /// An agent's user id, user name or ARN.
    Agent(String),
}

/// A later moment for which a flow can be set. Source: flow-language.md §5.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventHook {
    /// The agent is on hold.
    AgentHold,
    /// Before the agent is joined.
    AgentWhisper,
    /// The customer is on hold.
    CustomerHold,
    /// The customer waits in a queue.
    CustomerQueue,
    /// The agent has left and the customer is still there: the disconnect flow.
    CustomerRemaining,
    /// Before the customer is joined.
    CustomerWhisper,
    /// The contact is opened in the agent's workspace.
    DefaultAgentUi,
    /// The contact ends in the agent's workspace.
    DisconnectAgentUi,
    /// The contact is paused.
    PauseContact,
    /// The contact is resumed.
    ResumeContact,
}

/// What to count, for whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetricQuery {
    /// The queue; the working queue when `None`.
    pub queue: Option<QueueChoice>,
    /// Only this channel; all when `None`.
    pub channel: Option<Channel>,
}

/// The figures of a queue now. Source: connect-d-data-metrics.md §1.4.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metrics {
    /// The queue's name.
    pub queue_name: String,
    /// The queue's ARN.
    pub queue_arn: String,
    /// Contacts waiting in it.
    pub size: u32,
    /// How long the oldest of them has waited, in seconds.
    pub oldest_contact_age: u64,
    /// The agents that serve it; `None` when it has none.
    pub agents: Option<AgentCounts>,
}

/// How many agents of a queue are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AgentCounts {
    /// Not offline.
    pub online: u32,
    /// Free for a contact.
    pub available: u32,
    /// Available, on a contact or in after-contact work.
    pub staffed: u32,
    /// In after-contact work.
    pub after_contact_work: u32,
    /// On a contact.
    pub busy: u32,
    /// In the state after a missed contact.
    pub missed: u32,
    /// In a custom state.
    pub non_productive: u32,
}

/// `Details.ContactData` of a function's event. Source: connect-c-flows.md §16, flow-language.md §8.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "PascalCase")]
pub struct ContactData {
    /// User-defined attributes.
    pub attributes: BTreeMap<String, String>,
    /// Such as `us-east-1`.
    pub aws_region: String,
    /// Such as `VOICE`.
    pub channel: String,
    /// The contact.
    pub contact_id: String,
    /// The customer's number.
    pub customer_endpoint: Option<Endpoint>,
    /// The customer's identification.
    pub customer_id: Option<String>,
    /// The contact's description.
    pub description: Option<String>,
    /// The first contact of the chain.
    pub initial_contact_id: String,
    /// Such as `INBOUND`.
    pub initiation_method: String,
    /// The instance.
    #[serde(rename = "InstanceARN")]
    pub instance_arn: String,
    /// Such as `en-US`.
    pub language_code: String,
    /// `{"Customer":{"Audio":…}}`; the values in it are null until audio was streamed.
    pub media_streams: serde_json::Value,
    /// The contact's name.
    pub name: Option<String>,
    /// The contact that this one follows.
    pub previous_contact_id: String,
    /// The working queue.
    pub queue: Option<QueueData>,
    /// Links that belong to the contact.
    pub references: BTreeMap<String, ReferenceData>,
    /// The contact that this one is related to.
    pub related_contact_id: Option<String>,
    /// Such as `connect:Subtype`.
    pub segment_attributes: BTreeMap<String, SegmentValue>,
    /// The number that was called.
    pub system_endpoint: Option<Endpoint>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A number or address and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Endpoint {
    /// Such as `+15550100`.
    pub address: String,
    /// Such as `TELEPHONE_NUMBER`.
    #[serde(rename = "Type")]
    pub kind: String,
}

/// The working queue in a function's event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueueData {
    /// Its ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The number that its agents call from.
    pub outbound_caller_id: Option<Endpoint>,
}

/// A link in a function's event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReferenceData {
    /// Such as `url`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// Such as the address.
    pub value: String,
}

/// A segment attribute in a function's event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SegmentValue {
    /// The text.
    pub value_string: String,
}
