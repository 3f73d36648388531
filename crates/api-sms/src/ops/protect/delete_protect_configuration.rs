//! DeleteProtectConfiguration: with its overrides, and only where nothing uses it.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{ConfigurationSet, Kept, ProtectConfiguration, ProtectOverride};
use store::{Batch, Filter};

pub(crate) async fn delete_protect_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = ctx
        .named::<ProtectConfiguration>(input, "ProtectConfigurationId")
        .await?;
    let id = it.value.id();
    let refused = |reason, message: &str| {
        let kind = ProtectConfiguration::TYPE;
        Err(conflict(reason, kind, &id, message))
    };
    ctx.unprotected(&it, it.value.deletion_protection_enabled)?;
    if it.value.account_default {
        let message = "It is the account's default";
        return refused("PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT", message);
    }
    let of = || Filter::facet("protect-configuration-id", &id);
    if ctx.count::<ConfigurationSet>(of()).await? > 0 {
        let message = "A configuration set has it";
        return refused("PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET", message);
    }
    let overrides = ctx.all::<ProtectOverride>(of()).await?;
    let batch: Batch = overrides.iter().map(|it| ctx.delete(it)).collect();
    ctx.forget(&it, batch).await
}
