//! DescribeAccountAttributes.

use super::account;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{ProtectConfiguration, word};
use serde_json::json;
use store::Filter;

pub(crate) async fn describe_account_attributes(ctx: &Ctx, input: &Value) -> Result<Value> {
    let row = |name: &str, value: String| {
        let mut row = Object::new();
        row.insert("Name".into(), json!(name));
        row.insert("Value".into(), json!(value));
        row
    };
    let tier = account(ctx).await?.value.message_tier;
    let mut rows = vec![row("ACCOUNT_TIER", word(&tier))];
    let default = Filter::facet("account-default", "true");
    for it in ctx.all::<ProtectConfiguration>(default).await? {
        let id = it.value.protect_configuration_id;
        rows.push(row("DEFAULT_PROTECT_CONFIGURATION_ID", id));
    }
    let (rows, next) = ctx.page(input, "account attributes", rows)?;
    Ok(ctx.rows(&Object::new(), rows, next))
}
