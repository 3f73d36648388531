//! What is known about a contact: the fold of its journal entries.
//!
//! Facts change only by [`ContactFacts::apply`], so that the journal is enough to rebuild them,
//! and so that a contact read back after a crash is exactly what had been committed. Records,
//! events and rows are derived from facts.

use super::criteria::CriteriaFacts;
use super::details::{Details, Erased, TaskFacts};
use super::endpoint::Endpoint;
use super::monitor::MonitorFacts;
use super::outside::{CallbackFacts, ThirdPartyFacts};
use super::quality::QualityFacts;
use super::states::{DisconnectIssue, DisconnectReason, InitiationMethod, Phase};
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
    /// The routing criteria that it was given, the current ones last.
    #[serde(default)]
    pub routing_criteria: Vec<CriteriaFacts>,
    /// The third party that it is or was put through to.
    #[serde(default)]
    pub third_party: Option<ThirdPartyFacts>,
    /// What is due, where it is a queued callback.
    #[serde(default)]
    pub callback: Option<Box<CallbackFacts>>,
    /// What people say about it.
    #[serde(default)]
    pub details: Details,
    /// What is due, where it is a task.
    #[serde(default)]
    pub task: Option<Box<TaskFacts>>,
    /// The campaign that it is of.
    #[serde(default)]
    pub campaign: Option<String>,
    /// Whom a supervisor monitors by it.
    #[serde(default)]
    pub monitor: Option<Box<MonitorFacts>>,
    /// How good the audio was, once it is over.
    #[serde(default)]
    pub quality: Option<Box<QualityFacts>>,
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
    /// When the agent accepted; `None` in older facts.
    #[serde(default)]
    pub accepted: Option<Timestamp>,
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
    /// The agent's hierarchy groups at that time, from the top down.
    #[serde(default)]
    pub hierarchy: Vec<String>,
    /// Their names at that time; none in older facts.
    #[serde(default)]
    pub hierarchy_names: Vec<String>,
    /// Milliseconds of pauses.
    #[serde(default)]
    pub pause_ms: u64,
    /// After-contact work.
    pub acw_started: Option<Timestamp>,
    /// Its end.
    pub acw_ended: Option<Timestamp>,
    /// With what the agent's page was open.
    #[serde(default)]
    pub device: Option<Device>,
}

