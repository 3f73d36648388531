//! The guest's side: contacts that an agent's transfer begins.

use super::{GuestEnd, Handed, Lent, Word};
use crate::agent::Desks;
use crate::calls::call::{Call, CustomerLeg, Stage};
use crate::calls::outbound::{tags, telephony};
use crate::contact::{ContactFacts, DisconnectReason, Endpoint, EventType, InitiationMethod};
use crate::context::{Context, Signal};
use crate::flows::{Role, Slot};
use crate::input::{DialFailure, LegKind};
use crate::journal::ContactEntry;
use crate::live::QueueTarget;
use crate::live::prelude::*;
use crate::output::CallerId;
use flow::{HeldParticipant, Published, Refusal};
use ids::{FlowId, LegId, PhoneNumber, Pii, UserId};
use resources::Channel;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A number to be called for a conference.
#[derive(Debug)]
pub(crate) struct Outside {
    pub(crate) number: PhoneNumber,
    pub(crate) caller: CallerId,
}

/// Where a transfer begins.
#[derive(Debug)]
pub(crate) struct Inside {
    pub(crate) flow: (FlowId, Arc<Published>),
    pub(crate) queue: Option<QueueTarget>,
    pub(crate) agent: Option<UserId>,
}

impl Call {
    /// Opens the contact of a third party whom an agent calls, and calls.
    pub(super) fn outside(&mut self, wanted: Outside, beside: LegId, ctx: &mut Context) -> Self {
        let old = &self.facts;
        let system = wanted.caller.number.clone().map(Endpoint::new);
        let method = InitiationMethod::ExternalOutbound;
        let facts = ContactFacts {
            initial: Some(old.initial.unwrap_or(old.id)),
            previous: Some(old.id),
            customer: Some(Endpoint::new(Pii::new(wanted.number.to_string()))),
            attributes: old.attributes.clone(),
            segment_attributes: telephony(),
            tags: tags(system.as_ref(), ctx),
            system,
            ..ContactFacts::begun(ctx.ids.id(), Channel::Voice, method, ctx.now)
        };
        let leg = CustomerLeg::to_come(ctx);
        let mut opened = self.guest(facts, leg, Stage::Outside { failed: None }, ctx);
        let limit = ctx.settings.ring_limit;
        opened.dial(wanted.number, wanted.caller, limit, beside, ctx);
        opened
    }

