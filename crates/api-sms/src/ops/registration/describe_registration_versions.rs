//! DescribeRegistrationVersions.

use super::named;
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::shape::Object;
use aws_wire::Value;

pub(crate) async fn describe_registration_versions(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = named(ctx, input).await?;
    let numbers = input.get("VersionNumbers").and_then(Value::as_array);
    let numbers: Vec<u64> = numbers
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect();
    if let Some(unknown) = numbers.iter().find(|number| it.value.version(**number).is_none()) {
        let message = format!("There is no version {unknown}");
        return Err(invalid("UNKNOWN_REGISTRATION_VERSION", "VersionNumbers", message));
    }
    let versions = it.value.versions.iter();
    let wanted = versions.filter(|it| numbers.is_empty() || numbers.contains(&it.version_number));
    let rows: Vec<Object> = wanted
        .filter_map(|it| serde_json::to_value(it).ok()?.as_object().cloned())
        .collect();
    ctx.describe_rows(input, &it.full(), rows, |row, _| {
        let status = row.get("RegistrationVersionStatus").and_then(Value::as_str);
        status.map(str::to_owned).into_iter().collect()
    })
}
