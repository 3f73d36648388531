//! DismissUserContact: clears a missed, failed, refused or ended contact from an agent's desk.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::Command;
use resources::User;

pub(crate) async fn dismiss_user_contact(
    ctx: &Ctx,
    input: api::DismissUserContactRequest,
) -> Result<api::DismissUserContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let command = Command::Clear {
        agent: known::<User, _>(ctx, instance, &input.user_id).await?,
        contact: contact_id(&input.contact_id)?,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::DismissUserContactResponse::default())
}
