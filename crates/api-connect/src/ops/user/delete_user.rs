//! DeleteUser. Contact records keep what they say about the user.

use crate::prelude::*;

pub(crate) async fn delete_user(ctx: &Ctx, input: api::DeleteUserRequest) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    ctx.delete(instance, Kind::User, id).await?;
    Ok(Nothing)
}
