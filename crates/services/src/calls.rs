//! The port to calls that speak a message and belong to no contact. The driver `exchange-io`
//! implements it over the same signalling, media and speech as every other call.

use futures_util::future::BoxFuture;
use ids::{PhoneNumber, Pii};
use std::time::Duration;
use tokio::sync::mpsc;

/// Who can call somebody and speak.
pub trait Calls: Send + Sync + 'static {
    /// Prepares the speech, calls, speaks to the end and hangs up. `steps` hears of what happens
    /// before the end; it is dropped with it.
    fn speak(
        &self,
        call: SpokenCall,
        steps: mpsc::UnboundedSender<CallStep>,
    ) -> BoxFuture<'_, CallEnd>;
}

/// A call to be made.
#[derive(Debug, Clone)]
pub struct SpokenCall {
    /// Whom to call.
    pub to: PhoneNumber,
    /// The number that is shown; it is ours.
    pub from: PhoneNumber,
    /// What is spoken.
    pub words: Pii<String>,
    /// Whether that is SSML rather than text.
    pub ssml: bool,
    /// The voice's name, in any case.
    pub voice: String,
    /// How long it may ring.
    pub ring: Duration,
    /// How long the speech may be; longer ones are not called for.
    pub longest: Duration,
}

/// What a call does before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStep {
    /// The telephone rings.
    Ringing,
    /// Somebody, or a machine, answered.
    Answered,
}

/// How a call ended. Seconds are those from the answer, begun ones counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEnd {
    /// Everything was spoken.
    Spoken {
        /// How long it took.
        seconds: u32,
    },
    /// The called side hung up before everything was spoken.
    HungUp {
        /// How long it listened.
        seconds: u32,
    },
    /// The call broke off.
    Broken {
        /// After how long.
        seconds: u32,
    },
    /// The line is busy.
    Busy,
    /// It rang, and nobody answered.
    NoAnswer,
    /// The called side, or its network, refuses the call.
    Refused,
    /// There is no such telephone, no trunk to it, or no common audio.
    Unreachable,
    /// The words cannot be spoken: broken SSML, or too long.
    Unspeakable(String),
    /// Nothing of the called side is to blame, and it may do later: the trunk does not answer, the
    /// speech provider fails, the process is closing down.
    NotNow(String),
}

/// Nobody who can call: for pipelines without telephones.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCalls;

impl Calls for NoCalls {
    fn speak(&self, _: SpokenCall, _: mpsc::UnboundedSender<CallStep>) -> BoxFuture<'_, CallEnd> {
        Box::pin(async { CallEnd::Unreachable })
    }
}
