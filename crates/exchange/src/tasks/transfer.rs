//! A task that goes on as another contact: transferred, moved to another queue by a flow, or to its
//! disconnect flow.

use super::task::{Stage, Task};
use crate::agent::Desks;
use crate::command::CommandError;
use crate::contact::{ContactFacts, DisconnectReason, InitiationMethod, Phase};
use crate::context::{Context, Continuation};
use crate::flows::{Role, Slot};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::live::{CHAIN_LIMIT, QueueTarget};
use flow::EventHook;
use ids::{ContactId, FlowId, UserId};

impl Task {
    /// Transfers it to an agent or a queue, by a flow that brings it there. `by`: the agent who
    /// asks, else an API does. Source: TransferContact, connect-g-agent-workspace.md §6.
    pub(crate) fn transfer(
        &mut self,
        flow: FlowId,
        target: Option<QueueTarget>,
        by: Option<UserId>,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<Self, CommandError> {
        if matches!(self.stage, Stage::Scheduled | Stage::Over) {
            return Err(CommandError::InvalidState {
                state: "scheduled or ended",
            });
        }
        if self.settings.chain_is_full() {
            return Err(CommandError::TooManyTransfers(CHAIN_LIMIT - 1));
        }
        let mut next = self.next(InitiationMethod::Transfer, Some(flow), ctx);
        if let Some(target) = target {
            next.choose_queue(ctx, target);
        }
        let reason = match by {
            Some(_) => DisconnectReason::AgentDisconnect,
            None => DisconnectReason::Api,
        };
        self.finish(reason, ctx, desks);
        next.begin(ctx, desks);
        Ok(next)
    }

    /// The next contact of its chain, by what flows asked for.
    pub(crate) fn continue_as(
        &mut self,
        method: InitiationMethod,
        with: Continuation,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Option<Self> {
        match with {
            Continuation::Flow(flow) => {
                let mut next = self.next(method, Some(flow), ctx);
                // It has had its turn.
                next.settings.hooks.remove(&EventHook::CustomerRemaining);
                next.note(ctx, ContactEntry::ConnectedToSystem);
                match ctx.directory.flow(flow) {
                    Some(published) => {
                        let flow = Some((flow, published));
                        next.start_flow(flow, Role::Disconnect, ctx, desks);
                    }
                    None => next.finish(DisconnectReason::ContactFlowDisconnect, ctx, desks),
                }
                Some(next)
            }
            Continuation::Queue(target) => {
                let mut next = self.next(method, None, ctx);
                next.move_flow_from(self, ctx);
                next.choose_queue(ctx, target);
                if let Some(criteria) = self.facts.routing_criteria.last() {
                    let criteria = Box::new(criteria.anew());
                    next.note(ctx, ContactEntry::CriteriaSet(criteria));
                }
                next.keep_settings(ctx);
                next.enqueue(ctx);
                self.finish(DisconnectReason::ContactFlowDisconnect, ctx, desks);
                Some(next)
            }
        }
    }

    /// The queue flow goes on with the next contact.
    fn move_flow_from(&mut self, old: &mut Self, ctx: &mut Context) {
        let id = self.facts.id;
        ctx.timers.stop(old.flow_timer(Slot::Customer));
        if let Some(session) = old.flow.take() {
            session.moved_to(id, ctx);
            if let Some(at) = session.wake_at() {
                ctx.timers.set(self.flow_timer(Slot::Customer), at);
            }
            self.flow = Some(session);
        }
    }

    fn next(&mut self, method: InitiationMethod, flow: Option<FlowId>, ctx: &mut Context) -> Self {
        let id: ContactId = ctx.ids.id();
        self.note(ctx, ContactEntry::Linked { next: id });
        let old = &self.facts;
        let mut settings = self.settings.clone();
        settings.chain += 1;
        let entered = old.queue.as_ref().and_then(|it| it.enqueued);
        let mut task = old.task.clone();
        if let Some(task) = &mut task {
            task.flow = flow;
            task.scheduled = None;
            task.paused = None;
            task.pauses = 0;
            task.pause_ms = 0;
            task.last_paused = None;
            task.last_resumed = None;
            task.queue_since = self.queue_since.or(entered);
            task.kept = settings.kept();
        }
        let facts = ContactFacts {
            initial: Some(old.initial.unwrap_or(old.id)),
            previous: Some(old.id),
            related: old.related,
            phase: Phase::Flow,
            attributes: old.attributes.clone(),
            segment_attributes: old.segment_attributes.clone(),
            tags: old.tags.clone(),
            details: old.details.clone(),
            flow,
            task,
            ..ContactFacts::begun(id, old.channel, method, ctx.now)
        };
        Self::opened(facts, settings, ctx)
    }
}
