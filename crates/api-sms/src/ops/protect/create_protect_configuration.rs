//! CreateProtectConfiguration: everything is allowed by it.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{flag, tags_in};
use aws_wire::Value;
use messaging_resources::ProtectConfiguration;
use services::limits::SMS_PROTECT_CONFIGURATIONS;

pub(crate) async fn create_protect_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let id = ctx.fresh("protect");
    ctx.may_create::<ProtectConfiguration>(
        &id,
        SMS_PROTECT_CONFIGURATIONS,
        "PROTECT_CONFIGURATIONS_PER_ACCOUNT",
    )
    .await?;
    let it = ProtectConfiguration {
        protect_configuration_id: id,
        account_default: false,
        deletion_protection_enabled: flag(input, "DeletionProtectionEnabled").unwrap_or(false),
        rules: Default::default(),
    };
    ctx.keep(&ctx.made(it, tags_in(input)?)).await
}
