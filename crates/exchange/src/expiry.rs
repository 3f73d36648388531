//! Timers that ran out, each brought to its room.

use crate::calls::Stage;
use crate::contact::{DisconnectIssue, DisconnectReason};
use crate::exchange::Exchange;
use crate::flows::Slot;
use crate::journal::OfferEnd;
use crate::output::HangUpReason;
use crate::timers::Timer;
use ids::ContactId;

impl Exchange {
    pub(crate) fn timer(&mut self, timer: Timer) {
        match timer {
            Timer::CustomerFlow(contact) => self.wake(contact, Slot::Customer),
            Timer::AgentFlow(contact) => self.wake(contact, Slot::Agent),
            Timer::Answer(contact) | Timer::CustomerBack(contact) => {
                self.close(
                    contact,
                    DisconnectReason::TelecomProblem,
                    HangUpReason::Failed,
                );
            }
            Timer::Offer(contact) => {
                self.call(contact, |call, ctx, _| {
                    call.offer_over(OfferEnd::Missed, ctx)
                });
            }
            Timer::AgentMedia(contact) => {
                self.call(contact, |call, ctx, desks| {
                    call.agent_failed(true, ctx, desks)
                });
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
        self.call(contact, |call, ctx, desks| {
            call.advance(slot, flow::Input::Wake, ctx, desks);
        });
    }

    fn close(&mut self, contact: ContactId, reason: DisconnectReason, hang_up: HangUpReason) {
        self.call(contact, |call, ctx, desks| {
            call.end(reason, None, hang_up, ctx, desks);
        });
    }

    /// The drain's deadline: what is left is closed, after-contact work and recordings too.
    fn close_all(&mut self) {
        let mut left: Vec<ContactId> = self.calls.keys().copied().collect();
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
