//! What is known about a contact: the fold of its journal entries.
//!
//! Facts change only by [`ContactFacts::apply`], so that the journal is enough to rebuild them,
//! and so that a contact read back after a crash is exactly what had been committed. Records,
//! events and rows are derived from facts.

use crate::journal::{ContactEntry, OfferEnd};
use ids::{ContactId, FlowId, Pii, QueueId, RecordingId, RoutingProfileId, Timestamp, UserId};
use resources::Channel;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// User-defined attributes, segment attributes and tags.
pub type StringMap = BTreeMap<String, String>;

/// Everything known about one contact. Source: connect-d-data-metrics.md §9.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// Identifier.
    pub id: ContactId,
    /// Channel.
    pub channel: Channel,
    /// How it came to be.
    pub initiation_method: InitiationMethod,
    /// The first contact of its chain; `None` for the first one.
    pub initial: Option<ContactId>,
    /// The contact before it in the chain.
    pub previous: Option<ContactId>,
    /// The contact after it in the chain.
    pub next: Option<ContactId>,
    /// A contact that it was made from.
    pub related: Option<ContactId>,
    /// When it began.
    pub initiated: Timestamp,
    /// When the customer was connected to the system. For `INBOUND` the record shows the moment
    /// of initiation.
    pub connected_to_system: Option<Timestamp>,
    /// When the customer's part ended.
    pub disconnected: Option<Timestamp>,
    /// Why.
    pub disconnect_reason: Option<DisconnectReason>,
    /// A technical problem that the end may have had.
    pub disconnect_issue: Option<DisconnectIssue>,
    /// When nothing more was due: disconnected, after-contact work over, recordings in place.
    pub completed: Option<Timestamp>,
    /// Last change.
    pub updated: Timestamp,
    /// Where it is.
    pub phase: Phase,
    /// The customer.
    pub customer: Option<Endpoint>,
    /// The customer's name, where the call brought one.
    pub customer_name: Option<Pii<String>>,
    /// What the customer called.
    pub system: Option<Endpoint>,
    /// User-defined attributes.
    pub attributes: StringMap,
    /// Segment attributes.
    pub segment_attributes: StringMap,
    /// Tags.
    pub tags: StringMap,
    /// The flow that runs, or ran last.
    pub flow: Option<FlowId>,
    /// The queue that it waits or waited in.
    pub queue: Option<QueueFacts>,
    /// The agent that it was connected to, or is being connected to.
    pub agent: Option<AgentPart>,
    /// The agent to whom it is offered now.
    pub offered_to: Option<UserId>,
    /// How often it was offered to an agent.
    pub connection_attempts: u32,
    /// Its recordings, oldest first.
    pub recordings: Vec<RecordingFacts>,
}

/// Where a contact is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// Ringing at the instance.
    Initiated,
    /// With a flow.
    Flow,
    /// In a queue.
    Queued,
    /// In a queue, and offered to an agent.
    Offered,
    /// Accepted; whispers or the agent's audio are under way.
    Connecting,
    /// With an agent.
    Connected,
    /// With an agent, on hold.
    OnHold,
    /// The customer is gone, the agent works on.
    AfterContactWork,
    /// Over.
    Ended,
}

/// `InitiationMethod`. Source: connect-d-data-metrics.md §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InitiationMethod {
    /// The customer called.
    Inbound,
    /// An agent called.
    Outbound,
    /// An agent transferred.
    Transfer,
    /// A queued callback.
    Callback,
    /// An API started it.
    Api,
    /// Moved from queue to queue by a flow.
    QueueTransfer,
    /// An external participant was called.
    ExternalOutbound,
    /// A supervisor monitors.
    Monitor,
    /// Made to run a disconnect flow.
    Disconnect,
}

impl InitiationMethod {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inbound => "INBOUND",
            Self::Outbound => "OUTBOUND",
            Self::Transfer => "TRANSFER",
            Self::Callback => "CALLBACK",
            Self::Api => "API",
            Self::QueueTransfer => "QUEUE_TRANSFER",
            Self::ExternalOutbound => "EXTERNAL_OUTBOUND",
            Self::Monitor => "MONITOR",
            Self::Disconnect => "DISCONNECT",
        }
    }
}

/// `DisconnectReason`. Source: connect-d-data-metrics.md §9.4.
///
/// A contact that was live when the process was killed is closed as `TELECOM_PROBLEM`: its call
/// was lost by the network of which the exchange is a part, and neither side hung up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DisconnectReason {
    /// The customer hung up first.
    CustomerDisconnect,
    /// The agent hung up while the customer was there.
    AgentDisconnect,
    /// A third party left last.
    ThirdPartyDisconnect,
    /// Carrier, congestion, network, or a crash of ours.
    TelecomProblem,
    /// A manager ended the agent's call.
    Barged,
    /// A flow ended it.
    ContactFlowDisconnect,
    /// Anything else, such as an API or the end of a drain.
    Other,
    /// Not done in time.
    Expired,
    /// StopContact, for tasks.
    Api,
}

