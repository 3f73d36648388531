//! TagResource.

use super::{keep, row};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::tags_in;
use aws_wire::Value;

pub(crate) async fn tag_resource(ctx: &Ctx, input: &Value) -> Result<Value> {
    let tags = tags_in(input)?;
    let mut row = row(ctx, input).await?;
    row.tags.extend(tags);
    keep(ctx, row).await
}
