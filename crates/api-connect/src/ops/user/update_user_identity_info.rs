//! UpdateUserIdentityInfo: names and addresses; what is absent stays.

use super::convert::set_identity;
use crate::prelude::*;
use resources::User;

pub(crate) async fn update_user_identity_info(
    ctx: &Ctx,
    input: api::UpdateUserIdentityInfoRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    let now = ctx.now();
    ctx.update::<User>(instance, id, |it| {
        set_identity(it, input.identity_info)?;
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
