//! DeleteRoutingProfile: refused while a user has it. It leaves the workspaces that it has.

use crate::plain::forget;
use crate::prelude::*;
use store::Filter;

pub(crate) async fn delete_routing_profile(
    ctx: &Ctx,
    input: api::DeleteRoutingProfileRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    ctx.delete(instance, Kind::RoutingProfile, id).await?;
    let of_profile = Filter::facet(Kind::RoutingProfile.name(), id);
    forget(ctx, instance, Kind::WorkspaceAssociation, of_profile).await?;
    Ok(Nothing)
}
