//! ListRegistrationAssociations.

use super::named;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::shape::Object;
use aws_wire::Value;

pub(crate) async fn list_registration_associations(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = named(ctx, input).await?;
    let all = it.value.associations.iter();
    let rows: Vec<Object> = all
        .filter_map(|it| serde_json::to_value(it).ok()?.as_object().cloned())
        .collect();
    ctx.describe_rows(input, &it.full(), rows, |row, filter| {
        let member = match filter {
            "iso-country-code" => "IsoCountryCode",
            _ => "ResourceType",
        };
        let value = row.get(member).and_then(Value::as_str);
        value.map(str::to_owned).into_iter().collect()
    })
}
