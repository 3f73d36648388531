//! The task itself, as any live contact.

use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::{ContactFacts, DisconnectReason, EventType, StepStatus};
use crate::context::Context;
use crate::flows::{Role, Session, Slot};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::live::{ContactSettings, QueueTarget, Standing};
use crate::timers::Timer;
use flow::{EventHook, Outcome, Refusal};
use ids::{LegId, Timestamp, UserId};
use routing::QueueKey;

/// A live task. See the [module](super).
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) facts: ContactFacts,
    pub(super) settings: ContactSettings,
    pub(super) stage: Stage,
    pub(super) flow: Option<Session>,
    /// The whisper to the agent, or the flow of a pause or its end.
    pub(super) event: Option<Session>,
    /// The flow that a pause holds up.
    pub(super) held_up: Option<Session>,
    pub(super) wanted_queue: Option<QueueTarget>,
    pub(super) queue_since: Option<Timestamp>,
}

/// Where a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It begins later.
    Scheduled,
    /// With a flow, or with nobody.
    Flow,
    /// In a queue; the agent who is asked.
    Queued(Option<UserId>),
    /// An agent has accepted, and the whisper flow runs.
    Whisper(UserId),
    /// With an agent.
    Working(UserId),
    /// Over; the agent may still have work with it.
    Over,
}

impl Task {
    /// A task with these facts, already written to the journal.
    pub(super) fn new(facts: ContactFacts, settings: ContactSettings, stage: Stage) -> Self {
        let queue_since = facts.task.as_ref().and_then(|it| it.queue_since);
        Self {
            facts,
            settings,
            stage,
            flow: None,
            event: None,
            held_up: None,
            wanted_queue: None,
            queue_since,
        }
    }

    /// Whether it is paused.
    pub(crate) fn is_paused(&self) -> bool {
        let task = self.facts.task.as_ref();
        task.is_some_and(|it| it.paused.is_some())
    }

    /// Whether it is over but for the agent's work.
    pub(crate) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// The agent who works on it.
    pub(crate) fn worked_on_by(&self) -> Option<UserId> {
        match self.stage {
            Stage::Working(agent) => Some(agent),
            _ => None,
        }
    }

    /// Enters its working queue, with what flows set for it written down.
    pub(super) fn enter_queue(&mut self, ctx: &mut Context, desks: &Desks) {
        self.keep_settings(ctx);
        self.enqueue(ctx);
        let hook = self.settings.hooks.get(&EventHook::CustomerQueue).copied();
        let flow = hook.and_then(|id| Some((id, ctx.directory.flow(id)?)));
        // There is nobody to whom a default queue flow would play.
        if flow.is_some() {
            self.start_flow(flow, Role::Queue, ctx, desks);
        }
    }

    /// An agent has it from now on.
    pub(super) fn connect(&mut self, agent: UserId, ctx: &mut Context, desks: &Desks) {
        self.stop_session(Slot::Customer, ctx, desks);
        ctx.router.dequeue(self.facts.id);
        self.end_step(StepStatus::Joined, ctx);
        self.stage = Stage::Working(agent);
        self.note(ctx, ContactEntry::ConnectedToAgent);
        self.publish(ctx, EventType::ConnectedToAgent, &[]);
        self.at_agent(agent, ContactState::Connected, ctx);
    }

    /// Goes to the agent whom a transfer named: into that agent's own queue.
    pub(crate) fn to_its_agent(&self, _: &mut Context) -> Result<(), Refusal> {
        let queue = self.target().map(|it| it.key);
        match (queue, self.standing()) {
            (Some(QueueKey::Agent(_)), Standing::Flow) => Ok(()),
            _ => Err(Refusal::new("the contact has no agent to go to")),
        }
    }

    /// The agent who accepted goes before the whisper is over: it waits on in its old place.
    fn given_back(&mut self, agent: UserId, ctx: &mut Context, desks: &Desks) {
        self.stop_session(Slot::Agent, ctx, desks);
        self.stage = Stage::Queued(None);
        self.note(ctx, ContactEntry::AgentFailed { agent });
        self.at_agent(agent, ContactState::Missed, ctx);
        ctx.router.release(ctx.now, self.facts.id);
    }
}

