//! Set…MessageSpendLimitOverride: from 1 to the account's limit.

use super::{account, channel};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use aws_wire::Value;
use serde_json::json;
use store::Batch;

pub(crate) async fn set_spend_limit(ctx: &Ctx, input: &Value) -> Result<Value> {
    let member = "MonthlyLimit";
    let wanted = input.get(member).and_then(Value::as_u64).unwrap_or(0);
    let mut account = account(ctx).await?;
    let channel = channel(ctx.operation.name);
    let mut limit = account.value.spend_limit(channel);
    if wanted > limit.max_limit {
        let message = format!("The account may spend {} a month at most", limit.max_limit);
        let reason = "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT";
        return Err(invalid(reason, member, message));
    }
    if wanted == 0 {
        let message = "A spend limit is at least 1";
        return Err(invalid("INVALID_PARAMETER", member, message));
    }
    limit.enforced_limit = Some(wanted);
    account.value.spend_limits.insert(channel, limit);
    let batch = Batch::new().with(ctx.put(&account)?);
    ctx.commit(batch, json!({member: wanted})).await
}
