//! What is known about an agent: the fold of the agent's journal entries.

use crate::contact::InitiationMethod;
use crate::contact::QueueFacts;
use crate::journal::AgentEntry;
use ids::{AgentStatusId, ContactId, Pii, RoutingProfileId, Timestamp, UserId};
use resources::{AgentStatusType, Channel};
use serde::{Deserialize, Serialize};

/// Everything known about one agent beyond the configured user.
/// Source: connect-d-data-metrics.md §7, connect-g-agent-workspace.md §3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgentFacts {
    /// The user.
    pub id: UserId,
    /// Whether signed in.
    pub signed_in: bool,
    /// When last signed out.
    pub signed_out: Option<Timestamp>,
    /// The status.
    pub status: StatusFacts,
    /// The status after the present contacts.
    pub next_status: Option<NextStatus>,
    /// Contacts on the agent's desk, oldest first.
    pub contacts: Vec<HeldContact>,
    /// Since when the agent counts as idle: the last change into a routable status or the end of
    /// the last contact.
    pub idle_since: Timestamp,
    /// Last change.
    pub updated: Timestamp,
    /// Where the agent stands in the centre; `None` in journals older than this.
    #[serde(default)]
    pub place: Option<AgentPlace>,
}

/// Where an agent stands in the centre, by which what the agent does is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPlace {
    /// The routing profile.
    pub routing_profile: RoutingProfileId,
    /// The hierarchy groups from the top down to the agent's own.
    pub hierarchy: Vec<String>,
}

/// A status in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusFacts {
    /// Identifier.
    pub id: AgentStatusId,
    /// Name at that time.
    pub name: String,
    /// Type.
    pub status_type: AgentStatusType,
    /// Since when.
    pub since: Timestamp,
}

/// A status chosen for later. Source: connect-g-agent-workspace.md §3.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStatus {
    /// Identifier.
    pub id: AgentStatusId,
    /// Name at that time.
    pub name: String,
    /// Type.
    pub status_type: AgentStatusType,
    /// When it was chosen.
    pub enqueued: Timestamp,
    /// Whether the agent signed out and only waits for this.
    pub sign_out: bool,
}

/// A contact on an agent's desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldContact {
    /// Which.
    pub contact: ContactId,
    /// The first of its chain.
    pub initial: Option<ContactId>,
    /// Channel.
    pub channel: Channel,
    /// How it came to be.
    pub initiation_method: InitiationMethod,
    /// The customer's address.
    pub customer: Option<Pii<String>>,
    /// State.
    pub state: ContactState,
    /// Since when.
    pub state_since: Timestamp,
    /// When it came to the agent.
    pub arrived: Timestamp,
    /// When agent and customer were joined.
    pub connected: Option<Timestamp>,
    /// The queue it came from.
    pub queue: Option<QueueFacts>,
    /// Until when the offer can be accepted.
    pub offer_until: Option<Timestamp>,
    /// Until when after-contact work may last.
    pub acw_until: Option<Timestamp>,
    /// Whether the agent is silenced.
    pub muted: bool,
}

/// The state of a contact at an agent, in the words of the page protocol.
///
/// The agent event stream calls a ringing inbound contact `CONNECTING`, too
/// (connect-d-data-metrics.md §11.3); see [`ContactState::event_name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactState {
    /// Offered.
    Incoming,
    /// Accepted; whispers or audio are under way.
    Connecting,
    /// Joined.
    Connected,
    /// Joined, the customer on hold.
    #[serde(rename = "CONNECTED_ONHOLD")]
    ConnectedOnHold,
    /// A paused task.
    Paused,
    /// Not answered in time.
    Missed,
    /// Refused.
    Rejected,
    /// Failed.
    Error,
    /// After-contact work.
    Ended,
}

impl ContactState {
    /// The page protocol's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incoming => "INCOMING",
            Self::Connecting => "CONNECTING",
            Self::Connected => "CONNECTED",
            Self::ConnectedOnHold => "CONNECTED_ONHOLD",
            Self::Paused => "PAUSED",
            Self::Missed => "MISSED",
            Self::Rejected => "REJECTED",
            Self::Error => "ERROR",
            Self::Ended => "ENDED",
        }
    }

    /// The agent event stream's word; `INCOMING` is there for queued callbacks only.
    pub const fn event_name(self, method: InitiationMethod) -> &'static str {
        match (self, method) {
            (Self::Incoming, InitiationMethod::Callback) => "INCOMING",
            (Self::Incoming, _) => "CONNECTING",
            _ => self.name(),
        }
    }

    /// Whether the agent is past talking: the contact can be cleared.
    pub const fn clearable(self) -> bool {
        matches!(
            self,
            Self::Missed | Self::Rejected | Self::Error | Self::Ended
        )
    }
}

impl AgentFacts {
    /// A contact on the desk.
    pub fn contact(&self, id: ContactId) -> Option<&HeldContact> {
        self.contacts.iter().find(|it| it.contact == id)
    }

    /// Whether new contacts may be offered as far as status goes.
    pub fn routable(&self) -> bool {
        self.signed_in
            && self.status.status_type == AgentStatusType::Routable
            && self.next_status.is_none()
    }

    /// Takes in one journal entry.
    pub fn apply(&mut self, at: Timestamp, entry: &AgentEntry) {
        self.updated = self.updated.max(at);
        match entry {
            AgentEntry::Known(facts) => *self = (**facts).clone(),
            AgentEntry::Placed(place) => self.place = Some((**place).clone()),
            AgentEntry::SignedIn => self.signed_in = true,
            AgentEntry::SignedOut => {
                self.signed_in = false;
                self.signed_out = Some(at);
            }
            AgentEntry::StatusSet(status) => {
                self.idle_since = at;
                self.status = status.clone();
            }
            AgentEntry::NextStatusSet(next) => self.next_status = next.clone(),
            AgentEntry::ContactAdded(contact) => self.contacts.push((**contact).clone()),
            AgentEntry::ContactMoved { contact, state } => {
                if let Some(it) = self.contacts.iter_mut().find(|it| it.contact == *contact) {
                    if *state == ContactState::Connected {
                        it.connected.get_or_insert(at);
                    }
                    if *state != ContactState::Incoming {
                        it.offer_until = None;
                    }
                    if *state == ContactState::Ended {
                        it.muted = false;
                    }
                    it.state = *state;
                    it.state_since = at;
                }
            }
            AgentEntry::WorkLimited { contact, until } => {
                if let Some(it) = self.contacts.iter_mut().find(|it| it.contact == *contact) {
                    it.acw_until = Some(*until);
                }
            }
            AgentEntry::Muted { contact, muted } => {
                if let Some(it) = self.contacts.iter_mut().find(|it| it.contact == *contact) {
                    it.muted = *muted;
                }
            }
            AgentEntry::ContactRemoved { contact } => {
                let before = self.contacts.len();
                self.contacts.retain(|it| it.contact != *contact);
                if self.contacts.len() != before {
                    self.idle_since = at;
                }
            }
            AgentEntry::OrderKept { since } => self.idle_since = *since,
        }
    }
}
