//! The legs that exist: which instance each belongs to, and what carries it.

use ids::{BridgeId, ContactId, InstanceId, LegId, UserId};
use services::CallerEvent;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

/// One leg.
#[derive(Debug)]
pub(crate) struct Leg {
    /// Whose it is.
    pub(crate) instance: InstanceId,
    /// The media group: one for all legs that may ever hear each other.
    pub(crate) group: u64,
    /// What carries it.
    pub(crate) carrier: Carrier,
}

/// What carries a leg.
#[derive(Debug)]
pub(crate) enum Carrier {
    /// A SIP dialog, with its offer; `None` where we have to make the offer.
    Sip {
        /// The caller's SDP.
        offer: Option<String>,
    },
    /// A SIP dialog that we began.
    Dialled {
        /// Early media that is being taken in; the answer waits for it.
        early: Option<JoinHandle<bool>>,
    },
    /// The browser of the "Test call" page.
    Caller {
        /// To the page.
        events: UnboundedSender<CallerEvent>,
        /// Whether audio flows.
        media_up: bool,
        /// Whether the exchange answered.
        answered: bool,
    },
    /// The browser of an agent.
    Agent(AgentLeg),
}

/// The audio of an agent for one contact, and what has to be restored when the agent's page is
/// loaded again and brings a new transport.
#[derive(Debug)]
pub(crate) struct AgentLeg {
    /// The agent.
    pub(crate) agent: UserId,
    /// The contact.
    pub(crate) contact: ContactId,
    /// Whether a page has offered before.
    pub(crate) offered: bool,
    /// The bridge it is in.
    pub(crate) bridge: Option<BridgeId>,
    /// Whether it is silenced.
    pub(crate) muted: bool,
}

/// Agents' legs that have ended and whose sums are to come, at most.
const ENDED: usize = 1_024;

/// All legs of the process.
#[derive(Debug, Default)]
pub(crate) struct Legs {
    inner: Mutex<HashMap<LegId, Leg>>,
    /// Agents' legs that have ended, and whose they were: what their media came to is told later.
    ended: Mutex<VecDeque<(LegId, InstanceId)>>,
}

impl Legs {
    fn lock(&self) -> MutexGuard<'_, HashMap<LegId, Leg>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn insert(&self, id: LegId, leg: Leg) {
        self.lock().insert(id, leg);
    }

    pub(crate) fn remove(&self, id: LegId) -> Option<Leg> {
        let leg = self.lock().remove(&id)?;
        if matches!(leg.carrier, Carrier::Agent(_)) {
            let mut ended = self.ended();
            ended.truncate(ENDED - 1);
            ended.push_front((id, leg.instance));
        }
        Some(leg)
    }

    fn ended(&self) -> MutexGuard<'_, VecDeque<(LegId, InstanceId)>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose leg of an agent it was; told once.
    pub(crate) fn ended_of_agent(&self, id: LegId) -> Option<InstanceId> {
        let mut ended = self.ended();
        let at = ended.iter().position(|it| it.0 == id)?;
        ended.remove(at).map(|it| it.1)
    }

    pub(crate) fn instance_of(&self, id: LegId) -> Option<InstanceId> {
        self.lock().get(&id).map(|leg| leg.instance)
    }

    pub(crate) fn group_of(&self, id: LegId) -> Option<u64> {
        self.lock().get(&id).map(|leg| leg.group)
    }

    pub(crate) fn exists(&self, id: LegId) -> bool {
        self.lock().contains_key(&id)
    }

    /// Looks at or changes a leg, if it exists.
    pub(crate) fn with<T>(&self, id: LegId, f: impl FnOnce(&mut Leg) -> T) -> Option<T> {
        self.lock().get_mut(&id).map(f)
    }

    /// Looks at or changes an agent's leg, if it exists.
    pub(crate) fn with_agent<T>(&self, id: LegId, f: impl FnOnce(&mut AgentLeg) -> T) -> Option<T> {
        self.with(id, |leg| match &mut leg.carrier {
            Carrier::Agent(agent) => Some(f(agent)),
            _ => None,
        })
        .flatten()
    }

    /// The leg of an agent for a contact.
    pub(crate) fn of_agent(
        &self,
        instance: InstanceId,
        agent: UserId,
        contact: ContactId,
    ) -> Option<LegId> {
        self.lock().iter().find_map(|(id, leg)| match &leg.carrier {
            Carrier::Agent(it)
                if leg.instance == instance && it.agent == agent && it.contact == contact =>
            {
                Some(*id)
            }
            _ => None,
        })
    }
}

/// The media group of a customer's leg, and of all that join it.
pub(crate) fn group(leg: LegId) -> u64 {
    leg.0.as_u64_pair().1
}
