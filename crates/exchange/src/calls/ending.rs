//! The end of a call: once, with one reason, and its record when all is done.

use super::call::{Assignment, Call, Stage};
use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::{
    DisconnectIssue, DisconnectReason, EventType, InitiationMethod, Phase, QualityFacts,
    StepStatus, contact_record,
};
use crate::context::{Context, Signal};
use crate::flows::Slot;
use crate::journal::{ContactEntry, OfferEnd};
use crate::live::prelude::*;
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
            Timer::Dial(id),
            Timer::Callback(id),
            Timer::CallbackExpiry(id),
            Timer::Offer(id),
            Timer::AgentMedia(id),
            Timer::Whisper(id),
            Timer::AgentBack(id),
            Timer::CustomerBack(id),
        ] {
            ctx.timers.stop(timer);
        }
        ctx.router.dequeue(id);
        self.end_step(StepStatus::Deactivated, ctx);
        self.wanted_queue = None;
        self.stop_automated_recording(ctx);
        self.drop_third_party(ctx);
        if let Stage::Dialling(reaching) = &self.stage {
            let agent = reaching.agent;
            self.leave_line(ctx, desks);
            self.drop_agent_leg(agent, hang_up, ctx);
            // A call that could not be made leaves the agent to after-contact work
            // (connect-c-flows.md §7.2).
            self.at_agent(agent.agent, ContactState::Ended, ctx);
        }
        let failed = match &self.stage {
            Stage::Outside { failed } => *failed,
            _ => None,
        };
        let watching = self.is_watching(ctx);
        self.leave_conference(failed, reason, ctx);
        self.end_watches(reason, ctx);
        let stage = std::mem::replace(&mut self.stage, Stage::Over);
        match stage {
            Stage::Ringing { .. }
            | Stage::Calling { .. }
            | Stage::Scheduled
            | Stage::Dialling(_)
            | Stage::Flow
            | Stage::Outside { .. }
            | Stage::Over => {}
            Stage::Remaining { bridge } => {
                let leg = self.customer.leg;
                ctx.out.media(MediaCommand::Leave { bridge, leg });
            }
            Stage::Queued(Assignment::Nobody) => {}
            Stage::Watching(watch) => {
                self.drop_agent_leg(watch.agent, hang_up, ctx);
                self.end_watch(watch.agent, issue, ctx);
            }
            Stage::Placing(agent) => {
                self.drop_agent_leg(agent, hang_up, ctx);
                self.at_agent(agent.agent, left_early(reason, issue), ctx);
            }
            Stage::Queued(Assignment::Offered { agent }) => {
                let end = OfferEnd::Withdrawn;
                self.note(ctx, ContactEntry::OfferEnded { agent, end });
                self.off_agent(agent, ctx);
            }
            // A customer who was called and hung up in the outbound whisper is an error there
            // (connect-d-data-metrics.md §11.3).
            Stage::Whisper(agent) if self.is_called() => {
                self.drop_agent_leg(agent, hang_up, ctx);
                self.at_agent(agent.agent, left_early(reason, issue), ctx);
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
                if !talk.held && !talk.shared {
                    ctx.out.media(MediaCommand::Leave { bridge, leg });
                }
                self.drop_agent_leg(talk.agent, hang_up, ctx);
                if watching {
                    self.end_watch(talk.agent, None, ctx);
                } else {
                    self.note(ctx, ContactEntry::AgentDisconnected);
                    self.at_agent(talk.agent.agent, ContactState::Ended, ctx);
                }
            }
        }
        if self.customer.present {
            let leg = self.customer.leg;
            let reason = hang_up;
            ctx.out.leg(LegCommand::HangUp { leg, reason });
            ctx.legs.remove(&leg);
            self.customer.present = false;
        }
        self.note_quality(ctx);
        self.note(ctx, ContactEntry::Disconnected { reason, issue });
        self.publish(ctx, EventType::Disconnected, &[]);
        if !self.running_recordings().is_empty() {
            let limit = ctx.settings.recording_limit;
            ctx.start(Timer::Recording(id), limit);
        }
        self.complete_if_done(ctx);
    }

    /// Writes down how good the audio was, as far as anybody told: what belongs to a leg that an
    /// agent lent is in the lender's record, and an agent who was never joined is in none.
    fn note_quality(&mut self, ctx: &mut Context) {
        let agent = self.facts.agent.as_ref();
        let joined = agent.is_some_and(|it| it.connected.is_some());
        let quality = QualityFacts {
            agent: self.agent_quality.clone().filter(|_| joined),
            customer: self.customer.quality.clone().filter(|_| !self.is_lent()),
        };
        if quality != QualityFacts::default() {
            self.note(ctx, ContactEntry::QualityMeasured(Box::new(quality)));
        }
    }

    /// Whether the customer was called while an agent waited.
    fn is_called(&self) -> bool {
        self.facts.callback.is_some() || self.facts.initiation_method == InitiationMethod::Outbound
    }

    /// Ends it on request of an API. Source: connect-e-cases-quality.md §11.
    pub(super) fn stopped(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
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
    pub(super) fn worked(&mut self, ctx: &mut Context) {
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

/// What an agent sees of a call that ended before both were joined: after-contact work where the
/// agent gave it up, else an error.
fn left_early(reason: DisconnectReason, issue: Option<DisconnectIssue>) -> ContactState {
    match reason {
        DisconnectReason::AgentDisconnect if issue.is_none() => ContactState::Ended,
        _ => ContactState::Error,
    }
}
