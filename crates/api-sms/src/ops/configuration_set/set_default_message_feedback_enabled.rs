//! SetDefaultMessageFeedbackEnabled.

use super::keep_default;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::flag;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use serde_json::json;

pub(crate) async fn set_default_message_feedback_enabled(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = ctx.named::<ConfigurationSet>(input, "ConfigurationSetName").await?;
    let default = flag(input, "MessageFeedbackEnabled");
    set.value.default_message_feedback_enabled = default;
    keep_default(ctx, &set, "MessageFeedbackEnabled", json!(default)).await
}
