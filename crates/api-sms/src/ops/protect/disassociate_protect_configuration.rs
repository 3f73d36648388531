//! DisassociateProtectConfiguration.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{ConfigurationSet, Kept, ProtectConfiguration};
use store::Batch;

pub(crate) async fn disassociate_protect_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let it = ctx
        .named::<ProtectConfiguration>(input, "ProtectConfigurationId")
        .await?;
    let id = it.value.id();
    let mut full = set.full();
    full.extend(it.full());
    if set.value.protect_configuration_id.as_ref() != Some(&id) {
        let message = "The configuration set does not have it";
        let reason = "PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET";
        return Err(conflict(reason, ProtectConfiguration::TYPE, id, message));
    }
    set.value.protect_configuration_id = None;
    let answer = ctx.answer(&full);
    ctx.commit(Batch::new().with(ctx.put(&set)?), answer).await
}
