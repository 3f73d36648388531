//! Recordings that an API starts, stops and suspends.
//!
//! A recording of the conversation starts once and stops once: what was stopped cannot be started
//! again, only what is suspended goes on. While it is suspended silence is written. Source: the
//! model's words on StartContactRecording and its siblings; connect-c-flows.md §11.

use super::call::{Call, Stage};
use crate::command::{CommandError, RecordingAction, RecordingPart};
use crate::context::Context;
use crate::output::MediaCommand;
use ids::RecordingId;

impl Call {
    /// Does what an API asks of the recording of this contact.
    pub(crate) fn control_recording(
        &mut self,
        action: RecordingAction,
        ctx: &mut Context,
    ) -> Result<(), CommandError> {
        if matches!(self.stage, Stage::Over) {
            return Err(refused("the contact is over"));
        }
        match action {
            RecordingAction::Start { agent, customer } => self.start_by_api(agent, customer, ctx),
            RecordingAction::Stop(part) => {
                let recording = self.recording_of(part)?;
                ctx.out.media(MediaCommand::StopRecording { recording });
                self.forget_recording(part);
                Ok(())
            }
            RecordingAction::Suspend(part) => {
                let recording = self.recording_of(part)?;
                ctx.out.media(MediaCommand::PauseRecording { recording });
                Ok(())
            }
            RecordingAction::Resume(part) => {
                let recording = self.recording_of(part)?;
                ctx.out.media(MediaCommand::ResumeRecording { recording });
                Ok(())
            }
        }
    }

    /// Before an agent is there it is noted, and the recording begins with the conversation.
    fn start_by_api(
        &mut self,
        agent: bool,
        customer: bool,
        ctx: &mut Context,
    ) -> Result<(), CommandError> {
        if self.facts.recordings.iter().any(|it| !it.automated) {
            return Err(refused("it was started before"));
        }
        self.data.recording.agent = agent;
        self.data.recording.customer = customer;
        if let Stage::Talking(talk) = &self.stage {
            let (bridge, part) = (talk.bridge, talk.agent);
            let recording = self.start_recording(bridge, part, ctx);
            if let Stage::Talking(talk) = &mut self.stage {
                talk.recording = recording;
            }
            for leg in self.all_legs() {
                self.record_also(leg, ctx);
            }
        }
        Ok(())
    }

    fn recording_of(&self, part: RecordingPart) -> Result<RecordingId, CommandError> {
        let recording = match (part, &self.stage) {
            (RecordingPart::Automated, _) => self.automated_recording,
            (RecordingPart::Conversation, Stage::Talking(talk)) => talk.recording,
            (RecordingPart::Conversation, _) => None,
        };
        recording.ok_or(refused("the contact is not being recorded"))
    }

    fn forget_recording(&mut self, part: RecordingPart) {
        match (part, &mut self.stage) {
            (RecordingPart::Automated, _) => self.automated_recording = None,
            (RecordingPart::Conversation, Stage::Talking(talk)) => talk.recording = None,
            (RecordingPart::Conversation, _) => {}
        }
    }
}

const fn refused(why: &'static str) -> CommandError {
    CommandError::Recording(why)
}