impl DisconnectReason {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerDisconnect => "CUSTOMER_DISCONNECT",
            Self::AgentDisconnect => "AGENT_DISCONNECT",
            Self::ThirdPartyDisconnect => "THIRD_PARTY_DISCONNECT",
            Self::TelecomProblem => "TELECOM_PROBLEM",
            Self::Barged => "BARGED",
            Self::ContactFlowDisconnect => "CONTACT_FLOW_DISCONNECT",
            Self::Other => "OTHER",
            Self::Expired => "EXPIRED",
            Self::Api => "API",
        }
    }
}

/// `DisconnectDetails.PotentialDisconnectIssue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DisconnectIssue {
    /// The agent's connection was lost.
    AgentConnectivityIssue,
    /// The agent's device failed.
    AgentDeviceIssue,
}

impl DisconnectIssue {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgentConnectivityIssue => "AGENT_CONNECTIVITY_ISSUE",
            Self::AgentDeviceIssue => "AGENT_DEVICE_ISSUE",
        }
    }
}

/// An address and its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// E.164 for numbers.
    pub address: Pii<String>,
    /// `TELEPHONE_NUMBER` for numbers, else `VOIP` (inferred: the API's endpoint type for
    /// callers without a number).
    pub kind: EndpointKind,
}

/// The type of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndpointKind {
    /// E.164.
    TelephoneNumber,
    /// Anything else that can be called or call.
    Voip,
}

impl Endpoint {
    /// From an address as it came.
    pub fn new(address: Pii<String>) -> Self {
        let kind = if address.reveal().parse::<ids::PhoneNumber>().is_ok() {
            EndpointKind::TelephoneNumber
        } else {
            EndpointKind::Voip
        };
        Self { address, kind }
    }

    /// The API's word for the type.
    pub const fn kind_name(&self) -> &'static str {
        match self.kind {
            EndpointKind::TelephoneNumber => "TELEPHONE_NUMBER",
            EndpointKind::Voip => "VOIP",
        }
    }
}

/// A contact's time in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFacts {
    /// The queue. An agent's own queue has the agent's identifier.
    pub id: QueueId,
    /// Whose own queue it is, if it is one.
    pub owner: Option<UserId>,
    /// Its name at that time; empty for an agent's own queue, which has none.
    pub name: String,
    /// Since when; `None` while it is only the working queue.
    pub enqueued: Option<Timestamp>,
    /// Until when: the customer left, or the agent began to interact.
    pub dequeued: Option<Timestamp>,
}

/// An agent's part in a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPart {
    /// The agent.
    pub id: UserId,
    /// User name at that time.
    pub username: String,
    /// The routing profile at that time.
    pub routing_profile: RoutingProfileId,
    /// Its name at that time.
    pub routing_profile_name: String,
    /// When agent and customer were joined; `None` while connecting.
    pub connected: Option<Timestamp>,
    /// When the conversation ended for the agent.
    pub disconnected: Option<Timestamp>,
    /// Milliseconds in which agent and customer could talk.
    pub interaction_ms: u64,
    /// How often the customer was put on hold.
    pub holds: u32,
    /// Milliseconds on hold.
    pub hold_ms: u64,
    /// Milliseconds of the longest hold.
    pub longest_hold_ms: u64,
    /// Since when the customer is on hold.
    pub held_since: Option<Timestamp>,
    /// After-contact work.
    pub acw_started: Option<Timestamp>,
    /// Its end.
    pub acw_ended: Option<Timestamp>,
}

/// A recording of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingFacts {
    /// Identifier.
    pub id: RecordingId,
    /// Whether it is of the interaction before the agent.
    pub automated: bool,
    /// Bucket.
    pub bucket: String,
    /// Path within the bucket.
    pub key: String,
    /// First sample.
    pub started: Timestamp,
    /// Last sample.
    pub stopped: Option<Timestamp>,
    /// Whether it can be fetched.
    pub status: RecordingStatus,
}

/// Whether a recording can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordingStatus {
    /// Being made.
    Running,
    /// In its place.
    Available,
    /// Failed.
    Failed,
}

impl RecordingFacts {
    /// `Location` of the contact record, bucket and key; also its path among the blobs.
    pub fn location(&self) -> String {
        format!("{}/{}", self.bucket, self.key)
    }
}

impl ContactFacts {
    /// Whether more is due: neither the customer nor the agent's work is over, or a recording is
    /// not yet in its place.
    pub fn complete(&self) -> bool {
        self.completed.is_some()
    }

