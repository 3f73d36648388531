//! ListHoursOfOperations.

use crate::prelude::*;
use resources::Hours;

pub(crate) async fn list_hours_of_operations(
    ctx: &Ctx,
    input: api::ListHoursOfOperationsRequest,
) -> Result<api::ListHoursOfOperationsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results);
    let (list, next) = page::<Hours, _>(
        ctx,
        instance,
        asked,
        (),
        |it| it,
        |it| api::HoursOfOperationSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::Hours, it.value.id)),
            name: Some(it.value.name),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        },
    )
    .await?;
    Ok(api::ListHoursOfOperationsResponse {
        hours_of_operation_summary_list: Some(list),
        next_token: next,
    })
}
