//! The centre whose contacts are counted, and the journal's entries of them.

use exchange::journal::{AgentEntry, ContactEntry, Entry, OfferEnd, Subject};
use exchange::{AgentFacts, AgentPart, ContactFacts, DisconnectReason};
use ids::{ContactId, IdSource, InstanceId, QueueId, RoutingProfileId, Timestamp, UserId};
use metrics::Profiles;
use resources::{Channel, MediaConcurrency, QueueEntry, RoutingProfile};
use serde_json::json;

pub(crate) const QUEUES: usize = 50;
const AGENTS: usize = 500;
/// Queues that a routing profile serves.
const SERVED: usize = 5;
const PROFILES: usize = QUEUES / SERVED;

pub(crate) struct Centre {
    pub(crate) ids: IdSource,
    draw: IdSource,
    pub(crate) instance: InstanceId,
    pub(crate) queues: Vec<QueueId>,
    /// Each with the routing profile.
    pub(crate) agents: Vec<UserId>,
    profiles: Vec<RoutingProfileId>,
    blank: ContactFacts,
    part: AgentPart,
}

impl Centre {
    pub(crate) fn new() -> Self {
        let mut ids = IdSource::new(5);
        let blank = serde_json::from_value(json!({
            "id": ids.uuid(), "channel": "VOICE", "initiation_method": "INBOUND", "initial": null,
            "previous": null, "next": null, "related": null, "initiated": Timestamp(0),
            "connected_to_system": null, "disconnected": null, "disconnect_reason": null,
            "disconnect_issue": null, "completed": null, "updated": Timestamp(0),
            "phase": "FLOW", "customer": null, "customer_name": null, "system": null,
            "attributes": {}, "segment_attributes": {"connect:Subtype": "connect:Telephony"},
            "tags": {}, "flow": null, "queue": null, "agent": null, "offered_to": null,
            "connection_attempts": 0, "recordings": [],
        }));
        let part = serde_json::from_value(json!({
            "id": ids.uuid(), "username": "a", "routing_profile": ids.uuid(),
            "routing_profile_name": "P", "hierarchy": ["top"], "connected": null,
            "disconnected": null, "interaction_ms": 0, "holds": 0, "hold_ms": 0,
            "longest_hold_ms": 0, "held_since": null, "acw_started": null, "acw_ended": null,
        }));
        Self {
            instance: ids.id(),
            queues: (0..QUEUES).map(|_| ids.id()).collect(),
            agents: (0..AGENTS).map(|_| ids.id()).collect(),
            profiles: (0..PROFILES).map(|_| ids.id()).collect(),
            draw: IdSource::new(6),
            ids,
            blank: blank.unwrap(),
            part: part.unwrap(),
        }
    }

    /// The routing profiles as they are configured.
    pub(crate) fn profiles(&self) -> Profiles {
        let of = |(at, id): (usize, &RoutingProfileId)| {
            let queues = self.queues[at * SERVED..][..SERVED].iter();
            let entry = |queue: &QueueId| QueueEntry {
                queue: *queue,
                channel: Channel::Voice,
                priority: 1,
                delay: 0,
            };
            let profile = RoutingProfile {
                id: *id,
                name: format!("P{at}"),
                description: String::new(),
                default_outbound_queue: self.queues[at * SERVED],
                queues: queues.map(entry).collect(),
                manual_queues: Vec::new(),
                concurrency: vec![MediaConcurrency {
                    channel: Channel::Voice,
                    concurrency: 1,
                    route_any_channel: false,
                }],
                agent_order: Default::default(),
                tags: Default::default(),
            };
            (*id, profile)
        };
        self.profiles.iter().enumerate().map(of).collect()
    }

    /// All agents, available from a time on.
    pub(crate) fn known(&mut self, at: Timestamp) -> Vec<Entry> {
        let status = self.ids.uuid();
        let of = |(number, agent): (usize, &UserId)| {
            let facts: AgentFacts = serde_json::from_value(json!({
                "id": agent, "signed_in": true, "signed_out": null,
                "status": {"id": status, "name": "Available", "status_type": "ROUTABLE", "since": at},
                "next_status": null, "contacts": [], "idle_since": at, "updated": at,
                "place": {"routing_profile": self.profiles[number % PROFILES], "hierarchy": ["top"]},
            }))
            .unwrap();
            Entry {
                at,
                subject: Subject::Agent {
                    agent: *agent,
                    entry: AgentEntry::Known(Box::new(facts)),
                },
            }
        };
        self.agents.iter().enumerate().map(of).collect()
    }

    /// The entries of one contact that begins at a time, the first three of which bring it into its
    /// queue.
    pub(crate) fn contact(&mut self, from: Timestamp) -> Vec<Entry> {
        let contact: ContactId = self.ids.id();
        let queue = self.draw.below(QUEUES as u32) as usize;
        let profile = queue / SERVED;
        let of_profile = self.draw.below((AGENTS / PROFILES) as u32) as usize;
        let agent = self.agents[of_profile * PROFILES + profile];
        let mut at = from;
        let mut wait = |most: u32| {
            at = Timestamp(at.0 + i64::from(self.draw.below(most)));
            at
        };
        let facts = ContactFacts {
            id: contact,
            initiated: from,
            ..self.blank.clone()
        };
        let chosen = ContactEntry::QueueChosen {
            queue: self.queues[queue],
            owner: None,
            name: String::new(),
        };
        let queued = wait(9_000);
        let mut entries = vec![
            (from, ContactEntry::Initiated(Box::new(facts))),
            (queued, chosen),
            (queued, ContactEntry::Enqueued),
        ];
        let served = wait(120_000);
        let until = served;
        let (reason, issue) = (DisconnectReason::CustomerDisconnect, None);
        let gone = ContactEntry::Disconnected { reason, issue };
        if served.0 - queued.0 > 100_000 {
            entries.push((served, gone));
            entries.push((served, ContactEntry::Completed));
        } else {
            let end = OfferEnd::Accepted;
            let over = wait(300_000);
            let cleared = wait(60_000);
            let part = AgentPart {
                id: agent,
                routing_profile: self.profiles[profile],
                ..self.part.clone()
            };
            entries.extend([
                (served, ContactEntry::Offered { agent, until }),
                (served, ContactEntry::OfferEnded { agent, end }),
                (served, ContactEntry::AgentAssigned(Box::new(part))),
                (served, ContactEntry::ConnectedToAgent),
                (over, ContactEntry::AgentDisconnected),
                (over, gone),
                (cleared, ContactEntry::WorkEnded),
                (cleared, ContactEntry::Completed),
            ]);
        }
        let of = |(at, entry)| Entry {
            at,
            subject: Subject::Contact { contact, entry },
        };
        entries.into_iter().map(of).collect()
    }
}
