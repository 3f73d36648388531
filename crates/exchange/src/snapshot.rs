//! An agent's state as the agent's pages see it (docs/app-protocol.md, `snapshot`).

use crate::agent::{AgentFacts, ContactState};
use crate::calls::conference::{Guest, GuestEnd};
use crate::calls::{Call, Stage};
use crate::contact::{ContactFacts, InitiationMethod, MonitorMode};
use crate::input::DialFailure;
use crate::tasks::Task;
use ids::{AgentStatusId, ContactId, Pii, Timestamp};
use resources::{AgentStatusType, Channel};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The whole state of one agent. Serialises to the fields of the page protocol's `snapshot`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentSnapshot {
    /// Grows with each snapshot of this agent.
    pub seq: u64,
    /// The status now.
    pub status: SnapshotStatus,
    /// The status after the present contacts.
    pub next_status: Option<NamedStatus>,
    /// What is on the agent's desk, oldest first.
    pub contacts: Vec<AgentContact>,
}

/// A status with its start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnapshotStatus {
    /// Identifier.
    pub id: AgentStatusId,
    /// Name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub status_type: AgentStatusType,
    /// Since when.
    pub since: Timestamp,
}

/// A status by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedStatus {
    /// Identifier.
    pub id: AgentStatusId,
    /// Name.
    pub name: String,
}

/// A contact on an agent's desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentContact {
    /// Identifier.
    pub contact_id: ContactId,
    /// Channel.
    pub channel: Channel,
    /// State; a ringing inbound offer is `INCOMING` here (the page protocol) although the agent
    /// event stream calls it `CONNECTING`.
    pub state: ContactState,
    /// Since when.
    pub state_since: Timestamp,
    /// The queue it came from.
    pub queue: Option<SnapshotQueue>,
    /// The customer's address.
    pub customer: Option<Pii<String>>,
    /// User-defined attributes.
    pub attributes: BTreeMap<String, String>,
    /// Its name, where it has one.
    pub name: Option<Pii<String>>,
    /// Its description.
    pub description: Option<Pii<String>>,
    /// Its references, by name.
    pub references: Vec<SnapshotReference>,
    /// When the offer ends.
    pub offer_expires: Option<Timestamp>,
    /// Since when agent and customer were joined.
    pub connected_since: Option<Timestamp>,
    /// Whether the agent is silenced.
    pub muted: bool,
    /// When after-contact work ends by itself.
    pub acw_expires: Option<Timestamp>,
    /// Whether the customer started it.
    pub inbound: bool,
    /// Everybody else on the line, the customer first; empty before the conversation.
    pub parties: Vec<Party>,
    /// Whether the agent controls the parties.
    pub in_control: bool,
    /// Whether the agent is on hold.
    pub on_hold: bool,
    /// Whether more than one other may be added, and any agent has the controls.
    pub multi_party: bool,
    /// What became of the last one who was added and is gone.
    pub last_party: Option<LastParty>,
    /// Where the agent is a supervisor who monitors: how.
    pub monitor: Option<SnapshotMonitor>,
}

/// How a supervisor is on a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotMonitor {
    /// Listening or taking part; nothing before audio flows.
    pub mode: Option<MonitorMode>,
    /// Whether the supervisor may take part.
    pub may_barge: bool,
    /// Whether the agent is gone, and the customer is the supervisor's.
    pub took_over: bool,
}

/// Somebody on the line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// `customer`, or the contact that was opened for it.
    pub id: String,
    /// What it is.
    pub kind: PartyKind,
    /// As whom it is known.
    pub name: Option<Pii<String>>,
    /// How far it is.
    pub state: PartyState,
    /// Whether it is silenced.
    pub muted: bool,
    /// Whether it can be held, or silenced where that may be: not the agent who has the customer.
    pub holdable: bool,
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyKind {
    /// The customer.
    Customer,
    /// An agent.
    Agent,
    /// A supervisor who barged.
    Supervisor,
    /// Whoever a queue brings.
    Queue,
    /// A telephone number.
    Number,
}

