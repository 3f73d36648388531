//! UpdateHoursOfOperation: what is absent stays.

use super::convert::{config, time_zone};
use crate::prelude::*;
use resources::Hours;

pub(crate) async fn update_hours_of_operation(
    ctx: &Ctx,
    input: api::UpdateHoursOfOperationRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Hours, instance, &input.hours_of_operation_id)?;
    let name = input.name.map(|text| name(Kind::Hours, text)).transpose()?;
    let zone = input.time_zone.map(time_zone).transpose()?;
    let config = input.config.map(config).transpose()?;
    ctx.update::<Hours>(instance, id, |it| {
        if let Some(name) = name {
            it.name = name;
        }
        if input.description.is_some() {
            it.description = input.description;
        }
        if let Some(zone) = zone {
            it.time_zone = zone;
        }
        if let Some(config) = config {
            it.config = config;
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
