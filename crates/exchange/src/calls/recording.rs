//! Recordings: when they run, whom they take, and where they go.
//! Source: connect-c-flows.md §11, §7.35.

use super::call::{AgentLeg, Call, Stage};
use crate::contact::{RecordingFacts, RecordingStatus};
use crate::context::Context;
use crate::input::RecordingOutcome;
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::{MediaCommand, RecordingScope};
use flow::Recording;
use ids::{BridgeId, LegId, RecordingId, Timestamp};
use std::time::Duration;

impl Call {
    /// A flow says who is recorded from now on.
    pub(crate) fn set_recording(&mut self, ctx: &mut Context, recording: Recording) {
        let automated = recording.automated.or(self.data.recording.automated);
        self.data.recording = Recording {
            automated,
            ..recording
        };
        let before_agent = matches!(self.stage, Stage::Flow | Stage::Queued(_));
        match automated {
            Some(true)
                if before_agent
                    && ctx.settings.ivr_recording
                    && self.automated_recording.is_none() =>
            {
                let leg = self.customer.leg;
                let scope = RecordingScope::Interaction;
                let id = self.begin(true, scope, vec![leg], Vec::new(), ctx);
                self.automated_recording = Some(id);
            }
            Some(false) => self.stop_automated_recording(ctx),
            _ => {}
        }
    }

    /// Records the conversation, as far as a flow asked for it.
    pub(super) fn start_recording(
        &mut self,
        bridge: BridgeId,
        agent: AgentLeg,
        ctx: &mut Context,
    ) -> Option<RecordingId> {
        let Recording {
            agent: of_agent,
            customer: of_customer,
            ..
        } = self.data.recording;
        if !of_agent && !of_customer {
            return None;
        }
        let side = |wanted: bool, leg: LegId| if wanted { vec![leg] } else { Vec::new() };
        let left = side(of_customer, self.customer.leg);
        let right = side(of_agent, agent.leg);
        Some(self.begin(false, RecordingScope::Bridge(bridge), left, right, ctx))
    }

    /// Someone else is heard in the conversation from now on: all but the agent are on the left
    /// (connect-c-flows.md §11).
    pub(crate) fn record_also(&self, leg: LegId, ctx: &mut Context) {
        let Stage::Talking(talk) = &self.stage else {
            return;
        };
        if let Some(recording) = talk.recording
            && self.data.recording.customer
            && leg != talk.agent.leg
        {
            ctx.out.media(MediaCommand::RecordAlso { recording, leg });
        }
    }

    pub(super) fn stop_automated_recording(&mut self, ctx: &mut Context) {
        if let Some(recording) = self.automated_recording.take() {
            ctx.out.media(MediaCommand::StopRecording { recording });
        }
    }

    fn begin(
        &mut self,
        automated: bool,
        scope: RecordingScope,
        left: Vec<LegId>,
        right: Vec<LegId>,
        ctx: &mut Context,
    ) -> RecordingId {
        let recording: RecordingId = ctx.ids.id();
        let (bucket, prefix) = match ctx.directory.recordings() {
            Some((bucket, prefix)) => (bucket.to_owned(), prefix.to_owned()),
            None => (
                ctx.settings.recordings_bucket.clone(),
                ctx.settings.recordings_prefix.clone(),
            ),
        };
        let key = key(&prefix, automated, self.facts.id, ctx.now);
        let facts = RecordingFacts {
            id: recording,
            automated,
            bucket,
            key,
            started: ctx.now,
            stopped: None,
            status: RecordingStatus::Running,
        };
        let location = facts.location();
        self.note(ctx, ContactEntry::RecordingStarted(Box::new(facts)));
        ctx.recordings.insert(recording, self.facts.id);
        ctx.out.media(MediaCommand::StartRecording {
            recording,
            contact: self.facts.id,
            scope,
            left,
            right,
            key: location,
        });
        recording
    }

    /// A recording is in its place, or failed.
    pub(crate) fn recorded(
        &mut self,
        recording: RecordingId,
        started: Timestamp,
        duration: Duration,
        outcome: &RecordingOutcome,
        ctx: &mut Context,
    ) {
        let status = match outcome {
            RecordingOutcome::Stored => RecordingStatus::Available,
            RecordingOutcome::Failed { .. } => RecordingStatus::Failed,
        };
        let length = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let entry = ContactEntry::RecordingFinished {
            recording,
            started,
            stopped: Timestamp(started.0.saturating_add(length)),
            status,
        };
        ctx.recordings.remove(&recording);
        if self.automated_recording == Some(recording) {
            self.automated_recording = None;
        }
        self.note(ctx, entry);
        self.complete_if_done(ctx);
    }

    /// The outcome of recordings did not come in time: the record goes out without them.
    pub(crate) fn give_up_recordings(&mut self, ctx: &mut Context) {
        for recording in self.running_recordings() {
            let entry = ContactEntry::RecordingFinished {
                recording: recording.id,
                started: recording.started,
                stopped: ctx.now,
                status: RecordingStatus::Failed,
            };
            ctx.recordings.remove(&recording.id);
            self.note(ctx, entry);
        }
        self.complete_if_done(ctx);
    }

    pub(super) fn running_recordings(&self) -> Vec<RecordingFacts> {
        self.facts
            .recordings
            .iter()
            .filter(|it| it.status == RecordingStatus::Running)
            .cloned()
            .collect()
    }
}

/// The path of a recording: `<prefix>/[ivr/]yyyy/mm/dd/<contactId>_yyyyMMddTHH:mm_UTC.wav`.
fn key(prefix: &str, automated: bool, contact: ids::ContactId, at: Timestamp) -> String {
    let at = at.to_jiff();
    let folder = if automated { "ivr/" } else { "" };
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!(
        "{prefix}{slash}{folder}{}/{contact}_{}_UTC.wav",
        at.strftime("%Y/%m/%d"),
        at.strftime("%Y%m%dT%H:%M"),
    )
}
