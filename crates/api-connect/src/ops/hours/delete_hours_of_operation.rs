//! DeleteHoursOfOperation: refused while a queue keeps them.

use crate::prelude::*;

pub(crate) async fn delete_hours_of_operation(
    ctx: &Ctx,
    input: api::DeleteHoursOfOperationRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Hours, instance, &input.hours_of_operation_id)?;
    ctx.delete(instance, Kind::Hours, id).await?;
    Ok(Nothing)
}
