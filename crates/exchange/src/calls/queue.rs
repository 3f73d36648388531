//! From the queue to an agent: offer, acceptance, the agent's audio, the whisper to the agent.
//!
//! The customer stays in the queue, and with the queue flow, until the agent's whisper is over
//! (connect-c-flows.md §7.39); an agent who fails to come costs nothing but time.

use super::call::{AgentLeg, Assignment, Call, Stage};
use crate::agent::{ContactState, Desks};
use crate::context::Context;
use crate::flows::{Role, Slot};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::{HangUpReason, LegCommand};
use crate::timers::Timer;
use ids::UserId;

impl Call {
    /// Enters the working queue and starts the queue flow.
    pub(super) fn enter_queue(&mut self, ctx: &mut Context, desks: &Desks) {
        self.enqueue(ctx);
        self.start_role(Role::Queue, ctx, desks);
    }

    /// Whether the agent accepts without a click.
    pub(crate) fn accepts_by_itself(&self, agent: UserId, ctx: &Context) -> bool {
        let callback = self.facts.callback.is_some();
        let user = ctx.directory.user(agent);
        user.is_some_and(|it| it.accepts_by_itself(self.facts.channel, callback))
    }

    /// The agent accepted: the agent's leg is asked for.
    pub(crate) fn connect_agent(&mut self, ctx: &mut Context) {
        let Some(agent) = self.take(ctx) else {
            return;
        };
        if self.is_without_customer() {
            // A callback leaves its queue here (connect-d-data-metrics.md §11.4).
            ctx.router.dequeue(self.facts.id);
            self.note(ctx, ContactEntry::Dequeued);
        }
        let leg = ctx.ids.id();
        self.agent_quality = None;
        self.stage = Stage::Queued(Assignment::AwaitingMedia(AgentLeg { agent, leg }));
        ctx.legs.insert(leg, self.facts.id);
        ctx.out.leg(LegCommand::ConnectAgent {
            leg,
            agent,
            contact: self.facts.id,
            customer: self.customer.leg,
        });
        let limit = ctx.settings.agent_media_limit;
        ctx.start(Timer::AgentMedia(self.facts.id), limit);
        self.at_agent(agent, ContactState::Connecting, ctx);
    }

    /// The agent's audio flows: the whisper to the agent begins.
    pub(crate) fn agent_media_up(&mut self, ctx: &mut Context, desks: &Desks) {
        if let Stage::Placing(agent) = self.stage {
            ctx.timers.stop(Timer::AgentMedia(self.facts.id));
            return self.reach_customer(agent, ctx, desks);
        }
        if let Stage::Watching(watch) = self.stage {
            return self.watch(watch, ctx);
        }
        let Stage::Queued(Assignment::AwaitingMedia(agent)) = self.stage else {
            return;
        };
        ctx.timers.stop(Timer::AgentMedia(self.facts.id));
        self.stage = Stage::Queued(Assignment::AgentWhisper(agent));
        let limit = ctx.settings.whisper_limit;
        ctx.start(Timer::Whisper(self.facts.id), limit);
        self.start_role(Role::AgentWhisper, ctx, desks);
    }

    /// The whisper to the agent is over: the customer leaves the queue.
    pub(super) fn agent_whispered(&mut self, ctx: &mut Context, desks: &Desks) {
        let Stage::Queued(Assignment::AgentWhisper(agent)) = self.stage else {
            return;
        };
        if self.is_without_customer() {
            return self.reach_customer(agent, ctx, desks);
        }
        self.stop_session(Slot::Customer, ctx, desks);
        ctx.router.dequeue(self.facts.id);
        self.note(ctx, ContactEntry::Dequeued);
        self.stage = Stage::Whisper(agent);
        let limit = ctx.settings.whisper_limit;
        ctx.start(Timer::Whisper(self.facts.id), limit);
        self.start_role(Role::CustomerWhisper, ctx, desks);
    }

    /// The agent who accepted does not come: the contact waits on in its old place. `error`: the
    /// agent sees a failed contact that is to be cleared; else it just goes from the desk.
    pub(crate) fn agent_failed(&mut self, error: bool, ctx: &mut Context, desks: &Desks) {
        self.agent_gone(error.then_some(ContactState::Error), ctx, desks);
    }

    /// The same, with the state that the contact has at the agent.
    pub(super) fn agent_gone(
        &mut self,
        state: Option<ContactState>,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        if self.is_by_agent() || matches!(self.stage, Stage::Watching(_)) {
            return self.given_up(state == Some(ContactState::Error), ctx, desks);
        }
        let (agent, left_queue) = match &self.stage {
            Stage::Queued(Assignment::AwaitingMedia(agent) | Assignment::AgentWhisper(agent)) => {
                (*agent, self.is_without_customer())
            }
            Stage::Dialling(reaching) => (reaching.agent, true),
            Stage::Whisper(agent) => (*agent, true),
            _ => return,
        };
        if matches!(self.stage, Stage::Dialling(_)) {
            self.leave_line(ctx, desks);
        }
        for timer in [
            Timer::AgentMedia(self.facts.id),
            Timer::Whisper(self.facts.id),
        ] {
            ctx.timers.stop(timer);
        }
        self.stop_session(Slot::Agent, ctx, desks);
        self.drop_agent_leg(agent, HangUpReason::Failed, ctx);
        self.stage = Stage::Queued(Assignment::Nobody);
        let entry = ContactEntry::AgentFailed { agent: agent.agent };
        self.note(ctx, entry);
        match state {
            Some(state) => self.at_agent(agent.agent, state, ctx),
            None => self.off_agent(agent.agent, ctx),
        }
        if !left_queue {
            ctx.router.release(ctx.now, self.facts.id);
            return;
        }
        self.stop_session(Slot::Customer, ctx, desks);
        self.note(ctx, ContactEntry::Enqueued);
        if let Some(target) = self.target() {
            self.wait_in(target.key, ctx);
        }
        if self.customer.present {
            self.start_role(Role::Queue, ctx, desks);
        }
    }

    /// Whether the customer is still to be called.
    fn is_without_customer(&self) -> bool {
        self.facts.callback.is_some() && !self.customer.present
    }

    pub(super) fn drop_agent_leg(
        &mut self,
        agent: AgentLeg,
        reason: HangUpReason,
        ctx: &mut Context,
    ) {
        if ctx.legs.remove(&agent.leg).is_some() {
            let leg = agent.leg;
            ctx.out.leg(LegCommand::HangUp { leg, reason });
        }
    }
}
