//! StartContactRecording: records a conversation, from now on or from when an agent comes.

use super::recording::{Named, act};
use crate::prelude::*;
use exchange::RecordingAction;

pub(crate) async fn start_contact_recording(
    ctx: &Ctx,
    input: api::StartContactRecordingRequest,
) -> Result<api::StartContactRecordingResponse> {
    let wanted = &input.voice_recording_configuration;
    if wanted.ivr_recording_track.is_some() {
        return Err(ServiceError::InvalidRequest(
            "the interaction before an agent is recorded by its flow only".into(),
        ));
    }
    let (agent, customer) = match wanted.voice_recording_track.as_ref().map(|it| it.as_str()) {
        Some("FROM_AGENT") => (true, false),
        Some("TO_AGENT") => (false, true),
        _ => (true, true),
    };
    let named = Named {
        instance: &input.instance_id,
        contact: &input.contact_id,
        initial: &input.initial_contact_id,
    };
    act(ctx, named, RecordingAction::Start { agent, customer }).await?;
    Ok(api::StartContactRecordingResponse::default())
}
