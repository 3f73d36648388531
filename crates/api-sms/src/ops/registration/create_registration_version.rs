//! CreateRegistrationVersion: a draft with the values of the version before.

use super::{named, refused, with_version};
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use store::Batch;

pub(crate) async fn create_registration_version(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let made = it.value.new_version(ctx.now());
    made.map_err(|error| refused(&it, error))?;
    let answer = ctx.answer(&with_version(&it));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
