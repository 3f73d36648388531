//! The port to calls that are carried by browsers: agents' softphones and the "Test call" page.
//! The driver `exchange-io` implements it. What pages speak about it: docs/app-protocol.md.

use exchange::AgentSnapshot;
use futures_util::future::BoxFuture;
use ids::{ContactId, InstanceId, LegId, PhoneNumber, Pii, UserId};
use std::sync::Arc;
use thiserror::Error;
use tokio::sync::{mpsc, watch};

/// Calls carried by browsers.
pub trait Browsers: Send + Sync + 'static {
    /// What an agent's pages are told from now on. Every subscriber is told everything.
    fn agent_events(&self, instance: InstanceId, agent: UserId) -> AgentEvents;

    /// Connects an agent's page to the audio of a contact that the agent has accepted; a second
    /// offer for the same contact (the page was loaded again) takes the place of the first.
    /// The answer's SDP is returned.
    fn agent_offer(
        &self,
        instance: InstanceId,
        agent: UserId,
        contact: ContactId,
        sdp: String,
    ) -> BoxFuture<'_, Result<String, BrowserError>>;

    /// Calls a number of the instance from a browser.
    fn call(
        &self,
        instance: InstanceId,
        call: WebCall,
    ) -> BoxFuture<'_, Result<WebCallStarted, BrowserError>>;

    /// What the calling browser does next. Unknown legs are ignored: the call may just have ended.
    fn caller(&self, leg: LegId, action: CallerAction);
}

/// What an agent's pages are told.
#[derive(Debug)]
pub struct AgentEvents {
    /// The latest state; `None` until the agent signed in for the first time.
    pub snapshot: watch::Receiver<Option<Arc<AgentSnapshot>>>,
    /// Contacts whose audio has ended: the page closes that peer connection.
    pub closed: mpsc::UnboundedReceiver<ContactId>,
}

/// A call from a browser.
#[derive(Debug, Clone)]
pub struct WebCall {
    /// The number called; it must be claimed by the instance.
    pub number: PhoneNumber,
    /// The caller's address as agents and records see it.
    pub caller: Pii<String>,
    /// The caller's name.
    pub display_name: Option<Pii<String>>,
    /// The browser's offer.
    pub sdp: String,
}

/// A call that has begun.
#[derive(Debug)]
pub struct WebCallStarted {
    /// Its leg, for [`Browsers::caller`].
    pub leg: LegId,
    /// Its contact.
    pub contact: ContactId,
    /// The answer's SDP.
    pub sdp: String,
    /// What happens to it; ends after [`CallerEvent::Ended`].
    pub events: mpsc::UnboundedReceiver<CallerEvent>,
}

/// What happens to a call from a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerEvent {
    /// It was answered.
    Connected,
    /// It is over.
    Ended {
        /// Why, for people: `completed`, `refused`, `failed`.
        reason: &'static str,
    },
}

/// What the calling browser does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerAction {
    /// Keys.
    Digits(String),
    /// Silence the caller, or no longer.
    Mute(bool),
    /// Hang up. Also what a closed page means.
    HangUp,
}

/// Why a browser could not be connected.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum BrowserError {
    /// The number is not claimed by the instance.
    #[error("{0} is not a number of this instance")]
    UnknownNumber(PhoneNumber),
    /// The agent has no such contact that waits for audio.
    #[error("contact {0} is not being connected to this agent")]
    NotConnecting(ContactId),
    /// The offer cannot be answered.
    #[error("the offer cannot be answered: {0}")]
    Offer(String),
    /// The exchange is closing down.
    #[error("no calls are taken at the moment")]
    Unavailable,
}
