//! SuspendContactRecording: writes silence to the recording of a contact for a while.

use super::recording::{Named, act, part};
use crate::prelude::*;
use exchange::RecordingAction;

pub(crate) async fn suspend_contact_recording(
    ctx: &Ctx,
    input: api::SuspendContactRecordingRequest,
) -> Result<api::SuspendContactRecordingResponse> {
    let part = part(input.contact_recording_type.as_ref())?;
    let named = Named {
        instance: &input.instance_id,
        contact: &input.contact_id,
        initial: &input.initial_contact_id,
    };
    act(ctx, named, RecordingAction::Suspend(part)).await?;
    Ok(api::SuspendContactRecordingResponse::default())
}
