//! A centre that writes its journal: entries in order, and what they count for.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use exchange::journal::{AgentEntry, ContactEntry, Entry, OfferEnd, Subject};
use exchange::{
    AgentFacts, AgentPart, AgentPlace, ContactFacts, ContactState, DisconnectReason, HeldContact,
    InitiationMethod, Phase, QueueFacts, StatusFacts, StringMap,
};
use ids::{ContactId, IdSource, QueueId, RoutingProfileId, Timestamp, UserId};
use metrics::watch::Reading;
use metrics::{
    Ask, Collector, Dimension, Dims, Group, Increment, Interval, MetricFilter, Query, Series, Span,
    Tally, Threshold, find,
};
use resources::{AgentStatusType, Channel};
use std::collections::BTreeMap;

pub type Kept = BTreeMap<(Series, Span, Timestamp, Dims), Tally>;

/// Adds increments to tallies of all spans, as a driver does.
pub fn keep(kept: &mut Kept, increments: &[Increment]) {
    for it in increments {
        for span in Span::ALL {
            let key = (it.series, *span, span.start(it.at), it.dims.clone());
            kept.entry(key).or_default().add(it);
        }
    }
}

/// Seconds after midnight of a Monday.
pub fn at(hours: i64, minutes: i64, seconds: i64) -> Timestamp {
    let midnight: Timestamp = "2024-01-15T00:00:00Z".parse().unwrap();
    Timestamp(midnight.0 + (hours * 3600 + minutes * 60 + seconds) * 1000)
}

pub struct Centre {
    pub ids: IdSource,
    pub entries: Vec<Entry>,
    pub collector: Collector,
    pub kept: Kept,
    /// What was told by the minute.
    pub told: Vec<Reading>,
    pub queue: QueueId,
    pub profile: RoutingProfileId,
    facts: BTreeMap<ContactId, ContactFacts>,
}

impl Centre {
    pub fn new() -> Self {
        let mut ids = IdSource::new(11);
        Self {
            queue: ids.id(),
            profile: ids.id(),
            ids,
            entries: Vec::new(),
            collector: Collector::default(),
            kept: Kept::new(),
            told: Vec::new(),
            facts: BTreeMap::new(),
        }
    }

    fn write(&mut self, at: Timestamp, subject: Subject) {
        let entry = Entry { at, subject };
        let increments = self.collector.apply(&entry);
        keep(&mut self.kept, &increments);
        self.told.extend(self.collector.readings());
        self.entries.push(entry);
    }

    pub fn contact(&mut self, at: Timestamp, contact: ContactId, entry: ContactEntry) {
        if let Some(facts) = self.facts.get_mut(&contact) {
            facts.apply(at, &entry);
        }
        self.write(at, Subject::Contact { contact, entry });
    }

    pub fn agent(&mut self, at: Timestamp, agent: UserId, entry: AgentEntry) {
        self.write(at, Subject::Agent { agent, entry });
    }

    pub fn begin(&mut self, at: Timestamp, method: InitiationMethod) -> ContactId {
        self.begin_after(at, method, None)
    }

    pub fn begin_after(
        &mut self,
        at: Timestamp,
        method: InitiationMethod,
        previous: Option<ContactId>,
    ) -> ContactId {
        let id = self.ids.id();
        let facts = begun(id, method, previous, at);
        if let Some(previous) = previous {
            self.contact(at, previous, ContactEntry::Linked { next: id });
        }
        self.facts.insert(id, facts.clone());
        self.contact(at, id, ContactEntry::Initiated(Box::new(facts)));
        id
    }

    pub fn enqueue(&mut self, at: Timestamp, contact: ContactId) {
        let queue = self.queue;
        let chosen = ContactEntry::QueueChosen {
            queue,
            owner: None,
            name: "Q".into(),
        };
        self.contact(at, contact, chosen);
        self.contact(at, contact, ContactEntry::Enqueued);
    }

