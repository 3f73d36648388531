//! UpdateInstanceStorageConfig.

use super::convert::{find, target};
use crate::prelude::*;
use resources::StorageConfig;

pub(crate) async fn update_instance_storage_config(
    ctx: &Ctx,
    input: api::UpdateInstanceStorageConfigRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let found = find(ctx, instance, &input.association_id, &input.resource_type).await?;
    let target = target(input.storage_config)?;
    ctx.update::<StorageConfig>(instance, found.id, |it| {
        it.target = target;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
