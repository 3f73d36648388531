//! StopContact: ends a live contact.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::Command;

pub(crate) async fn stop_contact(
    ctx: &Ctx,
    input: api::StopContactRequest,
) -> Result<api::StopContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let contact = contact_id(&input.contact_id)?;
    ctx.exchanges
        .execute(instance, Command::StopContact { contact })
        .await?;
    Ok(api::StopContactResponse::default())
}
