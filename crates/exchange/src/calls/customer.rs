//! The customer's leg: ringing, answered, keys, gone.

use super::call::{Call, CustomerLeg, Stage};
use super::outbound::{tags, telephony};
use crate::agent::Desks;
use crate::contact::{
    ContactFacts, DisconnectReason, Endpoint, EventType, InitiationMethod, StringMap,
};
use crate::context::Context;
use crate::flows::{Role, Slot};
use crate::input::{EndCause, IncomingCall, LegKind};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::LegCommand;
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
        let system = Endpoint::new(Pii::new(number.number.to_string()));
        let facts = ContactFacts {
            customer: Some(Endpoint::new(call.caller)),
            customer_name: call.display_name,
            segment_attributes: match call.kind {
                LegKind::Sip => telephony(),
                LegKind::WebRtc => {
                    StringMap::from([("connect:Subtype".into(), "connect:WebRTC".into())])
                }
            },
            tags: tags(Some(&system), ctx),
            system: Some(system),
            flow: Some(flow.0),
            ..ContactFacts::begun(id, Channel::Voice, InitiationMethod::Inbound, ctx.now)
        };
        let customer = CustomerLeg {
            leg: call.leg,
            kind: call.kind,
            headers: call.headers,
            present: true,
            lent: None,
            quality: None,
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
        self.customer_gone_for(self.left_reason(cause), ctx, desks);
    }

    /// Why a leg that the far end left is gone: of a third party's contact the third party left.
    fn left_reason(&self, cause: EndCause) -> DisconnectReason {
        match (&self.stage, cause) {
            (Stage::Outside { .. }, EndCause::HungUp) => DisconnectReason::ThirdPartyDisconnect,
            _ => cause.into(),
        }
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
