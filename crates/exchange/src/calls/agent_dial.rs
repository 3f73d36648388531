//! A call that an agent places: the agent's leg first, then the customer's, the outbound whisper
//! once it is answered, and then both are joined. No agent whisper runs, and no queue is entered.
//! Source: connect-c-flows.md §8.5, connect-g-agent-workspace.md §4.5.

use super::call::{AgentLeg, Call, CustomerLeg, Stage};
use super::outbound::{tags, telephony};
use crate::agent::{ContactState, Desks, HeldContact};
use crate::contact::{
    ContactFacts, DisconnectIssue, DisconnectReason, Endpoint, EventType, InitiationMethod, Phase,
};
use crate::context::Context;
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::live::{QueueTarget, agent_part};
use crate::output::{CallerId, HangUpReason, LegCommand};
use crate::timers::Timer;
use ids::{PhoneNumber, Pii, UserId};
use resources::Channel;

impl Call {
    /// Opens the contact and asks for the agent's leg; gives also what comes onto the agent's desk.
    /// `None` when the user is gone.
    pub(crate) fn by_agent(
        agent: UserId,
        number: &PhoneNumber,
        queue: QueueTarget,
        caller: CallerId,
        ctx: &mut Context,
    ) -> Option<(Self, HeldContact)> {
        let part = agent_part(agent, ctx)?;
        let (id, leg) = (ctx.ids.id(), ctx.ids.id());
        let system = caller.number.map(Endpoint::new);
        let facts = ContactFacts {
            phase: Phase::Connecting,
            customer: Some(Endpoint::new(Pii::new(number.to_string()))),
            segment_attributes: telephony(),
            tags: tags(system.as_ref(), ctx),
            system,
            queue: Some(queue.facts()),
            ..ContactFacts::begun(id, Channel::Voice, InitiationMethod::Outbound, ctx.now)
        };
        let stage = Stage::Placing(AgentLeg { agent, leg });
        let mut opened = Self::new(facts.clone(), CustomerLeg::to_come(ctx), stage);
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        opened.note(ctx, ContactEntry::AgentAssigned(Box::new(part)));
        ctx.legs.insert(leg, id);
        ctx.out.leg(LegCommand::ConnectAgent {
            leg,
            agent,
            contact: id,
            customer: opened.customer.leg,
        });
        let limit = ctx.settings.agent_media_limit;
        ctx.start(Timer::AgentMedia(id), limit);
        let held = opened.held(ContactState::Connecting, None, ctx);
        Some((opened, held))
    }

    /// Whether an agent placed this call: without that agent there is nobody to go on with.
    pub(super) fn is_by_agent(&self) -> bool {
        self.facts.initiation_method == InitiationMethod::Outbound
    }

    /// The agent who placed the call is gone before it was joined: the call is over.
    pub(super) fn given_up(&mut self, failed: bool, ctx: &mut Context, desks: &Desks) {
        let issue = failed.then_some(DisconnectIssue::AgentConnectivityIssue);
        let reason = DisconnectReason::AgentDisconnect;
        self.end(reason, issue, HangUpReason::Normal, ctx, desks);
    }
}
