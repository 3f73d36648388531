//! DeleteInstance: the instance and everything under it.

use crate::prelude::*;
use resources::Resource;

pub(crate) async fn delete_instance(
    ctx: &Ctx,
    input: api::DeleteInstanceRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let all: Vec<Resource> = ctx.resources_of(instance).await?;
    ctx.delete_all(instance, &all).await?;
    Ok(Nothing)
}
