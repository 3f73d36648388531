//! Calling the customer: as an API asks, or while an agent waits on the line.
//!
//! An agent who waits is first: accepted, connected, whispered to. Then the outbound whisper flow
//! begins; it calls when it wants to speak, or says so by `CompleteOutboundCall`, and at its end at
//! the latest. Source: connect-c-flows.md §7.2, §8.5; connect-d-data-metrics.md §11.4.

use super::call::{AgentLeg, Call, CustomerLeg, Stage};
use super::third_party::{GRACE, ringback, stop_play};
use crate::agent::{ContactState, Desks};
use crate::command::OutboundCall;
use crate::contact::{
    ContactFacts, Details, DisconnectReason, Endpoint, EventType, InitiationMethod, StringMap,
};
use crate::context::Context;
use crate::dialling::NotDialled;
use crate::flows::{Role, Slot};
use crate::input::{DialFailure, LegKind};
use crate::journal::ContactEntry;
use crate::live::QueueTarget;
use crate::live::prelude::*;
pub(super) use crate::live::system_tags as tags;
use crate::output::{CallerId, HangUpReason, LegCommand, MediaCommand};
use crate::timers::Timer;
use flow::{Published, RequestId, ThirdPartyEvent};
use ids::{BridgeId, FlowId, PhoneNumber, Pii, PlayId};
use resources::{Channel, FlowKind};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// An agent waits while the customer is called.
#[derive(Debug, Clone)]
pub(crate) struct Reaching {
    pub(crate) agent: AgentLeg,
    progress: Progress,
    /// Where the agent hears the called network before the answer.
    bridge: Option<BridgeId>,
    ringback: Option<PlayId>,
    /// What the whisper flow waits for.
    request: Option<RequestId>,
    /// Whether the whisper flow was over before the call.
    whispered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    NotCalled,
    Called,
    Rings,
}

impl Reaching {
    fn new(agent: AgentLeg) -> Self {
        Self {
            agent,
            progress: Progress::NotCalled,
            bridge: None,
            ringback: None,
            request: None,
            whispered: false,
        }
    }

    /// Whether the customer's telephone has rung.
    pub(super) fn rings(&self) -> bool {
        self.progress == Progress::Rings
    }

    /// Silences what the agent hears of the call.
    fn silence(&mut self, customer: ids::LegId, ctx: &mut Context) {
        stop_play(self.agent.leg, self.ringback.take(), ctx);
        if let Some(bridge) = self.bridge.take() {
            for leg in [self.agent.leg, customer] {
                ctx.out.media(MediaCommand::Leave { bridge, leg });
            }
        }
    }
}

impl Call {
    /// Opens a contact and calls its customer, as an API asks. The flow starts once the call is
    /// answered.
    pub(crate) fn outbound(
        wanted: OutboundCall,
        flow: (FlowId, Arc<Published>),
        queue: Option<QueueTarget>,
        caller: CallerId,
        ctx: &mut Context,
    ) -> Self {
        let id = ctx.ids.id();
        let system = caller.number.clone().map(Endpoint::new);
        let facts = ContactFacts {
            related: wanted.related,
            customer: Some(Endpoint::new(Pii::new(wanted.destination.to_string()))),
            attributes: wanted.attributes,
            details: Details {
                name: wanted.name.map(Pii::new),
                description: wanted.description.map(Pii::new),
                references: wanted.references,
                ..Details::default()
            },
            segment_attributes: telephony(),
            tags: tags(system.as_ref(), ctx),
            system,
            flow: Some(flow.0),
            campaign: wanted.campaign,
            queue: queue.map(|it| it.facts()),
            ..ContactFacts::begun(id, Channel::Voice, InitiationMethod::Api, ctx.now)
        };
        let mut opened = Self::new(
            facts.clone(),
            CustomerLeg::to_come(ctx),
            Stage::Calling { flow },
        );
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        let limit = wanted.ring_limit.unwrap_or(ctx.settings.ring_limit);
        let beside = opened.customer.leg;
        opened.dial(wanted.destination, caller, limit, beside, ctx);
        opened
    }

    /// Sends the customer's call on its way.
    pub(super) fn dial(
        &mut self,
        number: PhoneNumber,
        caller: CallerId,
        limit: Duration,
        beside: ids::LegId,
        ctx: &mut Context,
    ) {
        let leg = self.customer.leg;
        self.customer.present = true;
        ctx.legs.insert(leg, self.facts.id);
        ctx.start(Timer::Dial(self.facts.id), limit);
        let shown = caller.number.clone();
        self.note(ctx, ContactEntry::CustomerCalled { caller: shown });
        ctx.out.leg(LegCommand::Dial {
            leg,
            number,
            caller,
            limit: limit + GRACE,
            beside,
        });
    }

