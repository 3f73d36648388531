//! What is live: agents as they are, and contacts that wait. Source: connect-d-data-metrics.md
//! §3.1, §3.2; connect-g-agent-workspace.md §13.3.

use crate::{Dimension, Dims};
use exchange::{AgentFacts, ContactFacts, ContactState, HeldContact, InitiationMethod, Phase};
use ids::{ContactId, QueueId, RoutingProfileId, Timestamp, UserId};
use resources::{AgentStatusType, Channel, RoutingProfile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An agent as the metrics see one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seat {
    /// What is known.
    pub facts: AgentFacts,
    /// Until when time was counted.
    pub(crate) since: Timestamp,
    /// Milliseconds in custom statuses until then.
    custom_ms: u64,
}

impl Seat {
    pub(crate) fn new(facts: AgentFacts, at: Timestamp) -> Self {
        Self {
            facts,
            since: at,
            custom_ms: 0,
        }
    }

    /// Milliseconds in custom statuses until a time that is not before the last entry.
    pub(crate) fn custom_until(&self, at: Timestamp) -> u64 {
        let more = match self.custom() {
            true => u64::try_from(at.0.saturating_sub(self.since.0)).unwrap_or(0),
            false => 0,
        };
        self.custom_ms + more
    }

    pub(crate) fn note_custom(&mut self, at: Timestamp) {
        self.custom_ms = self.custom_until(at);
        self.since = self.since.max(at);
    }

    fn custom(&self) -> bool {
        self.facts.status.status_type == AgentStatusType::Custom
    }

    pub(crate) fn place_into(&self, dims: &mut Dims) {
        if let Some(place) = &self.facts.place {
            dims.set(Dimension::RoutingProfile, place.routing_profile);
            dims.set_levels(&place.hierarchy);
        }
    }

    /// The routing profile.
    pub fn profile(&self) -> Option<RoutingProfileId> {
        self.facts.place.as_ref().map(|it| it.routing_profile)
    }

    fn any(&self, of: impl Fn(&HeldContact) -> bool) -> bool {
        self.facts.contacts.iter().any(of)
    }

    /// Signed in, and in a status other than offline.
    pub fn online(&self) -> bool {
        self.facts.signed_in && self.facts.status.status_type != AgentStatusType::Offline
    }

    /// In a custom status.
    pub fn non_productive(&self) -> bool {
        self.online() && self.custom()
    }

    /// Online and not in a custom status.
    pub fn staffed(&self) -> bool {
        self.online() && !self.custom()
    }

    /// Could be offered a contact and has none, not even a failed one.
    pub fn available(&self) -> bool {
        self.facts.routable() && self.facts.contacts.is_empty()
    }

    /// Has a contact: talking, on hold, in after-contact work, or calling somebody.
    pub fn on_contact(&self) -> bool {
        self.any(Self::busy)
    }

    /// Has a missed, rejected or failed contact.
    pub fn failed(&self) -> bool {
        self.any(|it| {
            matches!(
                it.state,
                ContactState::Missed | ContactState::Rejected | ContactState::Error
            )
        })
    }

    /// A contact rings, or its audio is under way.
    pub fn being_offered(&self) -> bool {
        self.any(|it| matches!(it.state, ContactState::Incoming | ContactState::Connecting))
    }

    /// What the agent does, in one word. Source: connect-d-data-metrics.md §3.2.
    pub fn activity(&self) -> &str {
        let at_work = |it: &HeldContact| Self::busy(it) && it.state != ContactState::Ended;
        let in_state = |state| self.any(|it| it.state == state);
        if in_state(ContactState::Error) {
            "Error"
        } else if in_state(ContactState::Missed) {
            "Missed"
        } else if in_state(ContactState::Rejected) {
            "Rejected"
        } else if self.any(|it| it.initiation_method == InitiationMethod::Monitor && at_work(it)) {
            // A supervisor who listens to another's contact, or takes part in it.
            "Monitoring"
        } else if self.any(at_work) {
            "On contact"
        } else if in_state(ContactState::Ended) {
            "After contact work"
        } else if self.being_offered() {
            "Incoming"
        } else if !self.facts.signed_in {
            "Offline"
        } else {
            &self.facts.status.name
        }
    }

    /// Slots of a channel under a routing profile.
    pub fn slots(&self, channel: Channel, profile: &RoutingProfile) -> Slots {
        let here = self
            .facts
            .contacts
            .iter()
            .filter(|it| it.channel == channel);
        let (mut used, mut active) = (0, 0);
        for contact in here {
            used += 1;
            active += u32::from(Self::busy(contact));
        }
        let concurrency = profile.concurrency.iter().find(|it| it.channel == channel);
        let most = concurrency.map_or(0, |it| it.concurrency);
        let elsewhere = self.any(|it| it.channel != channel);
        let crossing = concurrency.is_some_and(|it| it.route_any_channel);
        let open = self.staffed() && (crossing || !elsewhere);
        Slots {
            active,
            available: if open { most.saturating_sub(used) } else { 0 },
        }
    }

    /// Whether a contact keeps its agent busy: connected, on hold, in after-contact work, or an
    /// outbound call that rings.
    pub fn busy(contact: &HeldContact) -> bool {
        let calling = matches!(
            contact.initiation_method,
            InitiationMethod::Outbound | InitiationMethod::Callback
        );
        match contact.state {
            ContactState::Connected
            | ContactState::ConnectedOnHold
            | ContactState::Paused
            | ContactState::Ended => true,
            ContactState::Connecting => calling,
            _ => false,
        }
    }
}

/// Slots of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slots {
    /// In use by contacts that keep the agent busy.
    pub active: u32,
    /// Still to be had.
    pub available: u32,
}

