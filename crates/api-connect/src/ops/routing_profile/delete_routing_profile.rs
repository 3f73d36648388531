//! DeleteRoutingProfile: refused while a user has it.

use crate::prelude::*;

pub(crate) async fn delete_routing_profile(
    ctx: &Ctx,
    input: api::DeleteRoutingProfileRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    ctx.delete(instance, Kind::RoutingProfile, id).await?;
    Ok(Nothing)
}
