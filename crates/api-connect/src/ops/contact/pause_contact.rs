//! PauseContact: pauses a task; one that waits leaves its queue.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::Command;
use resources::Flow;

pub(crate) async fn pause_contact(
    ctx: &Ctx,
    input: api::PauseContactRequest,
) -> Result<api::PauseContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let flow = match &input.contact_flow_id {
        Some(text) => Some(known::<Flow, _>(ctx, instance, text).await?),
        None => None,
    };
    let command = Command::Pause {
        agent: None,
        contact: contact_id(&input.contact_id)?,
        flow,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::PauseContactResponse::default())
}
