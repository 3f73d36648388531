//! SetAccountDefaultProtectConfiguration: in place of the one before.

use super::{account_default, shown_default};
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::ProtectConfiguration;
use store::Batch;

pub(crate) async fn set_account_default_protect_configuration(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let mut it = ctx
        .named::<ProtectConfiguration>(input, "ProtectConfigurationId")
        .await?;
    let answer = ctx.answer(&shown_default(&it));
    let mut batch = Batch::new();
    match account_default(ctx).await? {
        Some(before) if before.arn == it.arn => return Ok(answer),
        Some(mut before) => {
            before.value.account_default = false;
            batch.push(ctx.put(&before)?);
        }
        None => {}
    }
    it.value.account_default = true;
    batch.push(ctx.put(&it)?);
    ctx.commit(batch, answer).await
}
