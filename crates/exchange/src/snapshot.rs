//! An agent's state as the agent's pages see it (docs/app-protocol.md, `snapshot`).

use crate::agent::{AgentFacts, ContactState};
use crate::contact::{ContactFacts, InitiationMethod};
use ids::{AgentStatusId, ContactId, Pii, Timestamp};
use resources::{AgentStatusType, Channel};
use serde::Serialize;
use std::collections::BTreeMap;

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
}

/// A queue by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnapshotQueue {
    /// Name.
    pub name: String,
}

/// The snapshot of an agent; `contact` finds what is known of a live contact.
pub(crate) fn build<'a>(
    seq: u64,
    facts: &AgentFacts,
    contact: impl Fn(ContactId) -> Option<&'a ContactFacts>,
) -> AgentSnapshot {
    let contacts = facts
        .contacts
        .iter()
        .map(|held| AgentContact {
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
            attributes: contact(held.contact)
                .map(|it| it.attributes.clone())
                .unwrap_or_default(),
            offer_expires: held.offer_until,
            connected_since: held.connected,
            muted: held.muted,
            acw_expires: held.acw_until,
            inbound: held.initiation_method != InitiationMethod::Outbound,
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