    /// The agent is ready: the outbound whisper begins, and with it the call.
    pub(super) fn reach_customer(&mut self, agent: AgentLeg, ctx: &mut Context, desks: &Desks) {
        ctx.timers.stop(Timer::Whisper(self.facts.id));
        self.stage = Stage::Dialling(Reaching::new(agent));
        match self.outbound_whisper(ctx) {
            Some(flow) => self.start_flow(Some(flow), Role::OutboundWhisper, ctx, desks),
            // What stands in for a flow speaks at once, and so needs the answer first.
            None => {
                let called = self.call_customer(None, CallerWish::default(), ctx);
                if called.is_err() {
                    self.customer_unreached(DialFailure::Rejected, ctx, desks);
                }
            }
        }
    }

    /// The flow that whispers to the customer: the callback's own, the queue's, the instance's.
    fn outbound_whisper(&self, ctx: &Context) -> Option<(FlowId, Arc<Published>)> {
        let queue = self.facts.queue.as_ref().map(|it| it.id);
        let of_queue = queue
            .and_then(|id| ctx.directory.queue(id))
            .and_then(|it| it.outbound_caller.flow);
        let callback = self.facts.callback.as_ref();
        callback
            .and_then(|it| it.kept.outbound_whisper)
            .or(of_queue)
            .and_then(|id| Some((id, ctx.directory.flow(id)?)))
            .or_else(|| ctx.directory.default_flow(FlowKind::OutboundWhisper))
    }

    /// Whether the customer was called and answered.
    pub(crate) fn reached(&self) -> bool {
        !matches!(self.stage, Stage::Dialling(_))
    }

    /// Calls the customer while the agent waits; `request` is the whisper flow's, which hears of
    /// it by [`flow::Input::ThirdParty`], unless this fails.
    pub(crate) fn call_customer(
        &mut self,
        request: Option<RequestId>,
        wish: CallerWish,
        ctx: &mut Context,
    ) -> Result<(), NotDialled> {
        let Stage::Dialling(reaching) = &mut self.stage else {
            return Err(NotDialled::NotPermitted);
        };
        if reaching.progress != Progress::NotCalled {
            return Err(NotDialled::NotPermitted);
        }
        let number = self
            .facts
            .customer
            .as_ref()
            .and_then(|it| it.address.reveal().parse::<PhoneNumber>().ok())
            .ok_or(NotDialled::Destination)?;
        ctx.may_dial(&number)?;
        let callback = self.facts.callback.as_ref();
        // A number that is not the instance's is not shown; the queue's is
        // (connect-b-routing-channels.md §2.1).
        let wished = wish
            .number
            .or_else(|| callback.and_then(|it| it.caller.clone()))
            .and_then(|number| ctx.own_caller(&number).ok());
        let queue = self.facts.queue.as_ref().map(|it| it.id);
        let caller = match (wished, queue) {
            (Some(caller), _) => caller,
            (None, Some(queue)) => ctx.caller_of_queue(queue)?,
            (None, None) => return Err(NotDialled::NoCallerId),
        };
        reaching.progress = Progress::Called;
        reaching.request = request;
        let agent = reaching.agent.leg;
        reaching.ringback = Some(ringback(agent, ctx));
        let limit = wish.limit.unwrap_or(ctx.settings.ring_limit);
        self.dial(number, caller, limit, agent, ctx);
        Ok(())
    }

    /// The customer's telephone rings. The agent hears what the network sends before the answer,
    /// where the instance allows it (connect-b-routing-channels.md §2.3).
    pub(crate) fn customer_rings(&mut self, early_media: bool, ctx: &mut Context) {
        let customer = self.customer.leg;
        let Stage::Dialling(reaching) = &mut self.stage else {
            return;
        };
        reaching.progress = Progress::Rings;
        if early_media && reaching.bridge.is_none() && ctx.directory.early_media() {
            stop_play(reaching.agent.leg, reaching.ringback.take(), ctx);
            let bridge = ctx.ids.id();
            reaching.bridge = Some(bridge);
            for leg in [reaching.agent.leg, customer] {
                ctx.out.media(MediaCommand::Join { bridge, leg });
            }
        }
    }

    /// The customer answered a call of ours.
    pub(crate) fn customer_answered(&mut self, ctx: &mut Context, desks: &Desks) {
        let customer = self.customer.leg;
        match &mut self.stage {
            Stage::Calling { flow } => {
                let flow = flow.clone();
                self.stage = Stage::Flow;
                self.connected_to_system(ctx);
                self.start_flow(Some(flow), Role::Inbound, ctx, desks);
            }
            Stage::Dialling(reaching) => {
                reaching.silence(customer, ctx);
                let (agent, request) = (reaching.agent, reaching.request);
                let whispered = reaching.whispered;
                self.stage = Stage::Whisper(agent);
                self.connected_to_system(ctx);
                let limit = ctx.settings.whisper_limit;
                ctx.start(Timer::Whisper(self.facts.id), limit);
                match request {
                    Some(request) => {
                        let event = ThirdPartyEvent::Connected;
                        let input = flow::Input::ThirdParty(request, event);
                        self.advance(Slot::Customer, input, ctx, desks);
                    }
                    None if whispered => self.join(ctx, desks),
                    None => self.start_flow(None, Role::OutboundWhisper, ctx, desks),
                }
            }
            Stage::Outside { .. } => self.outside_answered(ctx),
            _ => {}
        }
    }

