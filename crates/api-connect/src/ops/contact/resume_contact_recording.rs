//! ResumeContactRecording: goes on with a suspended recording.

use super::recording::{Named, act, part};
use crate::prelude::*;
use exchange::RecordingAction;

pub(crate) async fn resume_contact_recording(
    ctx: &Ctx,
    input: api::ResumeContactRecordingRequest,
) -> Result<api::ResumeContactRecordingResponse> {
    let part = part(input.contact_recording_type.as_ref())?;
    let named = Named {
        instance: &input.instance_id,
        contact: &input.contact_id,
        initial: &input.initial_contact_id,
    };
    act(ctx, named, RecordingAction::Resume(part)).await?;
    Ok(api::ResumeContactRecordingResponse::default())
}
