//! UpdateUserPhoneConfig.

use super::convert::phone;
use crate::prelude::*;
use resources::User;

pub(crate) async fn update_user_phone_config(
    ctx: &Ctx,
    input: api::UpdateUserPhoneConfigRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    let phone = phone(input.phone_config)?;
    let now = ctx.now();
    ctx.update::<User>(instance, id, |it| {
        it.phone = phone;
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
