//! Pausing a task and going on with it. Source: connect-a-foundation.md §3.5.

use super::task::{Stage, Task};
use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::EventType;
use crate::context::Context;
use crate::flows::{Role, Slot};
use crate::journal::{ContactEntry, OfferEnd};
use crate::live::prelude::*;
use crate::timers::Timer;
use flow::EventHook;
use ids::FlowId;

impl Task {
    /// Pauses it. One that waits in a queue is taken out of it; one at an agent stays there and
    /// frees the slot. `flow` runs meanwhile, or the one that was set for it.
    pub(crate) fn pause(
        &mut self,
        flow: Option<FlowId>,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<(), CommandError> {
        if self.is_paused() {
            return Err(CommandError::AlreadyPaused);
        }
        match self.stage {
            Stage::Flow | Stage::Queued(None) | Stage::Working(_) => {}
            Stage::Queued(Some(_)) => self.offer_over(OfferEnd::Withdrawn, ctx),
            Stage::Scheduled => return Err(state("SCHEDULED")),
            Stage::Whisper(_) => return Err(state("CONNECTING")),
            Stage::Over => return Err(state("ENDED")),
        }
        ctx.timers.stop(self.flow_timer(Slot::Customer));
        self.held_up = self.flow.take();
        if let Stage::Queued(_) = self.stage {
            ctx.router.dequeue(self.facts.id);
            ctx.timers.stop(Timer::Criteria(self.facts.id));
            self.stage = Stage::Flow;
            self.note(ctx, ContactEntry::Dequeued);
        }
        self.keep_settings(ctx);
        self.note(ctx, ContactEntry::Paused);
        self.publish(ctx, EventType::Paused, &[]);
        if let Stage::Working(agent) = self.stage {
            self.at_agent(agent, ContactState::Paused, ctx);
        }
        self.start_event(flow, EventHook::PauseContact, ctx, desks);
        Ok(())
    }

    /// Goes on with it. One that was in a queue is in none until a flow puts it there again.
    pub(crate) fn resume(
        &mut self,
        flow: Option<FlowId>,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<(), CommandError> {
        if !self.is_paused() {
            return Err(CommandError::NotPaused);
        }
        self.note(ctx, ContactEntry::Unpaused);
        self.publish(ctx, EventType::Resumed, &[]);
        if let Stage::Working(agent) = self.stage {
            self.at_agent(agent, ContactState::Connected, ctx);
        }
        if let Some(session) = self.held_up.take() {
            let at = session.wake_at();
            self.flow = Some(session);
            if let Some(at) = at {
                ctx.timers.set(self.flow_timer(Slot::Customer), at);
            }
        }
        self.start_event(flow, EventHook::ResumeContact, ctx, desks);
        Ok(())
    }

    fn start_event(
        &mut self,
        flow: Option<FlowId>,
        hook: EventHook,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let set = self.settings.hooks.get(&hook).copied();
        let chosen = flow
            .or(set)
            .and_then(|id| Some((id, ctx.directory.flow(id)?)));
        // The flow that calls for the end of a pause goes on itself.
        let busy = self.event.is_some();
        if chosen.is_some() && !busy {
            self.start_flow(chosen, Role::Event, ctx, desks);
        }
    }
}

const fn state(state: &'static str) -> CommandError {
    CommandError::InvalidState { state }
}
