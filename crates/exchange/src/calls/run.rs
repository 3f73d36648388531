//! Running flows to the legs of a call, and what their ends lead to.

use super::call::{Assignment, Call, Stage};
use crate::agent::Desks;
use crate::contact::DisconnectReason;
use crate::context::{Context, Continuation, Signal};
use crate::flows::{Role, Session, Slot};
use crate::journal::ContactEntry;
use crate::output::HangUpReason;
use crate::timers::Timer;
use flow::{Failure, Outcome, Published};
use ids::{FlowId, LegId, PlayId};
use std::sync::Arc;

impl Call {
    /// Starts what is to run in a role: the flow that was set, else the instance's default, else
    /// the built-in one.
    pub(super) fn start_role(&mut self, role: Role, ctx: &mut Context, desks: &Desks) {
        let chosen = role.hook().and_then(|(hook, kind)| {
            let set = self.data.hooks.get(&hook).copied();
            set.and_then(|id| Some((id, ctx.directory.flow(id)?)))
                .or_else(|| ctx.directory.default_flow(kind))
        });
        self.start_flow(chosen, role, ctx, desks);
    }

    /// Starts a flow; `None` is the built-in one of its role.
    pub(super) fn start_flow(
        &mut self,
        flow: Option<(FlowId, Arc<Published>)>,
        role: Role,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let (slot, leg) = match role {
            Role::AgentWhisper => match self.agent_leg() {
                Some(it) => (Slot::Agent, it.leg),
                None => return,
            },
            _ => (Slot::Customer, self.customer.leg),
        };
        self.stop_session(slot, ctx, desks);
        let entry = ContactEntry::FlowStarted {
            flow: flow.as_ref().map(|it| it.0),
        };
        self.note(ctx, entry);
        let session = Session::start(flow.map(|it| it.1), role, leg, self, ctx, desks);
        self.keep(slot, session, ctx, desks);
    }

    /// Gives an input to the flow of a leg, if one runs there.
    pub(crate) fn advance(
        &mut self,
        slot: Slot,
        input: flow::Input,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        if let Some(mut session) = self.slot(slot).take() {
            session.handle(input, self, ctx, desks);
            self.keep(slot, session, ctx, desks);
        }
    }

    /// A play on one of the legs ended.
    pub(crate) fn played(
        &mut self,
        leg: LegId,
        play: PlayId,
        heard: bool,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let slot = self.slot_of(leg);
        if let Some(mut session) = self.slot(slot).take() {
            session.played(play, heard, self, ctx, desks);
            self.keep(slot, session, ctx, desks);
        }
    }

    /// An invoked function answered, or failed.
    pub(crate) fn invoked(
        &mut self,
        session: u64,
        input: flow::Input,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        for slot in [Slot::Customer, Slot::Agent] {
            if self
                .slot(slot)
                .as_ref()
                .is_some_and(|it| it.id() == session)
            {
                self.advance(slot, input, ctx, desks);
                return;
            }
        }
    }

    /// Which leg's flow hears what happens on a leg.
    pub(crate) fn slot_of(&self, leg: LegId) -> Slot {
        if leg == self.customer.leg {
            Slot::Customer
        } else {
            Slot::Agent
        }
    }

    /// Ends what runs to a leg.
    pub(super) fn stop_session(&mut self, slot: Slot, ctx: &mut Context, desks: &Desks) {
        ctx.timers.stop(self.flow_timer(slot));
        if let Some(mut session) = self.slot(slot).take() {
            session.cancel(self, ctx, desks);
        }
    }

    pub(super) fn flow_timer(&self, slot: Slot) -> Timer {
        match slot {
            Slot::Customer => Timer::CustomerFlow(self.facts.id),
            Slot::Agent => Timer::AgentFlow(self.facts.id),
        }
    }

    /// Puts a session back that has run to its next wait, or follows its end.
    fn keep(&mut self, slot: Slot, mut session: Session, ctx: &mut Context, desks: &Desks) {
        let flow = session.flow();
        if flow.is_some() && flow != self.facts.flow && slot == Slot::Customer {
            // The flow went over to another one.
            self.note(ctx, ContactEntry::FlowStarted { flow });
        }
        let timer = self.flow_timer(slot);
        if let Some(outcome) = session.outcome() {
            ctx.timers.stop(timer);
            session.forget(ctx);
            let role = session.role();
            self.flow_ended(role, outcome, ctx, desks);
        } else {
            match session.wake_at() {
                Some(at) => ctx.timers.set(timer, at),
                None => ctx.timers.stop(timer),
            }
            *self.slot(slot) = Some(session);
        }
        if let Some(target) = self.wanted_queue.take()
            && matches!(self.stage, Stage::Queued(Assignment::Nobody))
        {
            ctx.signal(Signal::Continue {
                contact: self.facts.id,
                as_method: crate::contact::InitiationMethod::QueueTransfer,
                with: Continuation::Queue(target),
            });
        }
    }

    fn flow_ended(&mut self, role: Role, outcome: Outcome, ctx: &mut Context, desks: &Desks) {
        match (role, outcome) {
            (Role::Inbound | Role::Disconnect, Outcome::Queued) => {
                self.enter_queue(ctx, desks);
            }
            // In these flows an end is a disconnect (connect-c-flows.md §7.17).
            (Role::Inbound | Role::Disconnect, _) | (Role::Queue, Outcome::Disconnect) => self.end(
                DisconnectReason::ContactFlowDisconnect,
                None,
                HangUpReason::Normal,
                ctx,
                desks,
            ),
            // The customer waits on in silence, or stays on hold in silence.
            (Role::Queue | Role::Hold, _) => {}
            // A whisper that is too long drops the agent, or the contact (connect-c-flows.md
            // §7.39). One that fails otherwise must not keep customer and agent apart.
            (Role::AgentWhisper, Outcome::Failed(Failure::WhisperTooLong)) => {
                self.agent_failed(true, ctx, desks);
            }
            (Role::AgentWhisper, _) => self.agent_whispered(ctx, desks),
            (Role::CustomerWhisper, Outcome::Failed(Failure::WhisperTooLong)) => self.end(
                DisconnectReason::ContactFlowDisconnect,
                None,
                HangUpReason::Failed,
                ctx,
                desks,
            ),
            (Role::CustomerWhisper, _) => self.join(ctx),
        }
    }
}
