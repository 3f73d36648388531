//! UpdateRoutingProfileName: name and description; what is absent stays.

use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn update_routing_profile_name(
    ctx: &Ctx,
    input: api::UpdateRoutingProfileNameRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let name = input
        .name
        .map(|text| name(Kind::RoutingProfile, text))
        .transpose()?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        if let Some(name) = name {
            it.name = name;
        }
        if let Some(description) = input.description {
            it.description = description;
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
