//! UpdateRoutingProfileConcurrency: replaces the channels.

use super::convert::concurrency;
use crate::prelude::*;
use resources::RoutingProfile;

pub(crate) async fn update_routing_profile_concurrency(
    ctx: &Ctx,
    input: api::UpdateRoutingProfileConcurrencyRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::RoutingProfile, instance, &input.routing_profile_id)?;
    let media = concurrency(input.media_concurrencies)?;
    ctx.update::<RoutingProfile>(instance, id, |it| {
        it.concurrency = media;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
