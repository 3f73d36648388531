//! The customer's leg: ringing, answered, keys, gone.

use super::call::{Call, CustomerLeg, Stage};
use crate::agent::Desks;
use crate::contact::{ContactFacts, Endpoint, EventType, InitiationMethod, Phase, StringMap};
use crate::context::Context;
use crate::flows::{Role, Slot};
use crate::input::{EndCause, IncomingCall, LegKind};
use crate::journal::ContactEntry;
use crate::output::{HangUpReason, LegCommand};
use crate::timers::Timer;
use flow::Published;
use ids::{FlowId, Pii};
use resources::{Channel, PhoneNumberResource};
use std::sync::Arc;

impl Call {
    /// Opens a contact for a call that rings, and answers it. The flow starts once it is answered.
    pub(crate) fn incoming(
        call: IncomingCall,
        number: &PhoneNumberResource,
        flow: (FlowId, Arc<Published>),
        ctx: &mut Context,
    ) -> Self {
        let id = call.contact.unwrap_or_else(|| ctx.ids.id());
        let facts = ContactFacts {
            id,
            channel: Channel::Voice,
            initiation_method: InitiationMethod::Inbound,
            initial: None,
            previous: None,
            next: None,
            related: None,
            initiated: ctx.now,
            connected_to_system: None,
            disconnected: None,
            disconnect_reason: None,
            disconnect_issue: None,
            completed: None,
            updated: ctx.now,
            phase: Phase::Initiated,
            customer: Some(Endpoint::new(call.caller)),
            customer_name: call.display_name,
            system: Some(Endpoint::new(Pii::new(number.number.to_string()))),
            attributes: StringMap::new(),
            segment_attributes: StringMap::from([(
                "connect:Subtype".into(),
                match call.kind {
                    LegKind::Sip => "connect:Telephony".into(),
                    LegKind::WebRtc => "connect:WebRTC".into(),
                },
            )]),
            tags: StringMap::from([
                (
                    "aws:connect:instanceId".into(),
                    ctx.identity.instance.to_string(),
                ),
                (
                    "aws:connect:systemEndpoint".into(),
                    number.number.to_string(),
                ),
            ]),
            flow: Some(flow.0),
            queue: None,
            agent: None,
            offered_to: None,
            connection_attempts: 0,
            recordings: Vec::new(),
        };
        let customer = CustomerLeg {
            leg: call.leg,
            kind: call.kind,
            headers: call.headers,
            present: true,
        };
        let mut opened = Self::new(facts.clone(), customer, Stage::Ringing { flow });
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        ctx.legs.insert(call.leg, id);
        ctx.out.leg(LegCommand::Answer { leg: call.leg });
        let limit = ctx.settings.answer_limit;
        ctx.start(Timer::Answer(id), limit);
        opened
    }

    /// The customer's leg is answered: the flow begins.
    pub(crate) fn answered(&mut self, ctx: &mut Context, desks: &Desks) {
        if !matches!(self.stage, Stage::Ringing { .. }) {
            return;
        }
        let Stage::Ringing { flow } = std::mem::replace(&mut self.stage, Stage::Flow) else {
            return;
        };
        ctx.timers.stop(Timer::Answer(self.facts.id));
        self.note(ctx, ContactEntry::ConnectedToSystem);
        self.publish(ctx, EventType::ConnectedToSystem, &[]);
        self.start_flow(Some(flow), Role::Inbound, ctx, desks);
    }

    /// The customer's leg is gone.
    pub(crate) fn customer_gone(&mut self, cause: EndCause, ctx: &mut Context, desks: &Desks) {
        self.customer.present = false;
        ctx.legs.remove(&self.customer.leg);
        self.end(cause.into(), None, HangUpReason::Normal, ctx, desks);
    }

    /// The customer pressed a key.
    pub(crate) fn digit(&mut self, digit: char, slot: Slot, ctx: &mut Context, desks: &Desks) {
        self.advance(slot, flow::Input::Dtmf(digit), ctx, desks);
    }

    /// The customer's audio stopped. A SIP dialog says itself when it ends; of a browser that
    /// does not come back nothing else will be heard.
    pub(crate) fn customer_lost(&mut self, ctx: &mut Context) {
        if self.customer.kind == LegKind::WebRtc && !matches!(self.stage, Stage::Over) {
            let grace = ctx.settings.agent_media_grace;
            ctx.start(Timer::CustomerBack(self.facts.id), grace);
        }
    }
}
