//! DeleteDefaultMessageType: answers what the default was.

use super::keep_default;
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use serde_json::json;

pub(crate) async fn delete_default_message_type(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let default = set.value.default_message_type.take();
    keep_default(ctx, &set, "MessageType", json!(default)).await
}
