//! Queued callbacks: made by a flow, waiting without the customer, tried again, given up.
//! Source: connect-c-flows.md §12, connect-d-data-metrics.md §11.4.

use super::call::{Assignment, Call, CustomerLeg, Stage};
use super::outbound::{tags, telephony};
use crate::agent::Desks;
use crate::capacity::NoRoom;
use crate::command::QueuedCall;
use crate::contact::{
    CallbackFacts, ContactFacts, DisconnectReason, Endpoint, EventType, InitiationMethod, KeptData,
    Phase,
};
use crate::context::Context;
use crate::journal::{ContactEntry, OfferEnd};
use crate::live::ContactSettings;
use crate::live::QueueTarget;
use crate::live::prelude::*;
use crate::output::{CallerId, HangUpReason};
use crate::timers::Timer;
use flow::{Callback, Refusal};
use ids::{FlowId, PhoneNumber, Pii, QueueId};
use resources::{Channel, FlowKind};
use std::time::Duration;

/// How soon it is looked again whether a callback that has expired is still with an agent.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// How long a callback that is due waits outside of a queue that is too full even for it. The
/// specification says only how far a queue may be exceeded.
const FULL: Duration = Duration::from_secs(60);

impl Call {
    /// Makes a callback to this contact's customer, which follows it in its chain.
    ///
    /// It is ranked by the beginning of this call, so that nobody loses the place by asking to be
    /// called back.
    pub(crate) fn call_back(
        &mut self,
        wanted: Callback,
        target: QueueTarget,
        ctx: &mut Context,
    ) -> Result<Self, Refusal> {
        let number = self
            .data
            .callback_number
            .clone()
            .or_else(|| Some(self.facts.customer.as_ref()?.address.reveal().clone()))
            .and_then(|text| text.parse::<PhoneNumber>().ok())
            .ok_or_else(|| Refusal::new("there is no number to call back"))?;
        ctx.may_dial(&number)
            .map_err(|error| Refusal::new(error.to_string()))?;
        if let Some(caller) = &wanted.caller_id {
            ctx.own_caller(caller)
                .map_err(|error| Refusal::new(error.to_string()))?;
        }
        let whisper = match &wanted.flow {
            Some(flow) => Some(whisper_flow(flow, ctx)?),
            None => None,
        };
        let mut data = self.data.clone();
        data.chain += 1;
        let old = &self.facts;
        let id = ctx.ids.id();
        let queue = target.facts();
        let system = shown_caller(queue.id, ctx);
        let facts = ContactFacts {
            initial: Some(old.initial.unwrap_or(old.id)),
            previous: Some(old.id),
            phase: Phase::Scheduled,
            customer: Some(Endpoint::new(Pii::new(number.to_string()))),
            customer_name: old.customer_name.clone(),
            attributes: old.attributes.clone(),
            segment_attributes: telephony(),
            tags: [old.tags.clone(), tags(system.as_ref(), ctx)]
                .into_iter()
                .flatten()
                .collect(),
            system,
            queue: Some(queue),
            callback: Some(Box::new(CallbackFacts {
                due: ctx.after(Duration::from_secs(wanted.initial_delay.into())),
                expires: ctx.after(ctx.settings.callback_limit),
                since: self.queue_since.unwrap_or(old.initiated).min(old.initiated),
                attempts: 0,
                max_attempts: wanted.attempts.max(1),
                retry_seconds: wanted.retry_delay.into(),
                caller: wanted.caller_id,
                failure: None,
                kept: KeptData {
                    outbound_whisper: whisper,
                    ..data.kept()
                },
            })),
            ..ContactFacts::begun(id, Channel::Voice, InitiationMethod::Callback, ctx.now)
        };
        self.note(ctx, ContactEntry::Linked { next: id });
        let mut opened = Self::waiting(facts.clone(), data, ctx);
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        if let Some(criteria) = self.facts.routing_criteria.last() {
            let criteria = Box::new(criteria.anew());
            opened.note(ctx, ContactEntry::CriteriaSet(criteria));
        }
        Ok(opened)
    }

    /// Opens a contact for a customer whom nobody has called yet: it waits in its queue as a
    /// callback does, and the customer is called once, when an agent has accepted.
    pub(crate) fn awaiting_agent(
        wanted: QueuedCall,
        target: QueueTarget,
        caller: CallerId,
        ctx: &mut Context,
    ) -> Self {
        let id = ctx.ids.id();
        let system = caller.number.map(Endpoint::new);
        let data = ContactSettings::default();
        let facts = ContactFacts {
            phase: Phase::Scheduled,
            customer: Some(Endpoint::new(Pii::new(wanted.destination.to_string()))),
            attributes: wanted.attributes,
            segment_attributes: telephony(),
            tags: tags(system.as_ref(), ctx),
            system,
            queue: Some(target.facts()),
            campaign: wanted.campaign,
            callback: Some(Box::new(CallbackFacts {
                due: ctx.now,
                expires: ctx.after(ctx.settings.callback_limit),
                since: ctx.now,
                attempts: 0,
                max_attempts: 1,
                retry_seconds: 0,
                caller: wanted.source.map(|it| it.to_string()),
                failure: None,
                kept: data.kept(),
            })),
            ..ContactFacts::begun(id, Channel::Voice, InitiationMethod::Api, ctx.now)
        };
        let mut opened = Self::waiting(facts.clone(), data, ctx);
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        opened
    }

