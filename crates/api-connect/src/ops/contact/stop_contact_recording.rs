//! StopContactRecording: ends the recording of a contact for good.

use super::recording::{Named, act, part};
use crate::prelude::*;
use exchange::RecordingAction;

pub(crate) async fn stop_contact_recording(
    ctx: &Ctx,
    input: api::StopContactRecordingRequest,
) -> Result<api::StopContactRecordingResponse> {
    let part = part(input.contact_recording_type.as_ref())?;
    let named = Named {
        instance: &input.instance_id,
        contact: &input.contact_id,
        initial: &input.initial_contact_id,
    };
    act(ctx, named, RecordingAction::Stop(part)).await?;
    Ok(api::StopContactRecordingResponse::default())
}
