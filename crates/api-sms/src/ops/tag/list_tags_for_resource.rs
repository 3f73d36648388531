//! ListTagsForResource.

use super::row;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::tags_out;
use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn list_tags_for_resource(ctx: &Ctx, input: &Value) -> Result<Value> {
    let row = row(ctx, input).await?;
    let mut full = Object::new();
    full.insert("ResourceArn".into(), json!(row.arn));
    full.insert("Tags".into(), tags_out(&row.tags));
    Ok(ctx.answer(&full))
}
