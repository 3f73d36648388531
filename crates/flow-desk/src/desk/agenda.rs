//! What is to come, in virtual time.

use flow::{Input, RequestId};
use ids::Timestamp;

/// Something that comes by itself.
#[derive(Debug)]
pub(super) enum Coming {
    /// A prompt ends.
    PromptEnds(RequestId),
    /// Nobody has said anything for as long as a bot listens.
    Silence(RequestId),
    /// An answer.
    Answer(Input),
    /// The customer of an outbound call answers.
    Reached(RequestId),
    /// An agent takes the contact from the queue.
    Agent,
}

/// What is to come, soonest first; what comes at the same time, in the order in which it was put.
#[derive(Debug, Default)]
pub(super) struct Agenda(Vec<(Timestamp, Coming)>);

impl Agenda {
    pub(super) fn put(&mut self, at: Timestamp, coming: Coming) {
        let place = self.0.partition_point(|(other, _)| *other <= at);
        self.0.insert(place, (at, coming));
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes what has come by now.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<Coming> {
        let due = self.next().is_some_and(|at| at <= now);
        due.then(|| self.0.remove(0).1)
    }

    /// Forgets a prompt or a silence.
    pub(super) fn forget(&mut self, id: RequestId) {
        self.0.retain(
            |(_, it)| !matches!(it, Coming::PromptEnds(of) | Coming::Silence(of) if *of == id),
        );
    }

    /// Forgets all that a run waits for.
    pub(super) fn forget_run(&mut self) {
        self.0.retain(|(_, it)| matches!(it, Coming::Agent));
    }

    /// Whether a prompt is playing.
    pub(super) fn plays(&self) -> bool {
        let is_prompt = |it: &Coming| matches!(it, Coming::PromptEnds(_));
        self.0.iter().any(|(_, it)| is_prompt(it))
    }
}
