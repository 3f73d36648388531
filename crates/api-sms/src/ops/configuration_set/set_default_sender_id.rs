//! SetDefaultSenderId. Whether the id exists is asked when something is sent, as which country it is of is known only then (inferred).

use super::keep_default;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::required;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use serde_json::json;

pub(crate) async fn set_default_sender_id(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let default = required(input, "SenderId")?.to_owned();
    set.value.default_sender_id = Some(default.clone());
    keep_default(ctx, &set, "SenderId", json!(default)).await
}
