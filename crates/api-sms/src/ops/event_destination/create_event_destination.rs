//! CreateEventDestination: it is enabled from the beginning.

use super::{Target, keep};
use crate::ctx::Ctx;
use crate::error::{Result, conflict, refused};
use crate::keep::{Found, given, required};
use aws_wire::Value;
use messaging_resources::{ConfigurationSet, EventDestination};
use services::limits::SMS_EVENT_DESTINATIONS;

pub(crate) async fn create_event_destination(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named(input, "ConfigurationSetName").await?;
    let Some(target) = Target::read(input)? else {
        let message = "An event destination needs one of CloudWatchLogsDestination, KinesisFirehoseDestination and SnsDestination";
        return Err(refused("MISSING_PARAMETER", message));
    };
    let mut it = EventDestination {
        event_destination_name: required(input, "EventDestinationName")?.to_owned(),
        enabled: true,
        matching_event_types: given(input, "MatchingEventTypes")?.unwrap_or_default(),
        cloud_watch_logs_destination: None,
        kinesis_firehose_destination: None,
        sns_destination: None,
    };
    target.put(&mut it);
    add(ctx, &mut set, it.clone())?;
    keep(ctx, &set, &it).await
}

/// Adds a destination to a set.
///
/// # Errors
/// When its name is taken, or the set has as many as it may have.
pub(crate) fn add(
    ctx: &Ctx,
    set: &mut Found<ConfigurationSet>,
    it: EventDestination,
) -> Result<()> {
    let name = &it.event_destination_name;
    let all = &mut set.value.event_destinations;
    if all.iter().any(|other| other.event_destination_name == *name) {
        let message = format!("The event destination {name} exists already");
        return Err(conflict("RESOURCE_ALREADY_EXISTS", "event-destination", name, message));
    }
    ctx.within(
        SMS_EVENT_DESTINATIONS,
        all.len() as u64 + 1,
        "EVENT_DESTINATIONS_PER_CONFIGURATION_SET",
    )?;
    all.push(it);
    Ok(())
}
