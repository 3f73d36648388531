//! ListRoutingProfiles.

use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn list_routing_profiles(
    ctx: &Ctx,
    input: api::ListRoutingProfilesRequest,
) -> Result<api::ListRoutingProfilesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results);
    let (list, next) = page::<RoutingProfile, _>(
        ctx,
        instance,
        asked,
        (),
        |it| it,
        |it| api::RoutingProfileSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::RoutingProfile, it.value.id)),
            name: Some(it.value.name),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        },
    )
    .await?;
    Ok(api::ListRoutingProfilesResponse {
        routing_profile_summary_list: Some(list),
        next_token: next,
    })
}
