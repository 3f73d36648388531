//! DescribeSpendLimits.

use super::account;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{SpendChannel, word};
use serde_json::json;

pub(crate) async fn describe_spend_limits(ctx: &Ctx, input: &Value) -> Result<Value> {
    let account = account(ctx).await?;
    let shown = |channel: SpendChannel| {
        let limit = account.value.spend_limit(channel);
        let mut row = Object::new();
        let name = format!("{}_MESSAGE_MONTHLY_SPEND_LIMIT", word(&channel));
        row.insert("Name".into(), json!(name));
        row.insert("EnforcedLimit".into(), json!(limit.limit()));
        row.insert("MaxLimit".into(), json!(limit.max_limit));
        row.insert("Overridden".into(), json!(limit.enforced_limit.is_some()));
        row
    };
    let rows = SpendChannel::ALL.map(shown).into();
    let (rows, next) = ctx.page(input, "spend limits", rows)?;
    Ok(ctx.rows(&Object::new(), rows, next))
}
