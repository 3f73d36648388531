//! DiscardRegistrationVersion: gives up what waits for its review.

use super::{named, refused, with_version};
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use store::Batch;

pub(crate) async fn discard_registration_version(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let discarded = it.value.discard(ctx.now());
    discarded.map_err(|error| refused(&it, error))?;
    let answer = ctx.answer(&with_version(&it));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