    /// A callback of these facts that waits for its time.
    fn waiting(facts: ContactFacts, data: ContactSettings, ctx: &mut Context) -> Self {
        let id = facts.id;
        let times = facts
            .callback
            .as_ref()
            .map(|it| (it.due, it.expires, it.since));
        let mut call = Self::new(facts, CustomerLeg::to_come(ctx), Stage::Scheduled);
        call.data = data;
        if let Some((due, expires, since)) = times {
            call.queue_since = Some(since);
            ctx.timers.set(Timer::Callback(id), due);
            ctx.timers.set(Timer::CallbackExpiry(id), expires);
        }
        call
    }

    /// A callback that waited, or was on its way to an agent, when the process ended: it waits on
    /// in its old place. `None` for what is no callback, or whose customer had answered.
    pub(crate) fn restored(facts: &ContactFacts, ctx: &mut Context) -> Option<Self> {
        let callback = facts.callback.as_ref()?;
        if facts.connected_to_system.is_some() || facts.disconnected.is_some() {
            return None;
        }
        let data = ContactSettings::from_kept(&callback.kept, facts.customer.as_ref());
        let mut call = Self::waiting(facts.clone(), data, ctx);
        if let Some(agent) = facts.offered_to {
            let end = OfferEnd::Withdrawn;
            call.note(ctx, ContactEntry::OfferEnded { agent, end });
        }
        if let Some(agent) = facts.agent.as_ref().map(|it| it.id) {
            call.note(ctx, ContactEntry::AgentFailed { agent });
        }
        let queued = call
            .facts
            .queue
            .as_ref()
            .is_some_and(|it| it.enqueued.is_some());
        if queued {
            ctx.timers.stop(Timer::Callback(call.facts.id));
            if call.facts.phase != Phase::Queued || facts.agent.is_some() {
                call.note(ctx, ContactEntry::Enqueued);
            }
            call.stage = Stage::Queued(Assignment::Nobody);
            if let Some(target) = call.target() {
                call.wait_in(target.key, ctx);
            }
        }
        Some(call)
    }

    /// Whether it waits without a customer: such a contact outlives the process.
    pub(crate) fn is_waiting_callback(&self) -> bool {
        self.facts.callback.is_some()
            && !self.customer.present
            && matches!(
                self.stage,
                Stage::Scheduled | Stage::Queued(Assignment::Nobody | Assignment::Offered { .. })
            )
    }

    /// Its time has come: it enters its queue, which it may exceed by a fifth; above that it tries
    /// again later. The customer is not there and hears no flow.
    pub(crate) fn callback_due(&mut self, ctx: &mut Context) {
        if !matches!(self.stage, Stage::Scheduled) {
            return;
        }
        let room = self.target().map(|it| ctx.room(it.key, true));
        match room {
            Some(Err(NoRoom::Full)) => ctx.start(Timer::Callback(self.facts.id), FULL),
            _ => self.enqueue(ctx),
        }
    }

    /// Waits for another attempt.
    pub(super) fn reschedule(&mut self, pause: Duration, ctx: &mut Context) {
        let due = ctx.after(pause);
        self.stage = Stage::Scheduled;
        self.note(ctx, ContactEntry::Rescheduled { due });
        ctx.timers.set(Timer::Callback(self.facts.id), due);
    }

    /// The process is about to end: it is offered to nobody any more, and the next process takes
    /// it up. An offer that is out may still be accepted.
    pub(crate) fn leave_to_next(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Callback(self.facts.id));
        ctx.timers.stop(Timer::CallbackExpiry(self.facts.id));
        if !matches!(self.stage, Stage::Queued(Assignment::Offered { .. })) {
            ctx.router.dequeue(self.facts.id);
        }
    }

    /// Nobody served it in time: it is taken out of its queue, unless an agent has it just now.
    pub(crate) fn callback_expired(&mut self, ctx: &mut Context, desks: &Desks) {
        if self.is_waiting_callback() {
            let reason = DisconnectReason::Expired;
            self.end(reason, None, HangUpReason::Normal, ctx, desks);
        } else if !matches!(self.stage, Stage::Talking(_) | Stage::Over) {
            ctx.start(Timer::CallbackExpiry(self.facts.id), LOOK_AGAIN);
        }
    }
}

/// The flow that a callback names. Only an outbound whisper can run for it; the newer console's
/// inbound flow for callbacks is not built.
fn whisper_flow(text: &str, ctx: &Context) -> Result<FlowId, Refusal> {
    match ctx.directory.flow_by_text(text) {
        Some((id, flow)) if flow.kind == FlowKind::OutboundWhisper => Ok(id),
        Some(_) => Err(Refusal::new(
            "a callback's own flow can only be an outbound whisper",
        )),
        None => Err(Refusal::new("there is no such published flow")),
    }
}

/// What the customer will see, as far as it is known before the call.
fn shown_caller(queue: QueueId, ctx: &Context) -> Option<Endpoint> {
    let caller = ctx.caller_of_queue(queue).ok()?;
    caller.number.map(Endpoint::new)
}
