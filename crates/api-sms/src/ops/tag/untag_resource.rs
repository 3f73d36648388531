//! UntagResource.

use super::{keep, row};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::texts;
use aws_wire::Value;

pub(crate) async fn untag_resource(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut row = row(ctx, input).await?;
    for key in texts(input, "TagKeys") {
        row.tags.remove(key);
    }
    keep(ctx, row).await
}
