//! DisassociateInstanceStorageConfig.

use super::convert::find;
use crate::prelude::*;

pub(crate) async fn disassociate_instance_storage_config(
    ctx: &Ctx,
    input: api::DisassociateInstanceStorageConfigRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let found = find(ctx, instance, &input.association_id, &input.resource_type).await?;
    ctx.delete(instance, Kind::StorageConfig, found.id).await?;
    Ok(Nothing)
}
