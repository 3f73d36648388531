//! DeleteSecurityProfile: refused while a user has it.

use crate::prelude::*;

pub(crate) async fn delete_security_profile(
    ctx: &Ctx,
    input: api::DeleteSecurityProfileRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::SecurityProfile, instance, &input.security_profile_id)?;
    ctx.delete(instance, Kind::SecurityProfile, id).await?;
    Ok(Nothing)
}