/// How far a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyState {
    /// Being called, or on its way.
    Calling,
    /// It can talk.
    Connected,
    /// On hold.
    Hold,
}

/// A party that is gone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LastParty {
    /// As whom it was known.
    pub name: Pii<String>,
    /// What became of it.
    pub end: PartyEnd,
}

/// What became of a party that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyEnd {
    /// Busy.
    Busy,
    /// It rang in vain.
    NoAnswer,
    /// It, or its carrier, refused.
    Rejected,
    /// There is no way to it.
    Unreachable,
    /// It left, was let go, or the transfer's flow ended.
    Left,
}

/// A contact of an agent, and who else is on the line.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    facts: &'a ContactFacts,
    parties: Vec<Party>,
    in_control: bool,
    on_hold: bool,
    multi_party: bool,
    last_party: Option<LastParty>,
    monitor: Option<SnapshotMonitor>,
}

impl<'a> Line<'a> {
    /// Of a live contact. In a call of three a guest's agent sees but the other agent, and not who
    /// that is (connect-g-agent-workspace.md §4.3).
    pub(crate) fn of(
        id: ContactId,
        calls: &'a HashMap<ContactId, Call>,
        tasks: &'a HashMap<ContactId, Task>,
        hosts: &HashMap<ContactId, ContactId>,
        multi_party: bool,
    ) -> Option<Self> {
        let Some(call) = calls.get(&id) else {
            return tasks.get(&id).map(|task| Self::alone(&task.facts));
        };
        // A supervisor who listens sees everybody on the line, without being there.
        let watched = match &call.stage {
            Stage::Watching(_) => call.facts.monitor.as_ref().map(|it| it.contact),
            _ => None,
        };
        let of = watched.unwrap_or(id);
        let host = hosts.get(&of).copied().unwrap_or(of);
        let host = calls.get(&host).unwrap_or(call);
        let own = host.facts.id == id;
        let in_control = watched.is_none() && (own || multi_party);
        let talk = match &call.stage {
            Stage::Talking(talk) => Some(talk),
            _ => None,
        };
        let mut parties = Vec::new();
        if talk.is_some() || watched.is_some() {
            let all = in_control || watched.is_some();
            if all {
                parties.extend(customer(host));
            }
            if !own {
                parties.extend(agent_of(host, multi_party || watched.is_some()));
            }
            let others = host.guests.iter().filter(|it| it.contact != id);
            parties.extend(others.filter(|_| all).map(guest));
        }
        Some(Self {
            facts: &call.facts,
            parties,
            in_control,
            on_hold: talk.is_some_and(|it| it.apart),
            multi_party,
            last_party: host.guests.last_end.clone().map(|(name, end)| LastParty {
                name: Pii::new(name),
                end: end.into(),
            }),
            monitor: call.facts.monitor.as_ref().map(|it| SnapshotMonitor {
                mode: it.mode(),
                may_barge: it.may_barge,
                took_over: talk.is_some() && !hosts.contains_key(&id),
            }),
        })
    }
}

impl<'a> Line<'a> {
    /// Of a contact that nobody else is on.
    fn alone(facts: &'a ContactFacts) -> Self {
        Self {
            facts,
            parties: Vec::new(),
            in_control: true,
            on_hold: false,
            multi_party: false,
            last_party: None,
            monitor: None,
        }
    }
}

fn customer(host: &Call) -> Option<Party> {
    let held = matches!(&host.stage, Stage::Talking(talk) if talk.held);
    host.customer.present.then(|| Party {
        id: "customer".into(),
        kind: PartyKind::Customer,
        name: host.facts.customer.as_ref().map(|it| it.address.clone()),
        state: state(true, held),
        muted: host.guests.customer_muted,
        holdable: true,
    })
}

