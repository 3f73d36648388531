//! UntagResource: removes tags.

use crate::common::{NOWHERE, Result, by_arn, required};
use aws_wire::Value;
use serde_json::json;
use services::Ctx;

pub(crate) async fn untag_resource(ctx: &Ctx, input: Value) -> Result<Value> {
    let found = by_arn(ctx, required(&input, "resourceARN")?).await?;
    let keys = input.get("tagKeys").and_then(Value::as_array).cloned().unwrap_or_default();
    let (kind, id) = (found.value.kind, found.value.id);
    ctx.update_any(NOWHERE, kind, &id, |it| {
        for key in keys.iter().filter_map(Value::as_str) {
            it.tags_mut().remove(key);
        }
        Ok(())
    })
    .await?;
    Ok(json!({}))
}
