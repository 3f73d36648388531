//! DescribeSecurityProfile.

use crate::prelude::*;
use resources::SecurityProfile;

pub(crate) async fn describe_security_profile(
    ctx: &Ctx,
    input: api::DescribeSecurityProfileRequest,
) -> Result<api::DescribeSecurityProfileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<SecurityProfile>(ctx, instance, &input.security_profile_id).await?;
    let it = stored.value;
    Ok(api::DescribeSecurityProfileResponse {
        security_profile: Some(api::SecurityProfile {
            id: Some(it.id.to_string()),
            organization_resource_id: Some(instance.to_string()),
            arn: Some(arn(ctx, instance, Kind::SecurityProfile, it.id)),
            security_profile_name: Some(it.name),
            description: it.description,
            tags: tags_out(&it.tags),
            last_modified_time: Some(stored.modified),
            last_modified_region: region(ctx),
            ..Default::default()
        }),
    })
}
