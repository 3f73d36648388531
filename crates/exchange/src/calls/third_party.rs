//! A third party that a flow calls and joins to the customer.
//! Source: connect-c-flows.md §7.47, flow-language.md §7 `TransferParticipantToThirdParty`.
//!
//! While it rings, and while both talk, the contact is in no queue: a transfer out of a queue flow
//! takes it out, and a third party that leaves brings it back to its old place (inferred).

use super::call::{Assignment, Call, Stage};
use crate::agent::Desks;
use crate::contact::DisconnectReason;
use crate::context::Context;
use crate::dialling::NotDialled;
use crate::flows::Slot;
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::{Builtin, HangUpReason, LegCommand, MediaCommand, PlaySource};
use crate::timers::Timer;
use flow::{RequestId, ThirdPartyEvent};
use ids::{BridgeId, LegId, PhoneNumber, Pii, PlayId};
use std::time::Duration;

/// What a driver gets more than the limit, so that the exchange's own timer decides.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// How long a comma among the keys waits. Source: connect-c-flows.md §7.47. The media engine's own
/// comma is shorter, so that the pauses are made here.
const PAUSE: Duration = Duration::from_millis(750);

/// What a key takes to be sent, its silence included: the next pause begins after it.
const KEY: Duration = Duration::from_millis(200);

/// A call that a flow asks for.
#[derive(Debug)]
pub(crate) struct ThirdPartyCall {
    /// The flow's session, and what its answer is for.
    pub(crate) session: u64,
    pub(crate) request: RequestId,
    pub(crate) number: String,
    /// How long it may ring; nothing is the exchange's own limit.
    pub(crate) limit: Duration,
    pub(crate) caller: flow::CallerId,
    pub(crate) dtmf: Option<String>,
    pub(crate) resume: bool,
}

/// A third party that rings or talks.
#[derive(Debug)]
pub(crate) struct ThirdParty {
    pub(crate) leg: LegId,
    session: u64,
    request: RequestId,
    number: PhoneNumber,
    /// Keys that are still to be sent.
    keys: String,
    resume: bool,
    ringback: Option<PlayId>,
    bridge: Option<BridgeId>,
    /// Whether the contact was in a queue.
    queued: bool,
}

impl Call {
    /// Calls a third party. The flow hears of it by [`flow::Input::ThirdParty`], unless this
    /// fails.
    pub(crate) fn call_third_party(
        &mut self,
        wanted: ThirdPartyCall,
        ctx: &mut Context,
    ) -> Result<(), NotDialled> {
        let queued = match self.stage {
            Stage::Flow => false,
            Stage::Queued(Assignment::Nobody) => true,
            _ => return Err(NotDialled::NotPermitted),
        };
        if self.third_party.is_some() || !self.customer.present || self.is_lent() {
            return Err(NotDialled::NotPermitted);
        }
        let number: PhoneNumber = wanted.number.parse().map_err(|_| NotDialled::Destination)?;
        ctx.may_dial(&number)?;
        let mut caller = match &wanted.caller.number {
            Some(number) => ctx.own_caller(number)?,
            None => {
                Context::passed_through(self.facts.customer.as_ref(), self.facts.system.as_ref())?
            }
        };
        caller.name = wanted.caller.name.map(Pii::new).or(caller.name);
        let limit = match wanted.limit {
            Duration::ZERO => ctx.settings.ring_limit,
            limit => limit,
        };
        if queued {
            ctx.router.dequeue(self.facts.id);
            self.stage = Stage::Flow;
        }
        let leg: LegId = ctx.ids.id();
        ctx.legs.insert(leg, self.facts.id);
        ctx.start(Timer::ThirdParty(self.facts.id), limit);
        ctx.out.leg(LegCommand::Dial {
            leg,
            number: number.clone(),
            caller,
            limit: limit + GRACE,
            beside: self.customer.leg,
        });
        let ringback = ringback(self.customer.leg, ctx);
        self.third_party = Some(ThirdParty {
            leg,
            session: wanted.session,
            request: wanted.request,
            number,
            keys: wanted.dtmf.unwrap_or_default(),
            resume: wanted.resume,
            ringback: Some(ringback),
            bridge: None,
            queued,
        });
        Ok(())
    }

    /// Whether a leg is the third party's.
    pub(crate) fn is_third_party(&self, leg: LegId) -> bool {
        self.third_party.as_ref().is_some_and(|it| it.leg == leg)
    }

    /// The third party answered: both are joined.
    pub(crate) fn third_party_answered(&mut self, ctx: &mut Context, desks: &Desks) {
        let customer = self.customer.leg;
        let Some(third) = self.third_party.as_mut().filter(|it| it.bridge.is_none()) else {
            return;
        };
        ctx.timers.stop(Timer::ThirdParty(self.facts.id));
        stop_play(customer, third.ringback.take(), ctx);
        let bridge = ctx.ids.id();
        third.bridge = Some(bridge);
        for leg in [customer, third.leg] {
            ctx.out.media(MediaCommand::Join { bridge, leg });
        }
        let (request, number) = (third.request, Pii::new(third.number.to_string()));
        self.send_keys(ctx);
        self.note(ctx, ContactEntry::ThirdPartyJoined { number });
        self.stop_automated_recording(ctx);
        self.tell_flow(request, ThirdPartyEvent::Connected, ctx, desks);
    }

