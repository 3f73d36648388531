//! DescribeRegistrationTypeDefinitions: which forms there are.

use super::form_named;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::texts;
use crate::registration::{Form, forms};
use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn describe_registration_type_definitions(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let names = texts(input, "RegistrationTypes");
    for name in &names {
        form_named(&json!({"RegistrationType": name}))?;
    }
    let wanted = forms().filter(|it| names.is_empty() || names.contains(&it.name()));
    let rows = wanted.map(Form::definition).collect();
    ctx.describe_rows(input, &Object::new(), rows, |row, filter| {
        let member = match filter {
            "supported-association-iso-country-code" => "IsoCountryCode",
            _ => "ResourceType",
        };
        let all = row.get("SupportedAssociations").and_then(Value::as_array);
        let all = all.into_iter().flatten().filter_map(|it| it[member].as_str());
        all.map(str::to_owned).collect()
    })
}