    /// An offer that rings until `to` and ends so.
    pub fn offer(
        &mut self,
        contact: ContactId,
        agent: UserId,
        from: Timestamp,
        to: Timestamp,
        end: OfferEnd,
    ) {
        let until = to;
        self.contact(from, contact, ContactEntry::Offered { agent, until });
        let held = self.held(contact, ContactState::Incoming, from);
        self.agent(from, agent, AgentEntry::ContactAdded(Box::new(held)));
        self.contact(to, contact, ContactEntry::OfferEnded { agent, end });
        let state = match end {
            OfferEnd::Accepted => ContactState::Connecting,
            OfferEnd::Missed | OfferEnd::Rejected => ContactState::Missed,
            OfferEnd::Withdrawn => return self.clear(to, contact, agent),
        };
        self.agent(to, agent, AgentEntry::ContactMoved { contact, state });
    }

    pub fn held(&self, contact: ContactId, state: ContactState, at: Timestamp) -> HeldContact {
        let facts = &self.facts[&contact];
        HeldContact {
            contact,
            initial: None,
            channel: facts.channel,
            initiation_method: facts.initiation_method,
            customer: None,
            state,
            state_since: at,
            arrived: at,
            connected: None,
            queue: facts.queue.clone(),
            offer_until: None,
            acw_until: None,
            muted: false,
        }
    }

    pub fn clear(&mut self, at: Timestamp, contact: ContactId, agent: UserId) {
        self.agent(at, agent, AgentEntry::ContactRemoved { contact });
    }

    /// Accepted at once and joined.
    pub fn answer(&mut self, at: Timestamp, contact: ContactId, agent: UserId) {
        self.offer(contact, agent, at, at, OfferEnd::Accepted);
        self.join(at, contact, agent);
    }

    pub fn join(&mut self, at: Timestamp, contact: ContactId, agent: UserId) {
        let part = Box::new(part(agent, self.profile));
        self.contact(at, contact, ContactEntry::AgentAssigned(part));
        self.contact(at, contact, ContactEntry::ConnectedToAgent);
        let state = ContactState::Connected;
        self.agent(at, agent, AgentEntry::ContactMoved { contact, state });
    }

    /// The conversation ends; after-contact work until `cleared`.
    pub fn end(
        &mut self,
        at: Timestamp,
        contact: ContactId,
        agent: UserId,
        reason: DisconnectReason,
        cleared: Timestamp,
    ) {
        self.contact(at, contact, ContactEntry::AgentDisconnected);
        let state = ContactState::Ended;
        self.agent(at, agent, AgentEntry::ContactMoved { contact, state });
        self.contact(
            at,
            contact,
            ContactEntry::Disconnected {
                reason,
                issue: None,
            },
        );
        self.contact(cleared, contact, ContactEntry::WorkEnded);
        self.clear(cleared, contact, agent);
        self.contact(cleared, contact, ContactEntry::Completed);
    }

    /// Over without an agent.
    pub fn hang_up(&mut self, at: Timestamp, contact: ContactId, reason: DisconnectReason) {
        self.contact(
            at,
            contact,
            ContactEntry::Disconnected {
                reason,
                issue: None,
            },
        );
        self.contact(at, contact, ContactEntry::Completed);
    }

    pub fn known(&mut self, at: Timestamp) -> UserId {
        let agent = self.ids.id();
        let facts = AgentFacts {
            id: agent,
            signed_in: false,
            signed_out: None,
            status: self.status(at, AgentStatusType::Offline),
            next_status: None,
            contacts: Vec::new(),
            idle_since: at,
            updated: at,
            place: None,
        };
        self.agent(at, agent, AgentEntry::Known(Box::new(facts)));
        let place = AgentPlace {
            routing_profile: self.profile,
            hierarchy: vec!["top".into(), "team".into()],
        };
        self.agent(at, agent, AgentEntry::Placed(Box::new(place)));
        agent
    }