    /// Sends the keys up to the next pause, and goes on after it.
    pub(crate) fn send_keys(&mut self, ctx: &mut Context) {
        let Some(third) = &mut self.third_party else {
            return;
        };
        let rest = third.keys.trim_start_matches(',');
        let skipped = third.keys.len() - rest.len();
        if skipped > 0 {
            third.keys = rest.to_owned();
            let pause = PAUSE * u32::try_from(skipped).unwrap_or(u32::MAX);
            return ctx.start(Timer::ThirdPartyKeys(self.facts.id), pause);
        }
        let (digits, rest) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
        if digits.is_empty() {
            return;
        }
        let (leg, digits, rest) = (third.leg, digits.to_owned(), rest.to_owned());
        if !rest.is_empty() {
            let sending = KEY * u32::try_from(digits.len()).unwrap_or(u32::MAX);
            ctx.start(Timer::ThirdPartyKeys(self.facts.id), sending);
        }
        third.keys = rest;
        ctx.out.media(MediaCommand::SendDtmf { leg, digits });
    }

    /// The third party hung up, or its leg was lost. Where the flow does not go on the contact is
    /// over.
    pub(crate) fn third_party_left(&mut self, ctx: &mut Context, desks: &Desks) {
        let Some(third) = self.third_party.take() else {
            return;
        };
        ctx.legs.remove(&third.leg);
        ctx.timers.stop(Timer::ThirdPartyKeys(self.facts.id));
        let Some(bridge) = third.bridge else {
            self.third_party = Some(third);
            return self.third_party_unreached(false, ctx, desks);
        };
        let leg = self.customer.leg;
        ctx.out.media(MediaCommand::Leave { bridge, leg });
        self.note(ctx, ContactEntry::ThirdPartyLeft);
        if !third.resume {
            let reason = DisconnectReason::ThirdPartyDisconnect;
            return self.end(reason, None, HangUpReason::Normal, ctx, desks);
        }
        if third.queued {
            self.note(ctx, ContactEntry::Enqueued);
            self.back_in_queue(ctx);
        }
        self.tell_flow(third.request, ThirdPartyEvent::Left, ctx, desks);
    }

    /// The third party did not answer; `timed_out` tells whether the limit has passed.
    pub(crate) fn third_party_unreached(
        &mut self,
        timed_out: bool,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let Some(mut third) = self.third_party.take_if(|it| it.bridge.is_none()) else {
            return;
        };
        ctx.timers.stop(Timer::ThirdParty(self.facts.id));
        stop_play(self.customer.leg, third.ringback.take(), ctx);
        if ctx.legs.remove(&third.leg).is_some() && timed_out {
            let (leg, reason) = (third.leg, HangUpReason::Normal);
            ctx.out.leg(LegCommand::HangUp { leg, reason });
        }
        if third.queued {
            self.back_in_queue(ctx);
        }
        let event = match timed_out {
            true => ThirdPartyEvent::TimedOut,
            false => ThirdPartyEvent::Failed,
        };
        self.tell_flow(third.request, event, ctx, desks);
    }

    /// Ends the third party's leg, if there is one: the contact is over.
    pub(super) fn drop_third_party(&mut self, ctx: &mut Context) {
        let Some(mut third) = self.third_party.take() else {
            return;
        };
        ctx.timers.stop(Timer::ThirdParty(self.facts.id));
        ctx.timers.stop(Timer::ThirdPartyKeys(self.facts.id));
        let customer = self.customer.leg;
        stop_play(customer, third.ringback.take(), ctx);
        if let Some(bridge) = third.bridge {
            let leg = customer;
            ctx.out.media(MediaCommand::Leave { bridge, leg });
        }
        if ctx.legs.remove(&third.leg).is_some() {
            let (leg, reason) = (third.leg, HangUpReason::Normal);
            ctx.out.leg(LegCommand::HangUp { leg, reason });
        }
    }

    /// Ends the third party's leg when the flow that asked for it is stopped.
    pub(crate) fn drop_third_party_of(&mut self, session: u64, ctx: &mut Context) {
        let of_session =
            |it: &ThirdParty| it.session == session && (it.resume || it.bridge.is_none());
        if self.third_party.as_ref().is_some_and(of_session) {
            self.drop_third_party(ctx);
        }
    }

    /// Is in the queue again that a transfer had taken it out of.
    fn back_in_queue(&mut self, ctx: &mut Context) {
        self.stage = Stage::Queued(Assignment::Nobody);
        if let Some(target) = self.target() {
            self.wait_in(target.key, ctx);
        }
    }

    fn tell_flow(
        &mut self,
        request: RequestId,
        event: ThirdPartyEvent,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let input = flow::Input::ThirdParty(request, event);
        self.advance(Slot::Customer, input, ctx, desks);
    }
}

/// Lets a leg hear that the other side rings.
pub(super) fn ringback(leg: LegId, ctx: &mut Context) -> PlayId {
    let play = ctx.ids.id();
    ctx.out.media(MediaCommand::Play {
        leg,
        play,
        sources: vec![PlaySource::Builtin(Builtin::Ringback)],
        looped: true,
    });
    play
}

pub(super) fn stop_play(leg: LegId, play: Option<PlayId>, ctx: &mut Context) {
    if let Some(play) = play {
        ctx.out.media(MediaCommand::StopPlay { leg, play });
    }
}
