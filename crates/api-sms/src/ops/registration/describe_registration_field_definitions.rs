//! DescribeRegistrationFieldDefinitions.

use super::{check_section, form_named};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{text, texts};
use crate::registration::Field;
use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn describe_registration_field_definitions(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let form = form_named(input)?;
    let section = text(input, "SectionPath");
    check_section(form, section)?;
    let paths = texts(input, "FieldPaths");
    if let Some(unknown) = paths.iter().find(|path| form.field(path).is_none()) {
        let message = format!("There is no field {unknown}");
        return Err(invalid("UNKNOWN_REGISTRATION_FIELD", "FieldPaths", message));
    }
    let wanted = |it: &Field| {
        section.is_none_or(|section| it.section == section)
            && (paths.is_empty() || paths.contains(&it.path().as_str()))
    };
    let rows = form.fields().filter(wanted).map(Field::definition).collect();
    let mut outer = Object::new();
    outer.insert("RegistrationType".into(), json!(form.name()));
    ctx.describe_rows(input, &outer, rows, |_, _| Vec::new())
}
