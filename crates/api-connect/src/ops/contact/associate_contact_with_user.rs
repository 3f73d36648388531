//! AssociateContactWithUser: offers a queued contact to an agent by hand.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::Command;
use resources::User;

pub(crate) async fn associate_contact_with_user(
    ctx: &Ctx,
    input: api::AssociateContactWithUserRequest,
) -> Result<api::AssociateContactWithUserResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let contact = contact_id(&input.contact_id)?;
    let agent = known::<User, _>(ctx, instance, &input.user_id).await?;
    let command = Command::AssociateContact { contact, agent };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::AssociateContactWithUserResponse::default())
}
