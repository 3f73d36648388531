//! Delete…MessageSpendLimitOverride: back to the account's limit, which is answered.

use super::{account, channel};
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use serde_json::json;
use store::Batch;

pub(crate) async fn delete_spend_limit(ctx: &Ctx, _input: &Value) -> Result<Value> {
    let mut account = account(ctx).await?;
    let channel = channel(ctx.operation.name);
    let mut limit = account.value.spend_limit(channel);
    limit.enforced_limit = None;
    account.value.spend_limits.insert(channel, limit);
    let batch = Batch::new().with(ctx.put(&account)?);
    ctx.commit(batch, json!({"MonthlyLimit": limit.max_limit})).await
}
