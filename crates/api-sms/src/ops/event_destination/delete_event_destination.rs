//! DeleteEventDestination.

use super::{keep, position};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::required;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;

pub(crate) async fn delete_event_destination(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let at = position(&set.value, required(input, "EventDestinationName")?)?;
    let it = set.value.event_destinations.remove(at);
    keep(ctx, &set, &it).await
}
