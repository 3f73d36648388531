//! UpdateUserSecurityProfiles.

use super::convert::security_profiles;
use crate::prelude::*;
use resources::User;

pub(crate) async fn update_user_security_profiles(
    ctx: &Ctx,
    input: api::UpdateUserSecurityProfilesRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    let profiles = security_profiles(ctx, instance, &input.security_profile_ids).await?;
    let now = ctx.now();
    ctx.update::<User>(instance, id, |it| {
        it.security_profiles = profiles;
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