/// Agents, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seats {
    /// `AGENTS_ONLINE`.
    pub online: u32,
    /// `AGENTS_AVAILABLE`.
    pub available: u32,
    /// `AGENTS_STAFFED`.
    pub staffed: u32,
    /// `AGENTS_ON_CONTACT`.
    pub on_contact: u32,
    /// `AGENTS_NON_PRODUCTIVE`.
    pub non_productive: u32,
    /// `AGENTS_ERROR`.
    pub error: u32,
}

impl Seats {
    /// Counts one more.
    pub fn add(&mut self, seat: &Seat) {
        self.online += u32::from(seat.online());
        self.available += u32::from(seat.available());
        self.staffed += u32::from(seat.staffed());
        self.on_contact += u32::from(seat.on_contact());
        self.non_productive += u32::from(seat.non_productive());
        self.error += u32::from(seat.failed());
    }

    /// Counts all that others have.
    pub fn join(&mut self, others: Self) {
        self.online += others.online;
        self.available += others.available;
        self.staffed += others.staffed;
        self.on_contact += others.on_contact;
        self.non_productive += others.non_productive;
        self.error += others.error;
    }
}

/// What waits in a queue on one channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Since when contacts wait that no agent is offered, oldest first.
    pub waiting: Vec<(Timestamp, ContactId)>,
    /// Callbacks whose time has not come.
    pub scheduled: u32,
}

/// See the [module](self).
#[derive(Debug, Default)]
pub struct Live<'a> {
    /// Agents who were ever seen.
    pub agents: BTreeMap<UserId, &'a Seat>,
    /// What waits, by queue and channel; agents' own queues are left out.
    pub queues: BTreeMap<(QueueId, Channel), Waiting>,
}

impl<'a> Live<'a> {
    pub(crate) fn of(
        contacts: impl Iterator<Item = &'a ContactFacts>,
        agents: impl Iterator<Item = &'a Seat>,
    ) -> Self {
        let mut queues: BTreeMap<_, Waiting> = BTreeMap::new();
        for facts in contacts {
            let Some(queue) = facts.queue.as_ref().filter(|it| it.owner.is_none()) else {
                continue;
            };
            let key = (queue.id, facts.channel);
            match (facts.phase, queue.enqueued) {
                (Phase::Scheduled, _) => queues.entry(key).or_default().scheduled += 1,
                // Routed to an agent is out of the queue here, though not yet accepted (§21).
                (Phase::Queued, Some(at)) => {
                    queues.entry(key).or_default().waiting.push((at, facts.id));
                }
                _ => {}
            }
        }
        for queue in queues.values_mut() {
            queue.waiting.sort_unstable();
        }
        Self {
            agents: agents.map(|it| (it.facts.id, it)).collect(),
            queues,
        }
    }
}
