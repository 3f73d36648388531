//! UpdateContactRoutingData: priority, age and routing criteria of a contact that is not with an
//! agent yet. A change counts at once for one that waits; the hosted service takes a minute or more
//! (connect-c-flows.md §7.4), which nobody can have built upon.

use super::convert::contact_id;
use super::criteria::wanted;
use crate::prelude::*;
use exchange::Command;

pub(crate) async fn update_contact_routing_data(
    ctx: &Ctx,
    input: api::UpdateContactRoutingDataRequest,
) -> Result<api::UpdateContactRoutingDataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    if input.queue_priority.is_some() && input.queue_time_adjustment_seconds.is_some() {
        return Err(invalid(
            "QueuePriority and QueueTimeAdjustmentSeconds exclude each other",
        ));
    }
    let priority = input.queue_priority.map(|it| u32::try_from(it).unwrap_or(u32::MAX));
    let command = Command::UpdateRouting {
        contact: contact_id(&input.contact_id)?,
        priority,
        age_adjustment: input.queue_time_adjustment_seconds.map(i64::from),
        criteria: input.routing_criteria.map(wanted).transpose()?,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::UpdateContactRoutingDataResponse::default())
}