    /// Opens the contact of a transfer to an agent or a queue, and runs its flow to the agent whose
    /// leg is lent.
    pub(super) fn inside(
        &mut self,
        wanted: Inside,
        leg: LegId,
        lent: Lent,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Self {
        let facts = self.next_facts(InitiationMethod::Transfer, ctx);
        let id = facts.id;
        let customer = CustomerLeg {
            leg,
            kind: LegKind::WebRtc,
            headers: BTreeMap::new(),
            present: true,
            lent: Some(lent),
            quality: None,
        };
        let mut opened = self.guest(facts, customer, Stage::Flow, ctx);
        opened.data.target = wanted.agent;
        // Transferred contacts rank by the one before (connect-b-routing-channels.md §4.1).
        let entered = self.facts.queue.as_ref().and_then(|it| it.enqueued);
        opened.queue_since = self.queue_since.or(entered);
        ctx.lent.insert(leg, id);
        if let Some(queue) = wanted.queue {
            opened.choose_queue(ctx, queue);
        }
        opened.start_flow(Some(wanted.flow), Role::Transfer, ctx, desks);
        opened
    }

    /// The next contact of the chain beside this one.
    fn guest(
        &mut self,
        facts: ContactFacts,
        customer: CustomerLeg,
        stage: Stage,
        ctx: &mut Context,
    ) -> Self {
        let next = facts.id;
        self.note(ctx, ContactEntry::Linked { next });
        let mut opened = Self::new(facts.clone(), customer, stage);
        opened.data = self.data.clone();
        opened.data.chain += 1;
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        ctx.hosts.insert(next, self.facts.id);
        opened
    }

    /// The third party answered.
    pub(in crate::calls) fn outside_answered(&mut self, ctx: &mut Context) {
        let leg = self.customer.leg;
        self.connected_to_system(ctx);
        self.tell_host_here(leg, None, ctx);
    }

    /// Tells the host that this guest can talk.
    pub(in crate::calls) fn tell_host_here(
        &self,
        leg: LegId,
        agent: Option<UserId>,
        ctx: &mut Context,
    ) {
        let guest = self.facts.id;
        if let Some(&host) = ctx.hosts.get(&guest) {
            ctx.signal(Signal::Conference(Word::Here {
                host,
                guest,
                leg,
                agent,
            }));
        }
    }

    /// This contact is over: its host, its guests and the owner of a lent leg are told.
    pub(in crate::calls) fn leave_conference(
        &mut self,
        failed: Option<DialFailure>,
        reason: DisconnectReason,
        ctx: &mut Context,
    ) {
        let guest = self.facts.id;
        self.give_back(ctx);
        for it in self.guests.take() {
            let guest = it.contact;
            ctx.signal(Signal::Conference(Word::End { guest, reason }));
        }
        if let Some(host) = ctx.hosts.remove(&guest) {
            let end = failed.map_or(GuestEnd::Left, GuestEnd::Unreached);
            ctx.signal(Signal::Conference(Word::Gone { host, guest, end }));
        }
    }

    /// The lent leg is its owner's again.
    pub(in crate::calls) fn give_back(&mut self, ctx: &mut Context) {
        if self.customer.lent.take().is_some() {
            let id = self.facts.id;
            ctx.lent.retain(|_, borrower| *borrower != id);
            self.customer.present = false;
        }
    }

    /// Another leg stands in for the customer, as the one that did is gone.
    pub(crate) fn stand_in(&mut self, leg: LegId) {
        if self.is_lent() {
            self.customer.leg = leg;
        }
    }

    /// Why the customer is gone from a conversation that goes on.
    pub(crate) fn why_customer_left(&self) -> Option<DisconnectReason> {
        self.customer_left
    }

    /// Whether the customer's leg is another call's.
    pub(crate) fn is_lent(&self) -> bool {
        self.customer.lent.is_some()
    }

    /// This guest is put on hold, or taken off it: it hears the flow that is set for that.
    pub(crate) fn held_as_guest(&mut self, held: bool, ctx: &mut Context, desks: &Desks) {
        let (slot, role) = match &mut self.stage {
            Stage::Talking(talk) => {
                talk.apart = held;
                (Slot::Agent, Role::AgentHold)
            }
            Stage::Outside { .. } => (Slot::Customer, Role::Hold),
            _ => return,
        };
        match held {
            true => self.start_role(role, ctx, desks),
            false => self.stop_session(slot, ctx, desks),
        }
    }

    /// The customer comes from a host whose agent left.
    pub(crate) fn take_over(&mut self, handed: Handed, ctx: &mut Context) {
        let id = self.facts.id;
        self.give_back(ctx);
        ctx.hosts.remove(&id);
        if handed.customer.present {
            ctx.legs.insert(handed.customer.leg, id);
        }
        self.customer = handed.customer;
        self.customer_left = handed.customer_left;
        for guest in handed.guests {
            ctx.hosts.insert(guest.contact, id);
            self.guests.add(guest);
        }
        if let Stage::Talking(talk) = &mut self.stage {
            talk.shared = false;
        }
        if let Some(session) = self.slot(Slot::Customer) {
            session.speak_to(handed.leg, None, ctx);
        }
        self.show_parties(ctx);
    }

    /// The transfer flow puts one of the host's parties on hold.
    /// Source: connect-c-flows.md §7.20, sample "secure input with agent" in §5.
    pub(in crate::calls) fn hold_parties_of_host(
        &self,
        held: HeldParticipant,
        ctx: &mut Context,
    ) -> Result<(), Refusal> {
        let lent = self
            .customer
            .lent
            .ok_or_else(|| Refusal::new("there is no agent to hold"))?;
        ctx.signal(Signal::Conference(Word::HoldParties {
            host: lent.host,
            guest: self.facts.id,
            held,
        }));
        Ok(())
    }

    /// The transfer flow speaks to other legs of the host from now on.
    pub(crate) fn speak_to(&mut self, leg: LegId, also: Option<LegId>, ctx: &mut Context) {
        let id = self.facts.id;
        ctx.lent.retain(|_, borrower| *borrower != id);
        for leg in [Some(leg), also].into_iter().flatten() {
            ctx.lent.insert(leg, id);
        }
        self.customer.leg = leg;
        if let Some(session) = self.slot(Slot::Customer) {
            session.speak_to(leg, also, ctx);
        }
    }
}
