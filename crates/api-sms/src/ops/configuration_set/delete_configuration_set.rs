//! DeleteConfigurationSet.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::Found;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use store::Batch;

pub(crate) async fn delete_configuration_set(ctx: &Ctx, input: &Value) -> Result<Value> {
    let set = ctx.named(input, "ConfigurationSetName").await?;
    remove(ctx, &set).await
}

/// Deletes a set with its event destinations.
pub(crate) async fn remove(ctx: &Ctx, set: &Found<ConfigurationSet>) -> Result<Value> {
    ctx.forget(set, Batch::new()).await
}
