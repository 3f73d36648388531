//! DeleteNotifyConfiguration.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::NotifyConfiguration;
use store::Batch;

pub(crate) async fn delete_notify_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = ctx
        .named::<NotifyConfiguration>(input, "NotifyConfigurationId")
        .await?;
    ctx.unprotected(&it, it.value.deletion_protection_enabled)?;
    ctx.forget(&it, Batch::new()).await
}
