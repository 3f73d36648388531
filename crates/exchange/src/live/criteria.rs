//! Routing criteria of a contact: step by step, until an agent meets one or all have expired.
//! Source: connect-c-flows.md §7.36.

use super::{Changes, Live, Standing, Waits};
use crate::contact::{CriteriaFacts, EventType, Skill, StepStatus, UnknownAgent};
use crate::context::Context;
use crate::journal::ContactEntry;
use crate::timers::Timer;
use flow::{Refusal, RoutingCriteria};
use routing::QueueKey;

/// How often a contact may be given criteria. Source: connect-b-routing-channels.md §4.6.
const MOST_CRITERIA: u32 = 3;

/// What a contact event names when a step changed.
const STEP_STATUS: &str = "RoutingCriteria.Step.Status";

/// See the [module](self).
pub(crate) trait Criteria: Live {
    /// Criteria as facts. Refused: those that name agents or predefined attributes that are not
    /// there, and a third change.
    fn read_criteria(
        &self,
        criteria: RoutingCriteria,
        ctx: &Context,
    ) -> Result<CriteriaFacts, Refusal> {
        let index = u32::try_from(self.facts().routing_criteria.len()).unwrap_or(u32::MAX);
        if index >= MOST_CRITERIA {
            return Err(Refusal::new("routing criteria change at most twice"));
        }
        let agent = |text: &str| ctx.directory.user_by_text(text).map(|it| it.id);
        let facts = CriteriaFacts::new(criteria, index, &agent)
            .map_err(|UnknownAgent| Refusal::new("the criteria name an agent who is not there"))?;
        let known = |it: &&Skill| ctx.directory.is_attribute(&it.name);
        if !facts.skills().iter().all(known) {
            return Err(Refusal::new(
                "the criteria name an attribute that is not there",
            ));
        }
        Ok(facts)
    }

    /// Sets criteria. They become active in a queue; in one already, at once.
    fn set_criteria(
        &mut self,
        criteria: RoutingCriteria,
        ctx: &mut Context,
    ) -> Result<(), Refusal> {
        let facts = self.read_criteria(criteria, ctx)?;
        self.put_criteria(facts, ctx);
        Ok(())
    }

    /// The same with criteria that were read.
    fn put_criteria(&mut self, facts: CriteriaFacts, ctx: &mut Context) {
        self.end_step(StepStatus::Interrupted, ctx);
        self.note(ctx, ContactEntry::CriteriaSet(Box::new(facts)));
        self.publish(ctx, EventType::DataUpdated, &["RoutingCriteria"]);
        if matches!(self.standing(), Standing::Queued(_) | Standing::Leaving) {
            self.activate_criteria(ctx);
        }
    }

    /// The contact is in a queue: its criteria begin, or go on after an agent who failed.
    fn activate_criteria(&mut self, ctx: &mut Context) {
        let Some(mut criteria) = self.facts().routing_criteria.last().cloned() else {
            return;
        };
        if criteria.activated.is_none() {
            criteria.activated = Some(ctx.now);
            let standard = self
                .target()
                .is_some_and(|it| matches!(it.key, QueueKey::Standard(_)));
            // An agent's own queue asks for no skills; the time is noted all the same.
            if standard {
                criteria.begin_step(ctx.now);
            }
            self.note(ctx, ContactEntry::CriteriaMoved(Box::new(criteria)));
        }
        self.require(ctx);
    }

    /// The active step's time is over.
    fn step_expired(&mut self, ctx: &mut Context) {
        let Some(mut criteria) = self.facts().routing_criteria.last().cloned() else {
            return;
        };
        criteria.end_step(StepStatus::Expired);
        criteria.begin_step(ctx.now);
        self.note(ctx, ContactEntry::CriteriaMoved(Box::new(criteria)));
        self.publish(ctx, EventType::DataUpdated, &[STEP_STATUS]);
        self.require(ctx);
    }

    /// Ends the active step, if there is one.
    fn end_step(&mut self, status: StepStatus, ctx: &mut Context) {
        ctx.timers.stop(Timer::Criteria(self.facts().id));
        let current = self.facts().routing_criteria.last();
        let Some(mut criteria) = current.filter(|it| it.active().is_some()).cloned() else {
            return;
        };
        criteria.end_step(status);
        self.note(ctx, ContactEntry::CriteriaMoved(Box::new(criteria)));
    }

    /// Tells routing what the active step asks for, and when it ends.
    fn require(&mut self, ctx: &mut Context) {
        let current = self.facts().routing_criteria.last();
        let active = current.and_then(CriteriaFacts::active);
        let need = active.map(|it| it.expression.need());
        ctx.router.require(ctx.now, self.facts().id, need);
        match active.and_then(|it| it.expires) {
            Some(at) => ctx.timers.set(Timer::Criteria(self.facts().id), at),
            None => ctx.timers.stop(Timer::Criteria(self.facts().id)),
        }
    }
}

impl<T: Live + ?Sized> Criteria for T {}
