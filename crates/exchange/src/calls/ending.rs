//! The end of a call: once, with one reason, and its record when all is done.

use super::call::{Assignment, Call, Stage};
use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::{
    DisconnectIssue, DisconnectReason, EventType, InitiationMethod, Phase, contact_record,
};
use crate::context::{Context, Signal};
use crate::flows::Slot;
use crate::journal::{ContactEntry, OfferEnd};
use crate::output::{HangUpReason, LegCommand, MediaCommand};
use crate::timers::Timer;

impl Call {
    /// Ends the customer's part, from wherever it is. An agent who was joined goes on to
    /// after-contact work; one who was only being connected is free again.
    pub(crate) fn end(
        &mut self,
        reason: DisconnectReason,
        issue: Option<DisconnectIssue>,
        hang_up: HangUpReason,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        if matches!(self.stage, Stage::Over) {
            return;
        }
        let id = self.facts.id;
        self.stop_session(Slot::Customer, ctx, desks);
        self.stop_session(Slot::Agent, ctx, desks);
        for timer in [
            Timer::Answer(id),
            Timer::Offer(id),
            Timer::AgentMedia(id),
            Timer::Whisper(id),
            Timer::AgentBack(id),
            Timer::CustomerBack(id),
        ] {
            ctx.timers.stop(timer);
        }
        ctx.router.dequeue(id);
        self.wanted_queue = None;
        self.stop_automated_recording(ctx);
        let stage = std::mem::replace(&mut self.stage, Stage::Over);
        match stage {
            Stage::Ringing { .. } | Stage::Flow | Stage::Over => {}
            Stage::Queued(Assignment::Nobody) => {}
            Stage::Queued(Assignment::Offered { agent }) => {
                let end = OfferEnd::Withdrawn;
                self.note(ctx, ContactEntry::OfferEnded { agent, end });
                self.off_agent(agent, ctx);
            }
            Stage::Queued(Assignment::AwaitingMedia(agent) | Assignment::AgentWhisper(agent))
            | Stage::Whisper(agent) => {
                self.drop_agent_leg(agent, hang_up, ctx);
                self.off_agent(agent.agent, ctx);
            }
            Stage::Talking(talk) => {
                if let Some(recording) = talk.recording {
                    ctx.out.media(MediaCommand::StopRecording { recording });
                }
                let (bridge, leg) = (talk.bridge, self.customer.leg);
                if !talk.held {
                    ctx.out.media(MediaCommand::Leave { bridge, leg });
                }
                self.drop_agent_leg(talk.agent, hang_up, ctx);
                self.note(ctx, ContactEntry::AgentDisconnected);
                self.at_agent(talk.agent.agent, ContactState::Ended, ctx);
            }
        }
        if self.customer.present {
            let leg = self.customer.leg;
            let reason = hang_up;
            ctx.out.leg(LegCommand::HangUp { leg, reason });
            ctx.legs.remove(&leg);
            self.customer.present = false;
        }
        self.note(ctx, ContactEntry::Disconnected { reason, issue });
        self.publish(ctx, EventType::Disconnected, &[]);
        if !self.running_recordings().is_empty() {
            let limit = ctx.settings.recording_limit;
            ctx.start(Timer::Recording(id), limit);
        }
        self.complete_if_done(ctx);
    }

    /// Ends it on request of an API. Source: connect-e-cases-quality.md §11.
    pub(crate) fn stop(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        if matches!(self.stage, Stage::Over) {
            return Err(CommandError::InvalidState {
                state: ContactState::Ended.name(),
            });
        }
        if matches!(
            self.facts.initiation_method,
            InitiationMethod::Disconnect
                | InitiationMethod::Transfer
                | InitiationMethod::QueueTransfer
        ) {
            return Err(CommandError::InvalidState {
                state: "a transferred or disconnect contact",
            });
        }
        let reason = DisconnectReason::Other;
        self.end(reason, None, HangUpReason::Normal, ctx, desks);
        Ok(())
    }

    /// The agent is done with it.
    pub(crate) fn work_ended(&mut self, ctx: &mut Context) {
        let working = self
            .facts
            .agent
            .as_ref()
            .is_some_and(|it| it.acw_started.is_some() && it.acw_ended.is_none());
        if working {
            self.note(ctx, ContactEntry::WorkEnded);
            self.complete_if_done(ctx);
        }
    }

    /// Completes the contact and publishes its record, once nothing more is due.
    pub(super) fn complete_if_done(&mut self, ctx: &mut Context) {
        let done = matches!(self.stage, Stage::Over)
            && self.facts.phase == Phase::Ended
            && !self.facts.complete()
            && self.running_recordings().is_empty();
        if !done {
            return;
        }
        ctx.timers.stop(Timer::Recording(self.facts.id));
        self.note(ctx, ContactEntry::Completed);
        let record = contact_record(&ctx.identity, &self.facts);
        ctx.out.publish(record);
        ctx.signal(Signal::Completed {
            contact: self.facts.id,
        });
    }
}
