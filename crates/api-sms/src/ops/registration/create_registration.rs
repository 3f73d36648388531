//! CreateRegistration: with its first draft.

use super::form_named;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::tags_in;
use aws_wire::Value;
use messaging_resources::Registration;
use services::limits::SMS_REGISTRATIONS;

pub(crate) async fn create_registration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let form = form_named(input)?;
    let id = ctx.fresh("registration");
    ctx.may_create::<Registration>(&id, SMS_REGISTRATIONS, "REGISTRATIONS_PER_ACCOUNT")
        .await?;
    let it = Registration::new(id, form.name(), ctx.now());
    ctx.keep(&ctx.made(it, tags_in(input)?)).await
}
