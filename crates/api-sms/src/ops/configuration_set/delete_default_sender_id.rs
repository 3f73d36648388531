//! DeleteDefaultSenderId: answers what the default was.

use super::keep_default;
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use serde_json::json;

pub(crate) async fn delete_default_sender_id(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let default = set.value.default_sender_id.take();
    keep_default(ctx, &set, "SenderId", json!(default)).await
}