/// The browser and the computer of an agent, as far as the browser tells. Source: `DeviceInfo`,
/// connect-d-data-metrics.md §9.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The browser, such as `Firefox`.
    pub platform: String,
    /// Its version.
    pub version: String,
    /// Such as `Windows`.
    pub system: String,
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
    /// A contact that begins now, of which nothing more is known.
    pub(crate) fn begun(
        id: ContactId,
        channel: Channel,
        initiation_method: InitiationMethod,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            channel,
            initiation_method,
            initial: None,
            previous: None,
            next: None,
            related: None,
            initiated: now,
            connected_to_system: None,
            disconnected: None,
            disconnect_reason: None,
            disconnect_issue: None,
            completed: None,
            updated: now,
            phase: Phase::Initiated,
            customer: None,
            customer_name: None,
            system: None,
            attributes: StringMap::new(),
            segment_attributes: StringMap::new(),
            tags: StringMap::new(),
            flow: None,
            queue: None,
            agent: None,
            offered_to: None,
            connection_attempts: 0,
            recordings: Vec::new(),
            routing_criteria: Vec::new(),
            third_party: None,
            callback: None,
            details: Details::default(),
            task: None,
            campaign: None,
            monitor: None,
            quality: None,
        }
    }

    /// Whether more is due: neither the customer nor the agent's work is over, or a recording is
    /// not yet in its place.
    pub fn complete(&self) -> bool {
        self.completed.is_some()
    }

    /// The agents whom its current routing criteria name.
    pub fn preferred_agents(&self) -> Vec<UserId> {
        let criteria = self.routing_criteria.last();
        criteria.map(CriteriaFacts::agents).unwrap_or_default()
    }

    /// Takes in one journal entry.
    pub fn apply(&mut self, at: Timestamp, entry: &ContactEntry) {
        self.updated = self.updated.max(at);
        match entry {
            ContactEntry::Initiated(facts) => *self = (**facts).clone(),
            ContactEntry::ConnectedToSystem => {
                self.connected_to_system = Some(at);
                // With a callback an agent is there already.
                if self.phase != Phase::Connecting {
                    self.phase = Phase::Flow;
                }
            }
            ContactEntry::CustomerCalled { caller } => {
                self.system = caller.clone().map(Endpoint::new).or(self.system.take());
                if let Some(callback) = &mut self.callback {
                    callback.attempts += 1;
                }
            }
            ContactEntry::CustomerUnreached { cause } => {
                if let Some(callback) = &mut self.callback {
                    callback.failure = Some(*cause);
                }
            }
            ContactEntry::Rescheduled { due } => {
                if let Some(task) = &mut self.task {
                    task.scheduled = Some(*due);
                    task.reschedules += 1;
                    return;
                }
                if let Some(callback) = &mut self.callback {
                    callback.due = *due;
                }
                if let Some(queue) = &mut self.queue {
                    queue.enqueued = None;
                    queue.dequeued = None;
                }
                self.agent = None;
                self.phase = Phase::Scheduled;
            }
            ContactEntry::ThirdPartyJoined { number } => {
                let endpoint = Endpoint::new(number.clone());
                let before = self.third_party.take();
                self.third_party = Some(ThirdPartyFacts::joined(before.as_ref(), endpoint, at));
                // Added by an agent it changes nothing of where the contact is.
                if self.agent.is_none() {
                    self.leave_queue(at);
                    self.phase = Phase::Flow;
                }
            }
            ContactEntry::ThirdPartyLeft => self.leave_third_party(at),
            ContactEntry::FlowStarted { flow, run } => {
                if run.as_ref().is_none_or(|it| it.module.is_none()) {
                    self.flow = *flow;
                }
            }
            ContactEntry::FlowEnded(_) | ContactEntry::BotTalked(_) => {}
            ContactEntry::AttributesSet { attributes } => self
                .attributes
                .extend(attributes.iter().map(|(k, v)| (k.clone(), v.clone()))),
            ContactEntry::Described(change) => {
                self.details.take(change);
                let segments = change.segment_attributes.clone();
                self.segment_attributes.extend(segments);
                self.customer = change.customer.clone().or(self.customer.take());
                self.system = change.system.clone().or(self.system.take());
                if let (Some(task), Some(template)) = (&mut self.task, &change.template) {
                    task.template = Some(template.clone());
                }
                if let (Some(task), Some(minutes)) = (&mut self.task, change.expiry_minutes) {
                    task.limit(self.initiated, minutes);
                }
            }
            ContactEntry::Kept(kept) => {
                if let Some(task) = &mut self.task {
                    task.kept = (**kept).clone();
                }
                if let Some(callback) = &mut self.callback {
                    callback.kept = (**kept).clone();
                }
            }
            ContactEntry::Paused => {
                if let Some(task) = &mut self.task {
                    task.pause(at);
                }
            }
            ContactEntry::Unpaused => self.end_pause(at),
            ContactEntry::Erased(erased) => self.erase(*erased),
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
            ContactEntry::Dequeued => {
                self.leave_queue(at);
                // Out of the queue without an agent: only a flow can bring it back.
                if self.phase == Phase::Queued {
                    self.phase = Phase::Flow;
                }
            }
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
            ContactEntry::Watching { mode } => {
                if let Some(monitor) = &mut self.monitor {
                    monitor.turn(*mode, at);
                }
                if let Some(agent) = &mut self.agent {
                    agent.connected.get_or_insert(at);
                }
                self.phase = Phase::Connected;
            }
            ContactEntry::WatchEnded => self.end_watch(at),
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
                    agent.interaction_ms = millis(at.since(connected))
                        .saturating_sub(agent.hold_ms)
                        .saturating_sub(agent.pause_ms);
                    agent.acw_started = Some(at);
                }
                if let Some(monitor) = &mut self.monitor {
                    monitor.end(at);
                }
            }
            ContactEntry::CriteriaSet(criteria) => self.routing_criteria.push((**criteria).clone()),
            ContactEntry::CriteriaMoved(criteria) => {
                if let Some(current) = self.routing_criteria.last_mut() {
                    current.clone_from(criteria);
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
            ContactEntry::QualityMeasured(quality) => self.quality = Some(quality.clone()),
            ContactEntry::Disconnected { reason, issue } => {
                self.disconnected = Some(at);
                self.disconnect_reason = Some(*reason);
                self.disconnect_issue = *issue;
                self.leave_queue(at);
                self.leave_third_party(at);
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

    fn leave_third_party(&mut self, at: Timestamp) {
        if let Some(third) = &mut self.third_party {
            third.leave(at);
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

    /// A pause that began with the agent, or before, counts for the agent while the agent had it.
    fn end_pause(&mut self, at: Timestamp) {
        let Some(task) = &mut self.task else {
            return;
        };
        let since = task.paused;
        task.unpause(at);
        if let (Some(since), Some(agent)) = (since, &mut self.agent)
            && let (Some(connected), None) = (agent.connected, agent.disconnected)
        {
            agent.pause_ms += millis(at.since(since.max(connected)));
        }
    }

    /// Personal data that somebody wants gone. Source: DeleteContactData.
    fn erase(&mut self, what: Erased) {
        if what.attributes {
            self.attributes.clear();
        }
        if what.customer {
            self.customer = None;
            self.customer_name = None;
        }
        if what.details {
            self.details = Details::default();
        }
    }

    /// A supervisor who only listened, or left the others to each other, has no after-contact work.
    fn end_watch(&mut self, at: Timestamp) {
        if let Some(monitor) = &mut self.monitor {
            monitor.end(at);
        }
        if let Some(agent) = &mut self.agent
            && let Some(connected) = agent.connected
        {
            agent.disconnected = Some(at);
            agent.interaction_ms = millis(at.since(connected));
        }
    }

    /// Whether it is a supervisor's who did not take the customer over.
    pub fn only_watched(&self) -> bool {
        let agent = self.agent.as_ref();
        self.monitor.is_some() && agent.is_none_or(|it| it.acw_started.is_none())
    }

    fn settle(&mut self) {
        if self.disconnected.is_none() {
            return;
        }
        let agent = self.agent.as_ref();
        let working = !self.only_watched()
            && agent.is_some_and(|it| it.connected.is_some() && it.acw_ended.is_none());
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