impl Live for Task {
    fn live(&mut self) -> &mut dyn Live {
        self
    }

    fn facts(&self) -> &ContactFacts {
        &self.facts
    }

    fn facts_mut(&mut self) -> &mut ContactFacts {
        &mut self.facts
    }

    fn settings(&self) -> &ContactSettings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut ContactSettings {
        &mut self.settings
    }

    fn agent(&self) -> Option<UserId> {
        match self.stage {
            Stage::Queued(asked) => asked,
            Stage::Whisper(agent) | Stage::Working(agent) => Some(agent),
            _ => None,
        }
    }

    fn standing(&self) -> Standing {
        match self.stage {
            Stage::Flow if !self.is_paused() => Standing::Flow,
            Stage::Queued(asked) => Standing::Queued(asked),
            Stage::Whisper(_) => Standing::Leaving,
            _ => Standing::Elsewhere,
        }
    }

    fn queued(&mut self, asked: Option<UserId>) {
        self.stage = Stage::Queued(asked);
    }

    fn queue_since(&self) -> Option<Timestamp> {
        self.queue_since
    }

    fn wanted_queue(&mut self) -> &mut Option<QueueTarget> {
        &mut self.wanted_queue
    }

    fn slot(&mut self, slot: Slot) -> &mut Option<Session> {
        match slot {
            Slot::Customer => &mut self.flow,
            Slot::Agent => &mut self.event,
        }
    }

    fn line(&self, _: Slot) -> Option<LegId> {
        None
    }

    fn flow_ended(&mut self, role: Role, outcome: Outcome, ctx: &mut Context, desks: &Desks) {
        match (role, outcome) {
            (Role::AgentWhisper, _) => {
                if let Stage::Whisper(agent) = self.stage {
                    ctx.timers.stop(Timer::Whisper(self.facts.id));
                    self.connect(agent, ctx, desks);
                }
            }
            // A flow that runs at a pause or its end may send the task on, and ends nothing
            // (inferred).
            (_, Outcome::Queued | Outcome::TransferredToAgent)
                if self.standing() == Standing::Flow =>
            {
                self.stop_session(Slot::Customer, ctx, desks);
                self.enter_queue(ctx, desks);
            }
            (Role::Event, _) => {}
            (Role::Inbound | Role::Disconnect, _) | (Role::Queue, Outcome::Disconnect) => {
                self.end(DisconnectReason::ContactFlowDisconnect, ctx, desks);
            }
            // It waits on without a flow.
            _ => {}
        }
    }

    fn accept(&mut self, ctx: &mut Context, desks: &Desks) {
        let Some(agent) = self.take(ctx) else {
            return;
        };
        let hook = self.settings.hooks.get(&EventHook::AgentWhisper).copied();
        let flow = hook.and_then(|id| Some((id, ctx.directory.flow(id)?)));
        if flow.is_none() {
            return self.connect(agent, ctx, desks);
        }
        self.stage = Stage::Whisper(agent);
        self.at_agent(agent, ContactState::Connecting, ctx);
        let limit = ctx.settings.whisper_limit;
        ctx.start(Timer::Whisper(self.facts.id), limit);
        self.start_flow(flow, Role::AgentWhisper, ctx, desks);
    }

    fn hang_up(&mut self, ctx: &mut Context, desks: &Desks) {
        match self.stage {
            Stage::Whisper(agent) => self.given_back(agent, ctx, desks),
            _ => self.end(DisconnectReason::AgentDisconnect, ctx, desks),
        }
    }

    fn stop(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        self.stopped(ctx, desks)
    }

    fn work_ended(&mut self, ctx: &mut Context) {
        self.worked(ctx);
    }

    fn as_task_mut(&mut self) -> Option<&mut Task> {
        Some(self)
    }
}
