//! UpdateProtectConfiguration.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::flag;
use aws_wire::Value;
use messaging_resources::ProtectConfiguration;

pub(crate) async fn update_protect_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx
        .named::<ProtectConfiguration>(input, "ProtectConfigurationId")
        .await?;
    if let Some(on) = flag(input, "DeletionProtectionEnabled") {
        it.value.deletion_protection_enabled = on;
    }
    ctx.keep(&it).await
}
