//! ListProtectConfigurationRuleSetNumberOverrides. Filters on times take ISO 8601 texts or epoch
//! seconds (inferred).

use super::whole;
use crate::ctx::Ctx;
use crate::describe::filters;
use crate::error::{Result, invalid};
use crate::keep::Found;
use aws_wire::Value;
use ids::Timestamp;
use messaging_resources::{Kept, ProtectOverride, word};
use store::Filter;

pub(crate) async fn list_protect_configuration_rule_set_number_overrides(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let of = whole(ctx, input).await?;
    let within = Filter::facet("protect-configuration-id", of.value.id());
    let filters = filters(input)?;
    let mut rows = Vec::new();
    for it in ctx.all::<ProtectOverride>(within).await? {
        let mut wanted = true;
        for (name, values) in &filters {
            wanted &= fits(&it.value, name, values)?;
        }
        rows.extend(wanted.then_some(it));
    }
    let (rows, next) = ctx.page(input, (of.value.id(), &filters), rows)?;
    let rows = rows.iter().map(Found::full).collect();
    Ok(ctx.rows(&of.full(), rows, next))
}

fn fits(it: &ProtectOverride, name: &str, values: &[&str]) -> Result<bool> {
    let number = &it.destination_phone_number;
    let within = |at: Option<Timestamp>, after: bool| -> Result<bool> {
        for value in values {
            let bound = time(value)?;
            if at.is_some_and(|at| if after { at > bound } else { at < bound }) {
                return Ok(true);
            }
        }
        Ok(false)
    };
    match name {
        "action" => Ok(values.contains(&word(&it.action).as_str())),
        "iso-country-code" => {
            let country = it.iso_country_code.as_deref();
            Ok(country.is_some_and(|it| values.contains(&it)))
        }
        "destination-phone-number-begins-with" => {
            Ok(values.iter().any(|start| number.starts_with(start)))
        }
        "created-after" => within(Some(it.created_timestamp), true),
        "created-before" => within(Some(it.created_timestamp), false),
        "expires-after" => within(it.expiration_timestamp, true),
        "expires-before" => within(it.expiration_timestamp, false),
        _ => Ok(true),
    }
}

fn time(text: &str) -> Result<Timestamp> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Ok(Timestamp::from_seconds(seconds));
    }
    text.parse().map_err(|_| {
        let message = format!("{text} is no point in time");
        invalid("INVALID_FILTER_VALUES", "Filters", message)
    })
}