fn agent_of(host: &Call, named: bool) -> Option<Party> {
    let Stage::Talking(talk) = &host.stage else {
        return None;
    };
    let agent = host.facts.agent.as_ref().filter(|_| named);
    Some(Party {
        id: host.facts.id.to_string(),
        kind: PartyKind::Agent,
        name: agent.map(|it| Pii::new(it.username.clone())),
        state: state(true, talk.apart),
        muted: talk.muted,
        holdable: false,
    })
}

fn guest(it: &Guest) -> Party {
    Party {
        id: it.contact.to_string(),
        kind: it.kind,
        name: Some(Pii::new(it.name.clone())),
        state: state(it.is_here(), it.held),
        muted: it.muted,
        holdable: it.is_here(),
    }
}

const fn state(here: bool, held: bool) -> PartyState {
    match (here, held) {
        (false, _) => PartyState::Calling,
        (true, true) => PartyState::Hold,
        (true, false) => PartyState::Connected,
    }
}

impl From<GuestEnd> for PartyEnd {
    fn from(end: GuestEnd) -> Self {
        match end {
            GuestEnd::Unreached(DialFailure::Busy) => Self::Busy,
            GuestEnd::Unreached(DialFailure::NoAnswer) => Self::NoAnswer,
            GuestEnd::Unreached(DialFailure::Rejected) => Self::Rejected,
            GuestEnd::Unreached(DialFailure::Unreachable) => Self::Unreachable,
            GuestEnd::Left => Self::Left,
        }
    }
}

/// A reference of a contact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnapshotReference {
    /// Its name.
    pub name: String,
    /// `URL`, `STRING` and the like.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address or the text.
    pub value: Pii<String>,
}

/// A queue by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnapshotQueue {
    /// Name.
    pub name: String,
}

/// The snapshot of an agent; `lines` tell what is known of the contacts, in their order.
pub(crate) fn build(seq: u64, facts: &AgentFacts, lines: Vec<Option<Line<'_>>>) -> AgentSnapshot {
    let contacts = facts
        .contacts
        .iter()
        .zip(lines)
        .map(|(held, line)| AgentContact {
            contact_id: held.contact,
            channel: held.channel,
            state: held.state,
            state_since: held.state_since,
            queue: held
                .queue
                .as_ref()
                .filter(|it| it.owner.is_none())
                .map(|it| SnapshotQueue {
                    name: it.name.clone(),
                }),
            customer: held.customer.clone(),
            attributes: line
                .as_ref()
                .map(|it| it.facts.attributes.clone())
                .unwrap_or_default(),
            name: line.as_ref().and_then(|it| it.facts.details.name.clone()),
            description: line
                .as_ref()
                .and_then(|it| it.facts.details.description.clone()),
            references: line
                .as_ref()
                .map(|it| references(it.facts))
                .unwrap_or_default(),
            offer_expires: held.offer_until,
            connected_since: held.connected,
            muted: held.muted,
            acw_expires: held.acw_until,
            inbound: held.initiation_method != InitiationMethod::Outbound,
            in_control: line.as_ref().is_none_or(|it| it.in_control),
            on_hold: line.as_ref().is_some_and(|it| it.on_hold),
            multi_party: line.as_ref().is_some_and(|it| it.multi_party),
            last_party: line.as_ref().and_then(|it| it.last_party.clone()),
            monitor: line.as_ref().and_then(|it| it.monitor.clone()),
            parties: line.map(|it| it.parties).unwrap_or_default(),
        })
        .collect();
    AgentSnapshot {
        seq,
        status: SnapshotStatus {
            id: facts.status.id,
            name: facts.status.name.clone(),
            status_type: facts.status.status_type,
            since: facts.status.since,
        },
        next_status: facts.next_status.as_ref().map(|it| NamedStatus {
            id: it.id,
            name: it.name.clone(),
        }),
        contacts,
    }
}

fn references(facts: &ContactFacts) -> Vec<SnapshotReference> {
    let all = facts.details.references.iter();
    all.map(|(name, it)| SnapshotReference {
        name: name.clone(),
        kind: it.kind.clone(),
        value: it.value.clone(),
    })
    .collect()
}
