//! DeleteAccountDefaultProtectConfiguration: the configuration itself stays.

use super::{account_default, shown_default};
use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use aws_wire::Value;
use messaging_resources::{Kept, ProtectConfiguration};
use store::Batch;

pub(crate) async fn delete_account_default_protect_configuration(
    ctx: &Ctx,
    _input: &Value,
) -> Result<Value> {
    let found = account_default(ctx).await?;
    let mut it = found.ok_or_else(|| not_found(ProtectConfiguration::TYPE, "account default"))?;
    it.value.account_default = false;
    let answer = ctx.answer(&shown_default(&it));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