    /// Takes in one journal entry.
    pub fn apply(&mut self, at: Timestamp, entry: &ContactEntry) {
        self.updated = self.updated.max(at);
        match entry {
            ContactEntry::Initiated(facts) => *self = (**facts).clone(),
            ContactEntry::ConnectedToSystem => {
                self.connected_to_system = Some(at);
                self.phase = Phase::Flow;
            }
            ContactEntry::FlowStarted { flow } => self.flow = *flow,
            ContactEntry::AttributesSet { attributes } => self
                .attributes
                .extend(attributes.iter().map(|(k, v)| (k.clone(), v.clone()))),
            ContactEntry::TagsSet { tags } => self
                .tags
                .extend(tags.iter().map(|(k, v)| (k.clone(), v.clone()))),
            ContactEntry::QueueChosen { queue, owner, name } => {
                self.queue = Some(QueueFacts {
                    id: *queue,
                    owner: *owner,
                    name: name.clone(),
                    enqueued: None,
                    dequeued: None,
                });
            }
            ContactEntry::Enqueued => {
                if let Some(queue) = &mut self.queue {
                    queue.enqueued.get_or_insert(at);
                    queue.dequeued = None;
                }
                self.agent = None;
                self.phase = Phase::Queued;
            }
            ContactEntry::Dequeued => self.leave_queue(at),
            ContactEntry::Offered { agent, .. } => {
                self.offered_to = Some(*agent);
                self.connection_attempts += 1;
                self.phase = Phase::Offered;
            }
            ContactEntry::OfferEnded { end, .. } => {
                self.offered_to = None;
                self.phase = match end {
                    OfferEnd::Accepted => Phase::Connecting,
                    _ => Phase::Queued,
                };
            }
            ContactEntry::AgentAssigned(part) => self.agent = Some((**part).clone()),
            ContactEntry::AgentFailed { .. } => {
                self.agent = None;
                self.phase = Phase::Queued;
            }
            ContactEntry::ConnectedToAgent => {
                self.leave_queue(at);
                if let Some(agent) = &mut self.agent {
                    agent.connected = Some(at);
                }
                self.phase = Phase::Connected;
            }
            ContactEntry::Held => {
                if let Some(agent) = &mut self.agent {
                    agent.holds += 1;
                    agent.held_since = Some(at);
                }
                self.phase = Phase::OnHold;
            }
            ContactEntry::Resumed => {
                self.end_hold(at);
                self.phase = Phase::Connected;
            }
            ContactEntry::AgentDisconnected => {
                self.end_hold(at);
                if let Some(agent) = &mut self.agent
                    && let Some(connected) = agent.connected
                {
                    agent.disconnected = Some(at);
                    agent.interaction_ms =
                        millis(at.since(connected)).saturating_sub(agent.hold_ms);
                    agent.acw_started = Some(at);
                }
            }
            ContactEntry::WorkEnded => {
                if let Some(agent) = &mut self.agent {
                    agent.acw_ended = Some(at);
                }
                self.settle();
            }
            ContactEntry::RecordingStarted(recording) => {
                self.recordings.push((**recording).clone())
            }
            ContactEntry::RecordingFinished {
                recording,
                started,
                stopped,
                status,
            } => {
                if let Some(it) = self.recordings.iter_mut().find(|it| it.id == *recording) {
                    it.started = *started;
                    it.stopped = Some(*stopped);
                    it.status = *status;
                }
            }
            ContactEntry::Disconnected { reason, issue } => {
                self.disconnected = Some(at);
                self.disconnect_reason = Some(*reason);
                self.disconnect_issue = *issue;
                self.leave_queue(at);
                self.end_hold(at);
                self.settle();
            }
            ContactEntry::TagsRemoved { keys } => {
                self.tags.retain(|key, _| !keys.contains(key));
            }
            ContactEntry::Linked { next } => self.next = Some(*next),
            ContactEntry::Completed => {
                self.completed = Some(at);
                self.phase = Phase::Ended;
            }
        }
    }

    fn leave_queue(&mut self, at: Timestamp) {
        if let Some(queue) = &mut self.queue
            && queue.enqueued.is_some()
        {
            queue.dequeued.get_or_insert(at);
        }
    }

    fn end_hold(&mut self, at: Timestamp) {
        if let Some(agent) = &mut self.agent
            && let Some(since) = agent.held_since.take()
        {
            let held = millis(at.since(since));
            agent.hold_ms += held;
            agent.longest_hold_ms = agent.longest_hold_ms.max(held);
        }
    }

    fn settle(&mut self) {
        if self.disconnected.is_none() {
            return;
        }
        let working = self
            .agent
            .as_ref()
            .is_some_and(|it| it.connected.is_some() && it.acw_ended.is_none());
        self.phase = if working {
            Phase::AfterContactWork
        } else {
            Phase::Ended
        };
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
