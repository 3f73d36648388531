//! One execution of a flow.

use crate::document::Published;
use crate::effect::{Effect, Input, Outcome, Timer};
use crate::host::Host;
use ids::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many actions may follow one another without any wait before a run is cut as endless.
pub const INSTANT_STEPS: u32 = 10_000;

/// One execution of a flow for a contact or, in whisper and hold flows, for a participant.
///
/// The calling contract: after [`Run::start`] and after each [`Run::handle`], drain
/// [`Run::poll`], then look at [`Run::outcome`]; while there is none, call `handle` with what
/// happens outside, and with [`Input::Wake`] at [`Run::wake_at`]. Time never goes back.
#[derive(Debug)]
pub struct Run {
    flow: Arc<Published>,
    outbox: VecDeque<Effect>,
    outcome: Option<Outcome>,
}

impl Run {
    /// Starts a flow and runs it up to its first wait. `flow.kind` decides which rules apply.
    pub fn start(flow: Arc<Published>, now: Timestamp, host: &mut dyn Host) -> Self {
        let _ = (now, host);
        let outbox = VecDeque::new();
        Self { flow, outbox, outcome: Some(Outcome::Ended) }
    }

    /// Takes an input and runs on to the next wait.
    pub fn handle(&mut self, now: Timestamp, input: Input, host: &mut dyn Host) {
        let _ = (now, input, host);
    }

    /// The next thing asked of the world; `None` when there is no more.
    pub fn poll(&mut self) -> Option<Effect> {
        self.outbox.pop_front()
    }

    /// When to call [`Run::handle`] with [`Input::Wake`], and which timer it is for.
    pub fn wake_at(&self) -> Option<(Timestamp, Timer)> {
        None
    }

    /// How the run ended; `None` while it waits.
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Ends the run from outside, as when an agent takes the contact: prompts are stopped, and
    /// what a module had set aside is brought back. There is no outcome afterwards, and inputs
    /// are dropped. Drain [`Run::poll`] once more.
    pub fn cancel(&mut self, host: &mut dyn Host) {
        let _ = host;
    }

    /// The flow that runs now: another one after a transfer or inside a module.
    pub const fn flow(&self) -> &Arc<Published> {
        &self.flow
    }

    /// The `Identifier` of the action it is at.
    pub fn action(&self) -> &str {
        ""
    }
}
