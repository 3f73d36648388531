//! What comes from outside, brought to its room: configuration, calls that ring, legs, audio.

use crate::agent::Desks;
use crate::calls::{Call, Party, Stage};
use crate::contact::DisconnectReason;
use crate::context::Context;
use crate::directory::Touched;
use crate::exchange::Exchange;
use crate::input::{Change, EndCause, IncomingCall, LegEvent, MediaEvent};
use crate::output::{LegCommand, Remark};
use crate::timers::Timer;
use ids::LegId;
use routing::ProfileRules;

impl Exchange {
    pub(crate) fn configure(&mut self, change: Change) {
        let touched = self.ctx.directory.change(&self.ctx.identity, change);
        match touched {
            Touched::Nothing => {}
            Touched::User(user) => {
                let gone = self.ctx.directory.user(user).is_none();
                if let Some(desk) = self.desks.get_mut(&user) {
                    if gone {
                        desk.sign_out(&mut self.ctx);
                    }
                    desk.place(&mut self.ctx);
                    desk.declare(&mut self.ctx);
                    self.ctx.out.changed_agents.insert(user);
                }
            }
            Touched::Profile(profile) => {
                let now = self.ctx.now;
                match self.ctx.directory.profile(profile).map(ProfileRules::from) {
                    Some(rules) => self.ctx.router.set_profile(now, profile, rules),
                    None => self.ctx.router.remove_profile(profile),
                }
                for (user, desk) in &self.desks {
                    let of_profile = self
                        .ctx
                        .directory
                        .user(*user)
                        .is_some_and(|it| it.routing_profile == profile);
                    if of_profile {
                        desk.declare(&mut self.ctx);
                        self.ctx.out.changed_agents.insert(*user);
                    }
                }
            }
        }
    }

    /// A call rings: refused, or answered by a new contact. A leg that is known already rings no
    /// second time: to refuse it would end the call that it has.
    pub(crate) fn incoming(&mut self, call: IncomingCall) {
        let leg = call.leg;
        if self.ctx.legs.contains_key(&leg) {
            return;
        }
        match self.admit(&call) {
            Ok((number, flow)) => {
                let opened = Call::incoming(call, &number, flow, &mut self.ctx);
                self.calls.insert(opened.facts.id, opened);
            }
            Err(status) => {
                match status {
                    503 if !self.draining => self.ctx.out.remark(Remark::CallOverQuota),
                    480 => self.ctx.out.remark(Remark::NumberWithoutFlow),
                    _ => {}
                }
                self.ctx.out.leg(LegCommand::Reject { leg, status });
            }
        }
    }

    /// The called number and its flow, or the SIP status to refuse with (RFC 3261 section 21).
    fn admit(
        &self,
        call: &IncomingCall,
    ) -> Result<
        (
            resources::PhoneNumberResource,
            (ids::FlowId, std::sync::Arc<flow::Published>),
        ),
        u16,
    > {
        if call.contact.is_some_and(|it| self.is_live(it)) {
            return Err(482);
        }
        if self.draining || self.is_full() {
            return Err(503);
        }
        let directory = &self.ctx.directory;
        let number = directory.number(&call.called).ok_or(404_u16)?;
        if !directory.inbound_calls() {
            return Err(403);
        }
        // A number without a flow that could answer is there, but nobody is.
        let flow = number
            .flow
            .and_then(|id| Some((id, directory.flow(id)?)))
            .ok_or(480_u16)?;
        Ok((number.clone(), flow))
    }

