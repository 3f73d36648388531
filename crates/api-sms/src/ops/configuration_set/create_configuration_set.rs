//! CreateConfigurationSet.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{required, tags_in};
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use services::limits::SMS_CONFIGURATION_SETS;

pub(crate) async fn create_configuration_set(ctx: &Ctx, input: &Value) -> Result<Value> {
    let name = required(input, "ConfigurationSetName")?;
    check_new(ctx, name).await?;
    ctx.keep(&ctx.made(ConfigurationSet::new(name), tags_in(input)?))
        .await
}

/// That there may be a set of this name.
pub(crate) async fn check_new(ctx: &Ctx, name: &str) -> Result<()> {
    ctx.may_create::<ConfigurationSet>(
        name,
        SMS_CONFIGURATION_SETS,
        "CONFIGURATION_SETS_PER_ACCOUNT",
    )
    .await
}
