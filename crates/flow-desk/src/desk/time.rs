//! How the time passes: as prompts, answers and timers need it.

use super::Desk;
use super::agenda::Coming;
use super::queueing::Phase;
use flow::{Hearing, Input, ThirdPartyEvent};
use ids::Timestamp;
use std::time::Duration;

/// The longest that a contact stays on a desk, in virtual time.
pub(super) const LONGEST: Duration = Duration::from_secs(2 * 3600);
/// Things that may happen in one play: beyond it the flow plays prompts in a circle.
pub(super) const MOST_EVENTS: usize = 5_000;

impl Desk<'_> {
    /// When the next thing happens by itself.
    fn next(&self) -> Option<Timestamp> {
        let timer = self.run.wake_at().map(|(at, _)| at);
        let timer = timer.filter(|_| self.run.outcome().is_none());
        [timer, self.agenda.next()].into_iter().flatten().min()
    }

    /// Lets time pass until something happens; whether something did.
    pub fn advance(&mut self) -> bool {
        let Some(next) = self.next().filter(|_| !self.is_over()) else {
            return false;
        };
        if next.since(self.start) > LONGEST || self.events >= MOST_EVENTS {
            return false;
        }
        self.events += 1;
        self.now = self.now.max(next);
        match self.agenda.take(self.now) {
            Some(coming) => self.come(coming),
            None => self.input(Input::Wake),
        }
        true
    }

    /// What comes by itself has come.
    pub(super) fn come(&mut self, coming: Coming) {
        match coming {
            Coming::PromptEnds(id) => self.input(Input::PromptFinished(id)),
            Coming::Silence(id) => {
                self.listening = None;
                self.input(Input::Heard(id, Hearing::Nothing));
            }
            Coming::Answer(input) => self.input(input),
            Coming::Reached(id) => {
                self.host.contact.reached = true;
                self.note("the customer answers");
                self.input(Input::ThirdParty(id, ThirdPartyEvent::Connected));
            }
            Coming::Agent => self.agent_takes(),
        }
    }

    pub(super) fn pass(&mut self, time: Duration) {
        let until = self.now + time.min(LONGEST);
        while self.next().is_some_and(|at| at <= until) && self.advance() {}
        self.now = self.now.max(until);
    }

    /// Lets something happen that happens within a time since the beginning; whether something did.
    pub(crate) fn advance_within(&mut self, limit: Duration) -> bool {
        let until = self.start + limit;
        self.next().is_some_and(|at| at <= until) && self.advance()
    }

    /// Lets everything happen that happens by itself. Who waits in a queue to which no agent comes
    /// could wait for ever: there only the scenario's steps let time pass.
    pub fn settle(&mut self) {
        while (self.phase != Phase::Queue || self.agent.is_some()) && self.advance() {}
    }

    /// How long it has taken so far.
    pub(crate) fn elapsed(&self) -> Duration {
        self.now.since(self.start)
    }

    /// Whether a prompt is playing.
    pub(crate) fn plays(&self) -> bool {
        self.agenda.plays()
    }
}
