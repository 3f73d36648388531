//! UpdateContactSchedule: begins a scheduled task at another time, at most six days after it was
//! made.

use super::convert::contact_id;
use crate::prelude::*;
use exchange::Command;
use services::check_schedule;

pub(crate) async fn update_contact_schedule(
    ctx: &Ctx,
    input: api::UpdateContactScheduleRequest,
) -> Result<api::UpdateContactScheduleResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let contact = contact_id(&input.contact_id)?;
    let facts = ctx.contact_facts(instance, contact).await?;
    check_schedule(Some(input.scheduled_time), ctx.now())?;
    check_schedule(Some(input.scheduled_time), facts.initiated)?;
    let due = input.scheduled_time;
    let command = Command::Reschedule { contact, due };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::UpdateContactScheduleResponse::default())
}
