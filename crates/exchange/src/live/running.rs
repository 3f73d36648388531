//! Running flows to a contact: starting them, giving them what they wait for, and following their
//! ends.

use super::{Changes, Live, Standing};
use crate::agent::Desks;
use crate::contact::InitiationMethod;
use crate::context::{Context, Continuation, Signal};
use crate::flows::{Role, Session, Slot};
use crate::journal::{ContactEntry, RunFacts, RunOutcome};
use crate::timers::Timer;
use flow::{Outcome, Published};
use ids::FlowId;
use std::sync::Arc;

/// See the [module](self).
pub(crate) trait Runs: Live {
    /// Starts what is to run in a role: the flow that was set, else the instance's default, else
    /// the built-in one.
    fn start_role(&mut self, role: Role, ctx: &mut Context, desks: &Desks) {
        let chosen = role.hook().and_then(|(hook, kind)| {
            let set = self.settings().hooks.get(&hook).copied();
            set.and_then(|id| Some((id, ctx.directory.flow(id)?)))
                .or_else(|| ctx.directory.default_flow(kind))
        });
        self.start_flow(chosen, role, ctx, desks);
    }

    /// Starts a flow; `None` is the built-in one of its role.
    fn start_flow(
        &mut self,
        flow: Option<(FlowId, Arc<Published>)>,
        role: Role,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let slot = role.slot();
        self.stop_session(slot, ctx, desks);
        let entry = ContactEntry::FlowStarted {
            flow: flow.as_ref().map(|it| it.0),
            run: flow.as_ref().map(|it| RunFacts {
                kind: it.1.kind,
                module: None,
                published: ctx.directory.published_at(it.0),
            }),
        };
        self.note(ctx, entry);
        let line = self.line(slot);
        let session = Session::start(flow.map(|it| it.1), role, line, self.live(), ctx, desks);
        self.keep(slot, session, ctx, desks);
    }

    /// Gives an input to the flow of a side, if one runs there.
    fn advance(&mut self, slot: Slot, input: flow::Input, ctx: &mut Context, desks: &Desks) {
        if let Some(mut session) = self.slot(slot).take() {
            session.handle(input, self.live(), ctx, desks);
            self.keep(slot, session, ctx, desks);
        }
    }

    /// What a flow asked for is answered.
    fn invoked(&mut self, session: u64, input: flow::Input, ctx: &mut Context, desks: &Desks) {
        for slot in [Slot::Customer, Slot::Agent] {
            let asked = |it: &Session| it.id() == session;
            if self.slot(slot).as_ref().is_some_and(asked) {
                return self.advance(slot, input, ctx, desks);
            }
        }
    }

    /// Ends what runs to a side.
    fn stop_session(&mut self, slot: Slot, ctx: &mut Context, desks: &Desks) {
        ctx.timers.stop(self.flow_timer(slot));
        if let Some(mut session) = self.slot(slot).take() {
            session.cancel(self.live(), ctx, desks);
            if let Some(end) = session.run_end(RunOutcome::Interrupted) {
                self.note(ctx, ContactEntry::FlowEnded(Box::new(end)));
            }
        }
    }

    /// The timer that wakes a side's flow.
    fn flow_timer(&self, slot: Slot) -> Timer {
        match slot {
            Slot::Customer => Timer::CustomerFlow(self.facts().id),
            Slot::Agent => Timer::AgentFlow(self.facts().id),
        }
    }

    /// Puts a session back that has run to its next wait, or follows its end.
    fn keep(&mut self, slot: Slot, mut session: Session, ctx: &mut Context, desks: &Desks) {
        let timer = self.flow_timer(slot);
        if let Some(outcome) = session.outcome() {
            ctx.timers.stop(timer);
            session.forget(ctx);
            let role = session.role();
            if let Some(end) = session.run_end(run_outcome(role, &outcome)) {
                self.note(ctx, ContactEntry::FlowEnded(Box::new(end)));
            }
            self.flow_ended(role, outcome, ctx, desks);
        } else {
            match session.wake_at() {
                Some(at) => ctx.timers.set(timer, at),
                None => ctx.timers.stop(timer),
            }
            *self.slot(slot) = Some(session);
        }
        if let Some(target) = self.wanted_queue().take()
            && self.standing() == Standing::Queued(None)
        {
            ctx.signal(Signal::Continue {
                contact: self.facts().id,
                as_method: InitiationMethod::QueueTransfer,
                with: Continuation::Queue(target),
            });
        }
    }
}

impl<T: Live + ?Sized> Runs for T {}

/// How a run ended, for the journal. In flows that a contact begins with, an end is a disconnect
/// (connect-c-flows.md §7.17).
fn run_outcome(role: Role, outcome: &Outcome) -> RunOutcome {
    let leads = matches!(role, Role::Inbound | Role::Disconnect | Role::Transfer);
    match outcome {
        Outcome::Ended if leads => RunOutcome::Disconnected,
        Outcome::Ended => RunOutcome::Ended,
        Outcome::Disconnect => RunOutcome::Disconnected,
        Outcome::Queued => RunOutcome::Queued,
        Outcome::TransferredToAgent => RunOutcome::ToAgent,
        Outcome::TransferredToNumber => RunOutcome::ToNumber,
        Outcome::Failed(_) => RunOutcome::Failed,
    }
}
