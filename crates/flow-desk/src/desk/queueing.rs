//! From a flow into a queue and on to an agent, as far as the scenario goes.

use super::agenda::Coming;
use super::{Desk, ended};
use crate::report::End;
use flow::{EventHook, Outcome, Published, Run};
use resources::FlowKind;
use std::sync::Arc;

/// Where a contact is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// In the flow that was started.
    Flow,
    /// In a queue.
    Queue,
    /// The agent who took it hears the whisper.
    AgentWhisper,
    /// The customer hears the whisper.
    CustomerWhisper,
}

impl Desk<'_> {
    /// A run has ended: what follows.
    pub(super) fn follow(&mut self, outcome: &Outcome) {
        let end = ended(outcome);
        self.note(format!("=> {end}"));
        self.agenda.forget_run();
        self.listening = None;
        match (self.phase, outcome) {
            (Phase::Flow, Outcome::Queued) => self.queue(),
            // A queue flow that ended or failed leaves the customer waiting (flow-language.md §2).
            (Phase::Queue, Outcome::Ended | Outcome::Failed(_) | Outcome::Queued) => {}
            (Phase::AgentWhisper, Outcome::Ended) => self.whisper(),
            (Phase::CustomerWhisper, Outcome::Ended) => self.finish(End::Connected),
            _ => self.finish(end),
        }
    }

    fn queue(&mut self) {
        self.phase = Phase::Queue;
        self.host.contact.queued = true;
        if let Some(after) = self.agent {
            self.agenda.put(self.now + after, Coming::Agent);
        }
        let hook = EventHook::CustomerQueue;
        match self.host.flow_for(hook, FlowKind::CustomerQueue) {
            Some(flow) => self.begin("the customer queue flow", flow),
            None if self.agent.is_none() => self.finish(End::Queued),
            None => {}
        }
    }

    /// An agent takes the contact: the queue flow is over, and the whispers run one by one.
    pub(super) fn agent_takes(&mut self) {
        if self.phase != Phase::Queue {
            return;
        }
        self.note("an agent takes the contact");
        self.run.cancel(&mut self.host);
        self.agenda.forget_run();
        self.listening = None;
        self.phase = Phase::AgentWhisper;
        let hook = EventHook::AgentWhisper;
        match self.host.flow_for(hook, FlowKind::AgentWhisper) {
            Some(flow) => self.begin("the agent whisper flow", flow),
            None => self.whisper(),
        }
        self.drain();
    }

    fn whisper(&mut self) {
        self.phase = Phase::CustomerWhisper;
        self.host.contact.queued = false;
        let hook = EventHook::CustomerWhisper;
        match self.host.flow_for(hook, FlowKind::CustomerWhisper) {
            Some(flow) => self.begin("the customer whisper flow", flow),
            None => self.finish(End::Connected),
        }
    }

    fn begin(&mut self, what: &str, flow: Arc<Published>) {
        self.note(format!("{what} {:?} begins", &*flow.name));
        self.host.coverage.know(&flow);
        self.followed = false;
        self.host.begun = None;
        self.run = Run::start(flow, self.now, &mut self.host);
    }

    pub(super) fn finish(&mut self, end: End) {
        if end == End::Connected {
            self.note("=> connected");
        }
        self.over = Some(end);
    }
}
