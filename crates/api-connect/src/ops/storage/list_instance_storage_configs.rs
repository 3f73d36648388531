//! ListInstanceStorageConfigs: those of one type.

use super::convert::to_api_config;
use crate::prelude::*;
use resources::StorageConfig;
use services::configured::facet;

pub(crate) async fn list_instance_storage_configs(
    ctx: &Ctx,
    input: api::ListInstanceStorageConfigsRequest,
) -> Result<api::ListInstanceStorageConfigsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let of = input.resource_type.to_string();
    let (list, next) = page::<StorageConfig, _>(
        ctx,
        instance,
        (input.next_token, input.max_results),
        of.clone(),
        |listing| listing.with_facet(facet::TYPE, of),
        |it| to_api_config(it.value),
    )
    .await?;
    Ok(api::ListInstanceStorageConfigsResponse {
        storage_configs: Some(list),
        next_token: next,
    })
}
