//! The call itself: its facts, its legs, and where it is.

use super::conference::{Guests, Lent};
use super::outbound::Reaching;
use super::third_party::ThirdParty;
use super::watching::{Watch, Watcher};
use crate::contact::{AudioQuality, ContactFacts, DisconnectReason};
use crate::flows::Session;
use crate::input::{DialFailure, LegKind};
use crate::live::{ContactSettings, QueueTarget};
use flow::Published;
use ids::{BridgeId, FlowId, LegId, RecordingId, Timestamp, UserId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A live contact. See the [module](super).
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) facts: ContactFacts,
    pub(crate) data: ContactSettings,
    pub(crate) customer: CustomerLeg,
    pub(crate) stage: Stage,
    pub(super) customer_session: Option<Session>,
    pub(super) agent_session: Option<Session>,
    /// Where a queue flow wants the contact to go; taken when the flow waits.
    pub(super) wanted_queue: Option<QueueTarget>,
    /// When the first contact of its chain entered a queue: transferred contacts rank by it
    /// (connect-b-routing-channels.md §4.1).
    pub(super) queue_since: Option<Timestamp>,
    /// The recording of the automated part that runs.
    pub(super) automated_recording: Option<RecordingId>,
    /// A third party that rings or talks.
    pub(super) third_party: Option<ThirdParty>,
    /// Whom agents added to the conversation.
    pub(crate) guests: Guests,
    /// Supervisors who listen to its agent, by their own contacts; those who barge among them.
    pub(crate) watchers: Vec<Watcher>,
    /// Why the customer is gone from a conversation that goes on.
    pub(super) customer_left: Option<DisconnectReason>,
    /// How good the audio of its agent's leg has been, or was.
    pub(crate) agent_quality: Option<AudioQuality>,
}

/// Whose a leg of a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    Customer,
    Agent,
    Third,
}

/// The customer's leg.
#[derive(Debug, Clone)]
pub(crate) struct CustomerLeg {
    pub(crate) leg: LegId,
    pub(crate) kind: LegKind,
    pub(crate) headers: BTreeMap<String, String>,
    /// Whether it is there; a command may find it gone.
    pub(crate) present: bool,
    /// Whose the leg is, where an agent who transfers stands in for the customer.
    pub(crate) lent: Option<Lent>,
    /// How good its audio has been. It goes with the leg from contact to contact.
    pub(crate) quality: Option<AudioQuality>,
}

/// Where a call is.
#[derive(Debug)]
pub(crate) enum Stage {
    /// Not answered yet; the flow that will run.
    Ringing { flow: (FlowId, Arc<Published>) },
    /// A customer whom we call has not answered yet; the flow that will run.
    Calling { flow: (FlowId, Arc<Published>) },
    /// A callback waits for its time.
    Scheduled,
    /// With a flow.
    Flow,
    /// In a queue.
    Queued(Assignment),
    /// An agent places a call, and the agent's audio does not flow yet.
    Placing(AgentLeg),
    /// The agent waits while the customer is called.
    Dialling(Reaching),
    /// Out of the queue; the customer hears the whisper, the agent waits.
    Whisper(AgentLeg),
    /// Agent and customer are joined.
    Talking(Talk),
    /// A supervisor listens to another call.
    Watching(Watch),
    /// A third party whom an agent added: being called, and then with its host.
    Outside { failed: Option<DialFailure> },
    /// The agent left the customer and third parties to each other.
    Remaining { bridge: BridgeId },
    /// The customer is gone.
    Over,
}

/// How far a queued call has come towards an agent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Assignment {
    /// Nobody is asked.
    Nobody,
    /// Offered.
    Offered { agent: UserId },
    /// Accepted; the agent's audio does not flow yet.
    AwaitingMedia(AgentLeg),
    /// The agent hears the whisper.
    AgentWhisper(AgentLeg),
}

/// An agent and the agent's leg.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AgentLeg {
    pub(crate) agent: UserId,
    pub(crate) leg: LegId,
}

/// A conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) agent: AgentLeg,
    pub(crate) bridge: BridgeId,
    pub(crate) held: bool,
    pub(crate) muted: bool,
    pub(crate) recording: Option<RecordingId>,
    /// Whether others go on in the bridge without agent and customer of this call.
    pub(crate) shared: bool,
    /// Whether the agent is on hold.
    pub(crate) apart: bool,
}

impl Call {
    /// A call with these facts, already written to the journal.
    pub(crate) fn new(facts: ContactFacts, customer: CustomerLeg, stage: Stage) -> Self {
        Self {
            facts,
            data: ContactSettings::default(),
            customer,
            stage,
            customer_session: None,
            agent_session: None,
            wanted_queue: None,
            queue_since: None,
            automated_recording: None,
            third_party: None,
            guests: Guests::default(),
            watchers: Vec::new(),
            customer_left: None,
            agent_quality: None,
        }
    }

    /// The agent who talks, is being connected, or is asked.
    pub(crate) fn agent(&self) -> Option<UserId> {
        match &self.stage {
            Stage::Queued(Assignment::Offered { agent }) => Some(*agent),
            _ => self.agent_leg().map(|it| it.agent),
        }
    }

    /// The agent's leg.
    pub(crate) fn agent_leg(&self) -> Option<AgentLeg> {
        match &self.stage {
            Stage::Queued(Assignment::AwaitingMedia(it) | Assignment::AgentWhisper(it))
            | Stage::Placing(it)
            | Stage::Whisper(it) => Some(*it),
            Stage::Dialling(reaching) => Some(reaching.agent),
            Stage::Talking(talk) => Some(talk.agent),
            Stage::Watching(watch) => Some(watch.agent),
            _ => None,
        }
    }

    /// Whose a leg is.
    pub(crate) fn party(&self, leg: LegId) -> Party {
        if leg == self.customer.leg {
            Party::Customer
        } else if self.is_third_party(leg) {
            Party::Third
        } else {
            Party::Agent
        }
    }
}
