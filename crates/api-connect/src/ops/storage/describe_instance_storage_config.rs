//! DescribeInstanceStorageConfig.

use super::convert::{find, to_api_config};
use crate::prelude::*;

pub(crate) async fn describe_instance_storage_config(
    ctx: &Ctx,
    input: api::DescribeInstanceStorageConfigRequest,
) -> Result<api::DescribeInstanceStorageConfigResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let it = find(ctx, instance, &input.association_id, &input.resource_type).await?;
    Ok(api::DescribeInstanceStorageConfigResponse {
        storage_config: Some(to_api_config(it)),
    })
}
