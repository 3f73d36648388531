//! UpdateSenderId.

use super::named;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::flag;
use aws_wire::Value;

pub(crate) async fn update_sender_id(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    if let Some(on) = flag(input, "DeletionProtectionEnabled") {
        it.value.deletion_protection_enabled = on;
    }
    ctx.keep(&it).await
}
