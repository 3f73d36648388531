//! What the four operations on recordings share.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::{Command, RecordingAction, RecordingPart};

/// Which contact a request names.
pub(super) struct Named<'a> {
    pub(super) instance: &'a str,
    pub(super) contact: &'a str,
    pub(super) initial: &'a str,
}

/// Asks the running exchange for it; a contact that is over has no recording to control.
pub(super) async fn act(ctx: &Ctx, named: Named<'_>, action: RecordingAction) -> Result<()> {
    let instance = instance(ctx, named.instance).await?;
    let contact = contact_id(named.contact)?;
    let initial = contact_id(named.initial)?;
    let command = Command::Recording {
        contact,
        initial,
        action,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(())
}

/// `ContactRecordingType`; without it the conversation with the agent is meant. Screens are not
/// recorded.
pub(super) fn part(kind: Option<&api::ContactRecordingType>) -> Result<RecordingPart> {
    match kind.map(|it| it.as_str()) {
        None | Some("AGENT") => Ok(RecordingPart::Conversation),
        Some("IVR") => Ok(RecordingPart::Automated),
        Some(other) => Err(ServiceError::InvalidRequest(format!(
            "no recording of type {other} is made"
        ))),
    }
}
