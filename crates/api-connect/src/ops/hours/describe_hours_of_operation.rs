//! DescribeHoursOfOperation.

use super::convert::config_out;
use crate::prelude::*;
use resources::Hours;

pub(crate) async fn describe_hours_of_operation(
    ctx: &Ctx,
    input: api::DescribeHoursOfOperationRequest,
) -> Result<api::DescribeHoursOfOperationResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<Hours>(ctx, instance, &input.hours_of_operation_id).await?;
    Ok(api::DescribeHoursOfOperationResponse {
        hours_of_operation: Some(hours_out(ctx, instance, stored)),
    })
}

/// Hours as DescribeHoursOfOperation and SearchHoursOfOperations answer them.
pub(super) fn hours_out(ctx: &Ctx, instance: InstanceId, stored: Stored<Hours>) -> api::HoursOfOperation {
    let it = stored.value;
    api::HoursOfOperation {
    hours_of_operation_id: Some(it.id.to_string()),
    hours_of_operation_arn: Some(arn(ctx, instance, Kind::Hours, it.id)),
    config: Some(config_out(&it.config)),
    tags: tags_out(&it.tags),
    name: Some(it.name),
    description: it.description,
    time_zone: Some(it.time_zone),
    last_modified_time: Some(stored.modified),
    last_modified_region: region(ctx),
    ..Default::default()
    }
}
