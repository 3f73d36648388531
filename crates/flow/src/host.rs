//! What a run needs of the contact that it runs for.

use crate::change::{Change, QueueChoice};
use crate::document::{Action, Published};
use crate::memory::Memory;
use crate::references::{Path, Resolved};
use crate::request::BotTalk;
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

    /// An action was made and led to another, or to none where the run ended, jumped or came back
    /// from a module there. For those who watch; the default does nothing.
    fn left(&mut self, flow: &Published, action: &Action, to: Option<&Action>) {
        let _ = (flow, action, to);
    }

    /// The run goes on in another flow. For those who keep track; the default does nothing.
    fn went_over(&mut self, from: &Published, since: Timestamp, to: &Published) {
        let _ = (from, since, to);
    }

    /// A flow, or a module of it, called a module. For those who keep track; the default does
    /// nothing.
    fn called(&mut self, flow: &Published, module: &Published) {
        let _ = (flow, module);
    }

    /// A module came back to its caller, or was left together with it. For those who keep track;
    /// the default does nothing.
    fn came_back(
        &mut self,
        flow: &Published,
        module: &Published,
        since: Timestamp,
        returned: bool,
    ) {
        let _ = (flow, module, since, returned);
    }

    /// A conversation with a bot in which the customer said something is over. `flow` runs, and the
    /// action stands in it or in its module `within`. For those who keep track; the default does
    /// nothing.
    fn talked(&mut self, flow: &Published, within: &Published, talk: BotTalk) {
        let _ = (flow, within, talk);
    }

    /// An action took its error branch. For those who count; the default does nothing.
    fn erred(&mut self, flow: &Published) {
        let _ = flow;
    }

    /// A flow cannot go on. For those who count; the default does nothing.
    fn gave_up(&mut self, flow: &Published) {
        let _ = flow;
    }

    /// Whether the customer of an outbound contact was called and answered. While not, the first
    /// action of an outbound whisper flow that speaks to the customer, or `CompleteOutboundCall`,
    /// asks for [`Effect::DialCustomer`](crate::Effect::DialCustomer). Where a flow does neither,
    /// whoever drives the run calls when it has ended.
    fn reached(&self) -> bool {
        true
    }

    /// Encrypts keyed input with the customer's public key (connect-c-flows.md §18). The default
    /// knows no keys and refuses, so that plain input is never kept in its place.
    fn encrypt_input(&mut self, key_id: &str, pem: &str, input: &str) -> Result<String, Refusal> {
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