    /// A new agent who is in that status.
    pub fn agent_in(&mut self, at: Timestamp, status: AgentStatusType) -> UserId {
        let agent = self.known(at);
        self.agent(at, agent, AgentEntry::SignedIn);
        self.set(at, agent, status);
        agent
    }

    pub fn set(&mut self, at: Timestamp, agent: UserId, status: AgentStatusType) {
        let status = self.status(at, status);
        self.agent(at, agent, AgentEntry::StatusSet(status));
    }

    fn status(&mut self, since: Timestamp, status_type: AgentStatusType) -> StatusFacts {
        StatusFacts {
            id: self.ids.id(),
            name: format!("{status_type:?}"),
            status_type,
            since,
        }
    }

    /// The answer to a question from what is kept, and what agents have done since.
    pub fn ask(&self, query: &Query, now: Timestamp) -> Vec<Group> {
        let mut fold = query.fold();
        for read in query.reads() {
            for ((series, span, start, dims), tally) in &self.kept {
                let inside = (read.from..read.to).contains(start);
                if (*series, *span) == (read.series, read.span) && inside {
                    fold.add(*series, *start, &dims.key(), &tally.encode())
                        .unwrap();
                }
            }
        }
        for increment in self.collector.pending(now) {
            fold.add_pending(&increment).unwrap();
        }
        fold.finish()
    }

    /// One metric over a time, of everything.
    pub fn value(&self, name: &str, from: Timestamp, to: Timestamp) -> Option<f64> {
        self.of(ask(name), from, to)
    }

    pub fn of(&self, ask: Ask, from: Timestamp, to: Timestamp) -> Option<f64> {
        let mut query = Query::new(from, to, Interval::TOTAL);
        query.asks.push(ask);
        self.ask(&query, to).first().and_then(|it| it.metrics[0])
    }

    pub fn day(&self, name: &str) -> Option<f64> {
        self.value(name, at(0, 0, 0), at(24, 0, 0))
    }
}

pub fn ask(name: &str) -> Ask {
    Ask {
        metric: find(name).unwrap(),
        threshold: None,
        filters: Vec::new(),
    }
}

pub fn within(name: &str, seconds: u64) -> Ask {
    Ask {
        threshold: Some(Threshold {
            seconds,
            inclusive: false,
        }),
        ..ask(name)
    }
}

pub fn only(name: &str, dimension: Dimension, values: &[&str]) -> Ask {
    Ask {
        filters: vec![MetricFilter {
            dimension,
            values: values.iter().map(|it| (*it).to_owned()).collect(),
            negate: false,
        }],
        ..ask(name)
    }
}

fn part(agent: UserId, routing_profile: RoutingProfileId) -> AgentPart {
    let json = serde_json::json!({
        "id": agent, "username": "ann", "routing_profile": routing_profile,
        "routing_profile_name": "P", "hierarchy": ["top", "team"], "connected": null,
        "disconnected": null, "interaction_ms": 0, "holds": 0, "hold_ms": 0,
        "longest_hold_ms": 0, "held_since": null, "acw_started": null, "acw_ended": null,
    });
    serde_json::from_value(json).unwrap()
}

/// A contact as it begins: read from the form in which journals have it, which takes defaults for
/// what later versions add.
fn begun(
    id: ContactId,
    method: InitiationMethod,
    previous: Option<ContactId>,
    at: Timestamp,
) -> ContactFacts {
    let json = serde_json::json!({
        "id": id, "channel": Channel::Voice, "initiation_method": method,
        "initial": null, "previous": previous, "next": null, "related": null,
        "initiated": at, "connected_to_system": null, "disconnected": null,
        "disconnect_reason": null, "disconnect_issue": null, "completed": null,
        "updated": at, "phase": Phase::Flow, "customer": null, "customer_name": null,
        "system": null, "attributes": StringMap::new(), "segment_attributes": StringMap::new(),
        "tags": StringMap::new(), "flow": null, "queue": None::<QueueFacts>, "agent": null,
        "offered_to": null, "connection_attempts": 0, "recordings": [],
    });
    serde_json::from_value(json).unwrap()
}
