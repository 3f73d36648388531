//! Chains: a call that goes on as another contact.

use super::call::{Call, Stage};
use crate::agent::Desks;
use crate::contact::{ContactFacts, DisconnectReason, EventType, InitiationMethod, Phase};
use crate::context::{Context, Continuation};
use crate::flows::{Role, Slot};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::HangUpReason;
use crate::timers::Timer;
use flow::EventHook;

impl Call {
    /// The next contact of the chain, with the customer's leg. This one is closed (a disconnect
    /// flow's already is) and keeps its record.
    pub(crate) fn continue_as(
        &mut self,
        method: InitiationMethod,
        with: Continuation,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Option<Self> {
        let leg = self.customer.leg;
        if ctx.legs.get(&leg) != Some(&self.facts.id) {
            // The customer hung up meanwhile.
            return None;
        }
        let facts = self.next_facts(method, ctx);
        let next_id = facts.id;
        self.note(ctx, ContactEntry::Linked { next: next_id });
        let mut customer = self.customer.clone();
        customer.present = true;
        let mut next = Self::new(facts.clone(), customer, Stage::Flow);
        next.data = self.data.clone();
        next.data.chain += 1;
        next.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        next.publish(ctx, EventType::Initiated, &[]);
        ctx.legs.insert(leg, next_id);
        match with {
            Continuation::Flow(flow) => {
                // It has had its turn.
                next.data.hooks.remove(&EventHook::CustomerRemaining);
                match ctx.directory.flow(flow) {
                    Some(published) => {
                        let flow = Some((flow, published));
                        next.start_flow(flow, Role::Disconnect, ctx, desks);
                    }
                    // Deleted in this moment.
                    None => next.end(
                        DisconnectReason::ContactFlowDisconnect,
                        None,
                        HangUpReason::Normal,
                        ctx,
                        desks,
                    ),
                }
            }
            Continuation::Queue(target) => {
                next.queue_since = self
                    .queue_since
                    .or_else(|| self.facts.queue.as_ref().and_then(|it| it.enqueued));
                // Its queue flow goes on with the next contact.
                ctx.timers.stop(Timer::CustomerFlow(self.facts.id));
                if let Some(session) = self.slot(Slot::Customer).take() {
                    session.moved_to(next_id, ctx);
                    if let Some(at) = session.wake_at() {
                        ctx.timers.set(Timer::CustomerFlow(next_id), at);
                    }
                    *next.slot(Slot::Customer) = Some(session);
                }
                next.choose_queue(ctx, target);
                if let Some(criteria) = self.facts.routing_criteria.last() {
                    let criteria = Box::new(criteria.anew());
                    next.note(ctx, ContactEntry::CriteriaSet(criteria));
                }
                next.enqueue(ctx);
                if next.slot(Slot::Customer).is_none() {
                    next.start_role(Role::Queue, ctx, desks);
                }
                // The leg is the next contact's now.
                self.customer.present = false;
                let reason = DisconnectReason::ContactFlowDisconnect;
                self.end(reason, None, HangUpReason::Normal, ctx, desks);
            }
        }
        Some(next)
    }

    pub(super) fn next_facts(&self, method: InitiationMethod, ctx: &mut Context) -> ContactFacts {
        let old = &self.facts;
        ContactFacts {
            initial: Some(old.initial.unwrap_or(old.id)),
            previous: Some(old.id),
            connected_to_system: Some(ctx.now),
            phase: Phase::Flow,
            customer: old.customer.clone(),
            customer_name: old.customer_name.clone(),
            system: old.system.clone(),
            attributes: old.attributes.clone(),
            segment_attributes: old.segment_attributes.clone(),
            tags: old.tags.clone(),
            flow: old.flow,
            ..ContactFacts::begun(ctx.ids.id(), old.channel, method, ctx.now)
        }
    }
}
