//! CreateSecurityProfile.

use crate::prelude::*;
use ids::SecurityProfileId;
use resources::SecurityProfile;

pub(crate) async fn create_security_profile(
    ctx: &Ctx,
    input: api::CreateSecurityProfileRequest,
) -> Result<api::CreateSecurityProfileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id: SecurityProfileId = ctx.new_id();
    let mut permissions = input.permissions.unwrap_or_default();
    permissions.sort_unstable();
    permissions.dedup();
    let profile = SecurityProfile {
        id,
        name: name(Kind::SecurityProfile, input.security_profile_name)?,
        description: input.description,
        permissions,
        tags: tags(input.tags)?,
    };
    ctx.create(instance, profile).await?;
    Ok(api::CreateSecurityProfileResponse {
        security_profile_id: Some(id.to_string()),
        security_profile_arn: Some(arn(ctx, instance, Kind::SecurityProfile, id)),
    })
}
