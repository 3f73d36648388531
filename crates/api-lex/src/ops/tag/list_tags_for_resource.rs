//! ListTagsForResource.

use crate::common::{Result, by_arn, required};
use aws_wire::Value;
use serde_json::json;
use services::Ctx;

pub(crate) async fn list_tags_for_resource(ctx: &Ctx, input: Value) -> Result<Value> {
    let found = by_arn(ctx, required(&input, "resourceARN")?).await?;
    Ok(json!({"tags": found.value.tags}))
}