    pub(super) fn connected_to_system(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Dial(self.facts.id));
        self.note(ctx, ContactEntry::ConnectedToSystem);
        self.publish(ctx, EventType::ConnectedToSystem, &[]);
    }

    /// Whether the far end of the customer's leg is being called.
    pub(crate) const fn is_reaching(&self) -> bool {
        matches!(
            self.stage,
            Stage::Calling { .. } | Stage::Dialling(_) | Stage::Outside { .. }
        )
    }

    /// The customer did not answer. A callback that rang in vain is tried again as often as it may
    /// (connect-c-flows.md §12); everything else is over, and an agent who waited goes on to
    /// after-contact work (§7.2).
    pub(crate) fn customer_unreached(
        &mut self,
        cause: DialFailure,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        match &mut self.stage {
            Stage::Calling { .. } | Stage::Dialling(_) => {}
            Stage::Outside { failed } => *failed = Some(cause),
            _ => return,
        }
        ctx.timers.stop(Timer::Dial(self.facts.id));
        self.note(ctx, ContactEntry::CustomerUnreached { cause });
        let again = self
            .facts
            .callback
            .as_ref()
            .filter(|it| cause == DialFailure::NoAnswer && it.attempts < it.max_attempts)
            .map(|it| it.retry());
        if let (Stage::Dialling(reaching), Some(pause)) = (&self.stage, again) {
            let agent = reaching.agent;
            self.leave_line(ctx, desks);
            self.drop_agent_leg(agent, HangUpReason::Normal, ctx);
            self.at_agent(agent.agent, ContactState::Ended, ctx);
            return self.reschedule(pause, ctx);
        }
        // The specification has no word of its own for a call that was not answered.
        let reason = DisconnectReason::TelecomProblem;
        self.end(reason, None, HangUpReason::Failed, ctx, desks);
    }

    /// The whisper flow ended before the customer was called: then now. Ended by a disconnect, the
    /// call is dropped.
    pub(super) fn whispered_outbound(&mut self, over: bool, ctx: &mut Context, desks: &Desks) {
        match &mut self.stage {
            Stage::Dialling(_) if over => {
                self.customer_unreached(DialFailure::Rejected, ctx, desks);
            }
            Stage::Dialling(reaching) => {
                reaching.whispered = true;
                let called = self.call_customer(None, CallerWish::default(), ctx);
                if called.is_err() {
                    self.customer_unreached(DialFailure::Rejected, ctx, desks);
                }
            }
            Stage::Whisper(_) if over => self.end(
                DisconnectReason::ContactFlowDisconnect,
                None,
                HangUpReason::Normal,
                ctx,
                desks,
            ),
            _ => self.join(ctx, desks),
        }
    }

    /// Takes the customer's leg and all that the agent hears of it away, before the answer.
    pub(super) fn leave_line(&mut self, ctx: &mut Context, desks: &Desks) {
        self.stop_session(Slot::Customer, ctx, desks);
        ctx.timers.stop(Timer::Dial(self.facts.id));
        let leg = self.customer.leg;
        if let Stage::Dialling(reaching) = &mut self.stage {
            reaching.silence(leg, ctx);
        }
        if ctx.legs.remove(&leg).is_some() && self.customer.present {
            let reason = HangUpReason::Normal;
            ctx.out.leg(LegCommand::HangUp { leg, reason });
        }
        self.customer = CustomerLeg::to_come(ctx);
    }
}

/// What a whisper flow says of the call that it wants.
#[derive(Debug, Default)]
pub(crate) struct CallerWish {
    /// The number to show.
    pub(crate) number: Option<String>,
    /// How long it may ring.
    pub(crate) limit: Option<Duration>,
}

impl CustomerLeg {
    /// The leg of a customer who is not called yet.
    pub(super) fn to_come(ctx: &mut Context) -> Self {
        Self {
            leg: ctx.ids.id(),
            kind: LegKind::Sip,
            headers: BTreeMap::new(),
            present: false,
            lent: None,
            quality: None,
        }
    }
}

/// Segment attributes of a call by telephone.
pub(super) fn telephony() -> StringMap {
    StringMap::from([("connect:Subtype".into(), "connect:Telephony".into())])
}
