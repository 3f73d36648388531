//! AssociateInstanceStorageConfig: where one type of data goes; one place per type.

use super::convert::target;
use crate::prelude::*;
use aws_wire::ToWire;
use resources::{StorageConfig, Tags};
use services::configured::facet;

pub(crate) async fn associate_instance_storage_config(
    ctx: &Ctx,
    input: api::AssociateInstanceStorageConfigRequest,
) -> Result<api::AssociateInstanceStorageConfigResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let resource_type = input.resource_type.to_string();
    let of_type = Listing::page(1, None).with_facet(facet::TYPE, resource_type.clone());
    if !ctx
        .list::<StorageConfig>(instance, of_type)
        .await?
        .rows
        .is_empty()
    {
        return Err(ServiceError::Duplicate {
            what: "storage configuration",
            name: resource_type,
        });
    }
    // 64 hexadecimal digits, as the service makes them.
    let (one, two): (uuid::Uuid, uuid::Uuid) = (ctx.new_id(), ctx.new_id());
    let id = format!("{}{}", one.simple(), two.simple());
    let answer = api::AssociateInstanceStorageConfigResponse {
        association_id: Some(id.clone()),
    };
    let config = StorageConfig {
        id,
        resource_type,
        target: target(input.storage_config)?,
        tags: Tags::new(),
    };
    let remembered = ctx.remember(&answer.clone().to_wire())?;
    ctx.create_with(instance, config, remembered).await?;
    Ok(answer)
}
