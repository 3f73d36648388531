//! PutRegistrationFieldValue: exactly one of a text, choices and a file, as the field takes it.

use super::{form_of, named, refused, with_value};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{given, required, text};
use aws_wire::Value;
use messaging_resources::{FieldValue, Kept, RegistrationAttachment};
use store::Batch;

pub(crate) async fn put_registration_field_value(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let path = required(input, "FieldPath")?;
    let field = form_of(&it)?.field(path).ok_or_else(|| {
        let message = format!("There is no field {path}");
        invalid("UNKNOWN_REGISTRATION_FIELD", "FieldPath", message)
    })?;
    let attachment = match text(input, "RegistrationAttachmentId") {
        Some(_) => {
            let member = "RegistrationAttachmentId";
            let found = ctx.named::<RegistrationAttachment>(input, member).await?;
            Some(found.value.id())
        }
        None => None,
    };
    let value = FieldValue {
        select_choices: given(input, "SelectChoices")?,
        text_value: given(input, "TextValue")?,
        registration_attachment_id: attachment,
        denied_reason: None,
    };
    if let Some(problem) = field.problem(&value) {
        return Err(invalid("FIELD_VALIDATION_FAILED", path, problem));
    }
    match it.value.values_mut() {
        Ok(values) => drop(values.insert(path.to_owned(), value.clone())),
        Err(error) => return Err(refused(&it, error)),
    }
    let answer = ctx.answer(&with_value(&it, input, &value));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
