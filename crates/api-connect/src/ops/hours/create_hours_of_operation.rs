//! CreateHoursOfOperation.

use super::convert::{config, time_zone};
use super::parents::parents;
use crate::prelude::*;
use ids::HoursId;
use resources::Hours;

pub(crate) async fn create_hours_of_operation(
    ctx: &Ctx,
    input: api::CreateHoursOfOperationRequest,
) -> Result<api::CreateHoursOfOperationResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id: HoursId = ctx.new_id();
    let named = input.parent_hours_of_operation_configs.unwrap_or_default();
    let named: Vec<_> = named
        .into_iter()
        .filter_map(|it| it.hours_of_operation_id)
        .collect();
    let hours = Hours {
        id,
        name: name(Kind::Hours, input.name)?,
        description: input.description,
        time_zone: time_zone(input.time_zone)?,
        config: config(input.config)?,
        overrides: Vec::new(),
        parents: parents(ctx, instance, None, &named).await?,
        tags: tags(input.tags)?,
    };
    ctx.create(instance, hours).await?;
    Ok(api::CreateHoursOfOperationResponse {
        hours_of_operation_id: Some(id.to_string()),
        hours_of_operation_arn: Some(arn(ctx, instance, Kind::Hours, id)),
    })
}
