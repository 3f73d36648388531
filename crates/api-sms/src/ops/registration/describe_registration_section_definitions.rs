//! DescribeRegistrationSectionDefinitions.

use super::{check_section, form_named};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::texts;
use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn describe_registration_section_definitions(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let form = form_named(input)?;
    let paths = texts(input, "SectionPaths");
    for path in &paths {
        check_section(form, Some(path))?;
    }
    let wanted = |it: &Object| {
        let path = it.get("SectionPath").and_then(Value::as_str);
        paths.is_empty() || path.is_some_and(|it| paths.contains(&it))
    };
    let rows = form.sections().filter(wanted).collect();
    let mut outer = Object::new();
    outer.insert("RegistrationType".into(), json!(form.name()));
    ctx.describe_rows(input, &outer, rows, |_, _| Vec::new())
}
