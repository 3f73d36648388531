//! ListSecurityProfiles.

use crate::prelude::*;
use resources::SecurityProfile;

pub(crate) async fn list_security_profiles(
    ctx: &Ctx,
    input: api::ListSecurityProfilesRequest,
) -> Result<api::ListSecurityProfilesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results);
    let (list, next) = page::<SecurityProfile, _>(
        ctx,
        instance,
        asked,
        (),
        |it| it,
        |it| api::SecurityProfileSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::SecurityProfile, it.value.id)),
            name: Some(it.value.name),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
            ..Default::default()
        },
    )
    .await?;
    Ok(api::ListSecurityProfilesResponse {
        security_profile_summary_list: Some(list),
        next_token: next,
    })
}
