//! UpdateEventDestination: what is not given stays as it is.

use super::{Target, keep, position};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{flag, given, required};
use aws_wire::Value;
use messaging_resources::ConfigurationSet;

pub(crate) async fn update_event_destination(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let at = position(&set.value, required(input, "EventDestinationName")?)?;
    let mut it = set.value.event_destinations.remove(at);
    if let Some(target) = Target::read(input)? {
        target.put(&mut it);
    }
    if let Some(enabled) = flag(input, "Enabled") {
        it.enabled = enabled;
    }
    if let Some(types) = given(input, "MatchingEventTypes")? {
        it.matching_event_types = types;
    }
    set.value.event_destinations.insert(at, it.clone());
    keep(ctx, &set, &it).await
}
