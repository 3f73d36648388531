//! AssociateProtectConfiguration: in place of the one that the set had.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::{ConfigurationSet, ProtectConfiguration};
use store::Batch;

pub(crate) async fn associate_protect_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let it = ctx
        .named::<ProtectConfiguration>(input, "ProtectConfigurationId")
        .await?;
    let id = it.value.protect_configuration_id.clone();
    set.value.protect_configuration_id = Some(id);
    let mut full = it.full();
    full.extend(set.full());
    let answer = ctx.answer(&full);
    ctx.commit(Batch::new().with(ctx.put(&set)?), answer).await
}
