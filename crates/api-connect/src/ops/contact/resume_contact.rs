//! ResumeContact: goes on with a paused task.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::Command;
use resources::Flow;

pub(crate) async fn resume_contact(
    ctx: &Ctx,
    input: api::ResumeContactRequest,
) -> Result<api::ResumeContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let flow = match &input.contact_flow_id {
        Some(text) => Some(known::<Flow, _>(ctx, instance, text).await?),
        None => None,
    };
    let command = Command::Unpause {
        agent: None,
        contact: contact_id(&input.contact_id)?,
        flow,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::ResumeContactResponse::default())
}
