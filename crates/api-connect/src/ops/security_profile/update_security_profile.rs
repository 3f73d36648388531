//! UpdateSecurityProfile: what is absent stays.

use crate::prelude::*;
use resources::SecurityProfile;

pub(crate) async fn update_security_profile(
    ctx: &Ctx,
    input: api::UpdateSecurityProfileRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::SecurityProfile, instance, &input.security_profile_id)?;
    ctx.update::<SecurityProfile>(instance, id, |it| {
        if input.description.is_some() {
            it.description = input.description;
        }
        if let Some(mut permissions) = input.permissions {
            permissions.sort_unstable();
            permissions.dedup();
            it.permissions = permissions;
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
