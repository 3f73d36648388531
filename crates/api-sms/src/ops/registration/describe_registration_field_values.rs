//! DescribeRegistrationFieldValues: of the current version unless another one is asked for.

use super::{check_section, form_of, named};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{text, texts};
use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn describe_registration_field_values(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = named(ctx, input).await?;
    let section = text(input, "SectionPath");
    check_section(form_of(&it)?, section)?;
    let number = input.get("VersionNumber").and_then(Value::as_u64);
    let number = number.unwrap_or(it.value.current_version_number);
    let version = it.value.version(number).ok_or_else(|| {
        let message = format!("There is no version {number}");
        invalid("UNKNOWN_REGISTRATION_VERSION", "VersionNumber", message)
    })?;
    let paths = texts(input, "FieldPaths");
    let wanted = |path: &str| {
        let within = section.is_none_or(|it| path.split('.').next() == Some(it));
        within && (paths.is_empty() || paths.contains(&path))
    };
    let values = version.values.iter().filter(|(path, _)| wanted(path));
    let rows: Vec<Object> = values
        .filter_map(|(path, value)| {
            let mut row = serde_json::to_value(value).ok()?.as_object()?.clone();
            row.insert("FieldPath".into(), json!(path));
            Some(row)
        })
        .collect();
    let mut outer = it.full();
    outer.insert("VersionNumber".into(), json!(number));
    ctx.describe_rows(input, &outer, rows, |_, _| Vec::new())
}
