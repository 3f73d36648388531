//! After the process was killed: a task is where it was. In a queue it waits in its old place, at
//! an agent it stays; a flow that had it begins anew, as runs of flows are not kept.

use super::task::{Stage, Task};
use crate::agent::Desks;
use crate::contact::{ContactFacts, Phase};
use crate::context::Context;
use crate::journal::{ContactEntry, OfferEnd};
use crate::live::ContactSettings;
use crate::live::prelude::*;
use ids::UserId;

impl Task {
    /// The agent at whose desk a task of these facts was, and stays.
    pub(crate) fn holder(facts: &ContactFacts) -> Option<UserId> {
        let agent = facts.agent.as_ref()?;
        let there = agent.connected.is_some() && agent.acw_ended.is_none();
        (facts.task.is_some() && there).then_some(agent.id)
    }

    /// Takes a task up. `None` for what is no task, or is over.
    pub(crate) fn restored(facts: &ContactFacts, ctx: &mut Context, desks: &Desks) -> Option<Self> {
        let known = facts.task.as_ref()?;
        let settings = ContactSettings::from_kept(&known.kept, None);
        let mut task = Self::new(facts.clone(), settings, Stage::Flow);
        let holder = Self::holder(facts).filter(|it| desks.contains_key(it));
        if facts.disconnected.is_some() {
            holder?;
            task.stage = Stage::Over;
            return Some(task);
        }
        if facts.phase == Phase::Scheduled {
            task.stage = Stage::Scheduled;
        }
        task.watch(ctx);
        if let Some(agent) = holder {
            task.stage = Stage::Working(agent);
            return Some(task);
        }
        if let Some(agent) = facts.offered_to {
            let end = OfferEnd::Withdrawn;
            task.note(ctx, ContactEntry::OfferEnded { agent, end });
        }
        if let Some(agent) = facts.agent.as_ref().map(|it| it.id) {
            task.note(ctx, ContactEntry::AgentFailed { agent });
        }
        task.go_on(ctx, desks);
        Some(task)
    }

    fn go_on(&mut self, ctx: &mut Context, desks: &Desks) {
        let queued =
            |it: &crate::contact::QueueFacts| it.enqueued.is_some() && it.dequeued.is_none();
        let waits = self.facts.queue.as_ref().is_some_and(queued);
        match self.target().filter(|_| waits) {
            Some(target) => {
                self.stage = Stage::Queued(None);
                self.wait_in(target.key, ctx);
            }
            None if self.stage == Stage::Scheduled || self.is_paused() => {}
            None => self.run_flow(ctx, desks),
        }
    }
}
