//! The end of a task: once, with one reason, and its record when the agent's work is over.

use super::task::{Stage, Task};
use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::{
    DisconnectReason, EventType, InitiationMethod, Phase, StepStatus, contact_record,
};
use crate::context::{Context, Continuation, Signal};
use crate::flows::Slot;
use crate::journal::{ContactEntry, OfferEnd};
use crate::live::prelude::*;
use crate::timers::Timer;
use flow::EventHook;

impl Task {
    /// Ends it, from wherever it is. An agent who worked on it goes on to after-contact work. Where
    /// a disconnect flow was set it goes on with that as another contact
    /// (connect-d-data-metrics.md §7, `DISCONNECT`).
    pub(crate) fn end(&mut self, reason: DisconnectReason, ctx: &mut Context, desks: &Desks) {
        if self.is_over() {
            return;
        }
        if let Some(flow) = self.disconnect_flow(ctx) {
            ctx.signal(Signal::Continue {
                contact: self.facts.id,
                as_method: InitiationMethod::Disconnect,
                with: Continuation::Flow(flow),
            });
        }
        self.finish(reason, ctx, desks);
    }

    /// The same without a disconnect flow.
    pub(super) fn finish(&mut self, reason: DisconnectReason, ctx: &mut Context, desks: &Desks) {
        let id = self.facts.id;
        self.stop_session(Slot::Customer, ctx, desks);
        self.stop_session(Slot::Agent, ctx, desks);
        if let Some(mut session) = self.held_up.take() {
            session.cancel(self, ctx, desks);
        }
        for timer in [
            Timer::Schedule(id),
            Timer::Expiry(id),
            Timer::Offer(id),
            Timer::Whisper(id),
        ] {
            ctx.timers.stop(timer);
        }
        ctx.router.dequeue(id);
        self.end_step(StepStatus::Deactivated, ctx);
        self.wanted_queue = None;
        if self.is_paused() {
            self.note(ctx, ContactEntry::Unpaused);
        }
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Queued(Some(agent)) => {
                let end = OfferEnd::Withdrawn;
                self.note(ctx, ContactEntry::OfferEnded { agent, end });
                self.off_agent(agent, ctx);
            }
            Stage::Whisper(agent) => self.off_agent(agent, ctx),
            Stage::Working(agent) => {
                self.note(ctx, ContactEntry::AgentDisconnected);
                self.at_agent(agent, ContactState::Ended, ctx);
            }
            Stage::Scheduled | Stage::Flow | Stage::Queued(None) | Stage::Over => {}
        }
        let issue = None;
        self.note(ctx, ContactEntry::Disconnected { reason, issue });
        self.publish(ctx, EventType::Disconnected, &[]);
        self.complete_if_done(ctx);
    }

    fn disconnect_flow(&self, ctx: &Context) -> Option<ids::FlowId> {
        let set = self.settings.hooks.get(&EventHook::CustomerRemaining);
        let begun = self.stage != Stage::Scheduled;
        set.copied()
            .filter(|id| begun && ctx.directory.flow(*id).is_some())
    }

    /// Ends it on request of an API; one in after-contact work is closed.
    /// Source: connect-e-cases-quality.md §11.
    pub(super) fn stopped(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        if self.is_over() {
            let agent = self.facts.agent.as_ref().map(|it| it.id);
            match agent {
                Some(agent) => self.off_agent(agent, ctx),
                None => self.worked(ctx),
            }
            return Ok(());
        }
        self.end(DisconnectReason::Api, ctx, desks);
        Ok(())
    }

    /// Nobody finished it in time.
    pub(crate) fn expired(&mut self, ctx: &mut Context, desks: &Desks) {
        self.end(DisconnectReason::Expired, ctx, desks);
    }

    /// The agent is done with it.
    pub(super) fn worked(&mut self, ctx: &mut Context) {
        let working = self
            .facts
            .agent
            .as_ref()
            .is_some_and(|it| it.acw_started.is_some() && it.acw_ended.is_none());
        if working {
            self.note(ctx, ContactEntry::WorkEnded);
            self.complete_if_done(ctx);
        }
    }

    fn complete_if_done(&mut self, ctx: &mut Context) {
        if !self.is_over() || self.facts.phase != Phase::Ended || self.facts.complete() {
            return;
        }
        self.note(ctx, ContactEntry::Completed);
        let record = contact_record(&ctx.identity, &self.facts);
        ctx.out.publish(record);
        ctx.signal(Signal::Completed {
            contact: self.facts.id,
        });
    }
}
