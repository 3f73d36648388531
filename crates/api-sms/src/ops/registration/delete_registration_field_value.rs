//! DeleteRegistrationFieldValue.

use super::{form_of, named, refused, with_value};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::required;
use aws_wire::Value;
use store::Batch;

pub(crate) async fn delete_registration_field_value(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let path = required(input, "FieldPath")?;
    let unknown = || {
        let message = format!("The field {path} has no value");
        invalid("UNKNOWN_REGISTRATION_FIELD", "FieldPath", message)
    };
    form_of(&it)?.field(path).ok_or_else(unknown)?;
    let removed = match it.value.values_mut() {
        Ok(values) => values.remove(path),
        Err(error) => return Err(refused(&it, error)),
    };
    let value = removed.ok_or_else(unknown)?;
    let answer = ctx.answer(&with_value(&it, input, &value));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