    pub(crate) fn leg(&mut self, event: LegEvent) {
        match event {
            LegEvent::Answered { leg } => {
                self.of_leg(leg, |call, party, ctx, desks| match party {
                    Party::Customer if matches!(call.stage, Stage::Ringing { .. }) => {
                        call.answered(ctx, desks);
                    }
                    Party::Customer => call.customer_answered(ctx, desks),
                    Party::Third => call.third_party_answered(ctx, desks),
                    Party::Agent => {}
                });
            }
            LegEvent::Ringing { leg, early_media } => {
                self.of_leg(leg, |call, party, ctx, _| {
                    if party == Party::Customer {
                        call.customer_rings(early_media, ctx);
                    }
                });
            }
            LegEvent::Failed { leg, cause } => {
                self.of_leg(leg, |call, party, ctx, desks| match party {
                    Party::Customer if call.is_reaching() => {
                        ctx.legs.remove(&leg);
                        call.customer.present = false;
                        call.customer_unreached(cause, ctx, desks);
                    }
                    // Whoever had answered is gone all the same.
                    Party::Customer => call.customer_gone(EndCause::Failed, ctx, desks),
                    Party::Third => call.third_party_left(ctx, desks),
                    Party::Agent => call.agent_lost(ctx, desks),
                });
            }
            LegEvent::Ended { leg, cause } => {
                self.of_leg(leg, |call, party, ctx, desks| match party {
                    Party::Customer => call.customer_gone(cause, ctx, desks),
                    Party::Third => call.third_party_left(ctx, desks),
                    Party::Agent => call.agent_lost(ctx, desks),
                });
            }
        }
    }

    pub(crate) fn media(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Dtmf { leg, digit } => {
                self.relay_key(leg, digit);
                self.of_audio(leg, |call, party, ctx, desks| {
                    // A third party's keys are not the customer's.
                    if party != Party::Third {
                        let slot = call.slot_of(leg);
                        call.digit(digit, slot, ctx, desks);
                    }
                });
            }
            MediaEvent::PlayFinished { leg, play } => {
                self.of_audio(leg, |call, _, ctx, desks| {
                    call.played(leg, play, true, ctx, desks);
                });
            }
            MediaEvent::PlayFailed { leg, play, .. } => {
                self.of_audio(leg, |call, _, ctx, desks| {
                    call.played(leg, play, false, ctx, desks);
                });
            }
            MediaEvent::MediaUp { leg } => {
                self.of_leg(leg, |call, party, ctx, desks| match party {
                    Party::Customer => ctx.timers.stop(Timer::CustomerBack(call.facts.id)),
                    Party::Third => {}
                    Party::Agent => {
                        call.agent_media_up(ctx, desks);
                        call.agent_back(ctx);
                    }
                });
            }
            MediaEvent::MediaLost { leg } => {
                self.of_leg(leg, |call, party, ctx, desks| match party {
                    Party::Customer => call.customer_lost(ctx),
                    // Its dialog says itself when it ends.
                    Party::Third => {}
                    Party::Agent => call.agent_lost(ctx, desks),
                });
            }
            MediaEvent::Quality { leg, quality } => {
                self.of_leg(leg, |call, party, _, _| match party {
                    Party::Customer => call.customer.quality = Some(quality),
                    Party::Third => {}
                    Party::Agent => call.agent_quality = Some(quality),
                });
            }
            MediaEvent::RecordingFinished {
                recording,
                started_at,
                duration,
                outcome,
            } => {
                if let Some(&contact) = self.ctx.recordings.get(&recording) {
                    self.call(contact, |call, ctx, _| {
                        call.recorded(recording, started_at, duration, &outcome, ctx);
                    });
                }
            }
        }
    }

    /// The call whose flow speaks to a leg: its own, or the one that it is lent to.
    fn of_audio(&mut self, leg: LegId, act: impl FnOnce(&mut Call, Party, &mut Context, &Desks)) {
        match self.ctx.lent.get(&leg).copied() {
            Some(borrower) => drop(self.call(borrower, |call, ctx, desks| {
                let party = call.party(leg);
                act(call, party, ctx, desks);
            })),
            None => self.of_leg(leg, act),
        }
    }

    /// The call that a leg belongs to, and whose the leg is.
    fn of_leg(&mut self, leg: LegId, act: impl FnOnce(&mut Call, Party, &mut Context, &Desks)) {
        if let Some(&contact) = self.ctx.legs.get(&leg) {
            self.call(contact, |call, ctx, desks| {
                let party = call.party(leg);
                act(call, party, ctx, desks);
            });
        }
    }
}

impl From<EndCause> for DisconnectReason {
    fn from(cause: EndCause) -> Self {
        match cause {
            EndCause::HungUp => DisconnectReason::CustomerDisconnect,
            EndCause::Failed => DisconnectReason::TelecomProblem,
        }
    }
}
