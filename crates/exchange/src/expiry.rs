//! Timers that ran out, each brought to its room.

use crate::calls::Stage;
use crate::contact::{DisconnectIssue, DisconnectReason};
use crate::exchange::Exchange;
use crate::flows::Slot;
use crate::input::DialFailure;
use crate::journal::OfferEnd;
use crate::live::prelude::*;
use crate::output::HangUpReason;
use crate::timers::Timer;
use ids::ContactId;

impl Exchange {
    pub(crate) fn timer(&mut self, timer: Timer) {
        match timer {
            Timer::Schedule(contact) => {
                self.task(contact, |task, ctx, desks| task.begin(ctx, desks));
            }
            Timer::Expiry(contact) => {
                self.task(contact, |task, ctx, desks| task.expired(ctx, desks));
            }
            Timer::CustomerFlow(contact) => self.wake(contact, Slot::Customer),
            Timer::AgentFlow(contact) => self.wake(contact, Slot::Agent),
            Timer::Answer(contact) | Timer::CustomerBack(contact) => {
                self.close(
                    contact,
                    DisconnectReason::TelecomProblem,
                    HangUpReason::Failed,
                );
            }
            Timer::Dial(contact) => {
                self.call(contact, |call, ctx, desks| {
                    call.customer_unreached(DialFailure::NoAnswer, ctx, desks);
                });
            }
            Timer::ThirdParty(contact) => {
                self.call(contact, |call, ctx, desks| {
                    call.third_party_unreached(true, ctx, desks);
                });
            }
            Timer::ThirdPartyKeys(contact) => {
                self.call(contact, |call, ctx, _| call.send_keys(ctx));
            }
            Timer::Callback(contact) => {
                self.call(contact, |call, ctx, _| call.callback_due(ctx));
            }
            Timer::CallbackExpiry(contact) => {
                self.call(contact, |call, ctx, desks| {
                    call.callback_expired(ctx, desks)
                });
            }
            Timer::Offer(contact) => {
                self.any(contact, |it, ctx, _| it.offer_over(OfferEnd::Missed, ctx));
            }
            Timer::AgentMedia(contact) => {
                self.call(contact, |call, ctx, desks| {
                    call.agent_failed(true, ctx, desks)
                });
            }
            Timer::Whisper(contact) if self.tasks.contains_key(&contact) => {
                self.any(contact, |task, ctx, desks| task.hang_up(ctx, desks));
            }
            Timer::Whisper(contact) => {
                self.call(contact, |call, ctx, desks| match call.stage {
                    // The customer's whisper: the contact ends (connect-c-flows.md §7.39).
                    Stage::Whisper(_) => call.end(
                        DisconnectReason::ContactFlowDisconnect,
                        None,
                        HangUpReason::Failed,
                        ctx,
                        desks,
                    ),
                    _ => call.agent_failed(true, ctx, desks),
                });
            }
            Timer::AgentBack(contact) => {
                let issue = Some(DisconnectIssue::AgentConnectivityIssue);
                self.call(contact, |call, ctx, desks| {
                    call.agent_left(issue, ctx, desks)
                });
            }
            Timer::Recording(contact) => {
                self.call(contact, |call, ctx, _| call.give_up_recordings(ctx));
            }
            Timer::Criteria(contact) => {
                self.any(contact, |it, ctx, _| it.step_expired(ctx));
            }
            Timer::Work(agent, contact) => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.remove(&mut self.ctx, contact);
                }
            }
            Timer::HeartBeat(agent) => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.heart_beat(&mut self.ctx);
                }
            }
            Timer::PageGone(agent) => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.sign_out(&mut self.ctx);
                }
            }
            Timer::Drain => self.close_all(),
        }
    }

    fn wake(&mut self, contact: ContactId, slot: Slot) {
        self.any(contact, |it, ctx, desks| {
            it.advance(slot, flow::Input::Wake, ctx, desks);
        });
    }

    fn close(&mut self, contact: ContactId, reason: DisconnectReason, hang_up: HangUpReason) {
        self.call(contact, |call, ctx, desks| {
            call.end(reason, None, hang_up, ctx, desks);
        });
    }

    /// The drain's deadline: what is left is closed, after-contact work and recordings too.
    fn close_all(&mut self) {
        let left = self.calls.values().filter(|it| !it.is_waiting_callback());
        let mut left: Vec<ContactId> = left.map(|it| it.facts.id).collect();
        left.sort_unstable();
        for contact in left {
            self.close(contact, DisconnectReason::Other, HangUpReason::ShuttingDown);
            self.signals();
            let working = self
                .calls
                .get(&contact)
                .and_then(|call| call.facts.agent.as_ref())
                .map(|agent| agent.id);
            if let Some(desk) = working.and_then(|agent| self.desks.get_mut(&agent)) {
                desk.remove(&mut self.ctx, contact);
            }
            self.signals();
            self.call(contact, |call, ctx, _| call.give_up_recordings(ctx));
            self.signals();
        }
    }
}
