//! UpdateUserRoutingProfile.

use super::convert::routing_profile;
use crate::prelude::*;
use resources::User;

pub(crate) async fn update_user_routing_profile(
    ctx: &Ctx,
    input: api::UpdateUserRoutingProfileRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    let profile = routing_profile(ctx, instance, &input.routing_profile_id).await?;
    let now = ctx.now();
    ctx.update::<User>(instance, id, |it| {
        it.routing_profile = profile;
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
