//! A call as any live contact.

use super::call::{Assignment, Call, Stage};
use crate::agent::Desks;
use crate::command::CommandError;
use crate::contact::ContactFacts;
use crate::context::Context;
use crate::flows::{Role, Session, Slot};
use crate::live::{ContactSettings, Live, QueueTarget, Standing};
use flow::{Outcome, Refusal};
use ids::{LegId, Timestamp, UserId};

impl Live for Call {
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
        &self.data
    }

    fn settings_mut(&mut self) -> &mut ContactSettings {
        &mut self.data
    }

    fn agent(&self) -> Option<UserId> {
        Self::agent(self)
    }

    fn standing(&self) -> Standing {
        match &self.stage {
            Stage::Flow => Standing::Flow,
            Stage::Queued(Assignment::Nobody) => Standing::Queued(None),
            Stage::Queued(Assignment::Offered { agent }) => Standing::Queued(Some(*agent)),
            Stage::Queued(_) => Standing::Leaving,
            _ => Standing::Elsewhere,
        }
    }

    fn queued(&mut self, asked: Option<UserId>) {
        self.stage = Stage::Queued(match asked {
            Some(agent) => Assignment::Offered { agent },
            None => Assignment::Nobody,
        });
    }

    fn queue_since(&self) -> Option<Timestamp> {
        self.queue_since
    }

    fn wanted_queue(&mut self) -> &mut Option<QueueTarget> {
        &mut self.wanted_queue
    }

    fn slot(&mut self, slot: Slot) -> &mut Option<Session> {
        match slot {
            Slot::Customer => &mut self.customer_session,
            Slot::Agent => &mut self.agent_session,
        }
    }

    fn line(&self, slot: Slot) -> Option<LegId> {
        match slot {
            Slot::Customer => Some(self.customer.leg),
            Slot::Agent => self.agent_leg().map(|it| it.leg),
        }
    }

    fn flow_ended(&mut self, role: Role, outcome: Outcome, ctx: &mut Context, desks: &Desks) {
        self.followed(role, outcome, ctx, desks);
    }

    fn accept(&mut self, ctx: &mut Context, _: &Desks) {
        self.connect_agent(ctx);
    }

    fn hang_up(&mut self, ctx: &mut Context, desks: &Desks) {
        self.agent_left(None, ctx, desks);
    }

    fn stop(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        self.stopped(ctx, desks)
    }

    fn work_ended(&mut self, ctx: &mut Context) {
        self.worked(ctx);
    }

    fn may_move(&self) -> Result<(), Refusal> {
        match self.is_lent() {
            true => Err(Refusal::new("an agent waits on the line for this transfer")),
            false => Ok(()),
        }
    }

    fn as_call(&self) -> Option<&Call> {
        Some(self)
    }

    fn as_call_mut(&mut self) -> Option<&mut Call> {
        Some(self)
    }
}
