//! SubmitRegistrationVersion: when all that is required is filled in.
//!
//! Where registrations are not reviewed here ([`Review::Approve`]) the version holds at once, and
//! what belongs to it can be used; the answer says `SUBMITTED` all the same, as the service's does.

use super::{form_of, named, refused, release, with_version};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{Found, flag};
use crate::settings::Review;
use aws_wire::Value;
use messaging_resources::Registration;
use serde_json::json;
use store::Batch;

pub(crate) async fn submit_registration_version(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    it.value
        .clone()
        .submit(ctx.now())
        .map_err(|error| refused(&it, error))?;
    check_complete(&it)?;
    it.value
        .submit(ctx.now())
        .map_err(|error| refused(&it, error))?;
    let mut full = with_version(&it);
    let by_us = flag(input, "AwsReview").unwrap_or(false);
    full.insert("AwsReview".into(), json!(by_us));
    let answer = ctx.answer(&full);
    let mut batch = Batch::new();
    if ctx.shared.settings.review == Review::Approve {
        let approved = it.value.approve(ctx.now());
        approved.map_err(|error| refused(&it, error))?;
        batch = release(ctx, &it).await?;
    }
    ctx.commit(batch.with(ctx.put(&it)?), answer).await
}

/// That all that is required is there.
fn check_complete(it: &Found<Registration>) -> Result<()> {
    let values = it.value.current().map(|it| &it.values);
    let fields = form_of(it)?.fields().filter(|it| it.required());
    let missing: Vec<String> = fields
        .map(|it| it.path())
        .filter(|path| values.is_none_or(|it| !it.contains_key(path)))
        .collect();
    match missing.first() {
        None => Ok(()),
        Some(first) => {
            let message = format!("These fields are required: {}", missing.join(", "));
            Err(invalid("FIELD_VALIDATION_FAILED", first, message))
        }
    }
}
