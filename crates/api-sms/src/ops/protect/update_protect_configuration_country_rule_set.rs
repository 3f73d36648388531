//! UpdateProtectConfigurationCountryRuleSet: countries that are not given keep their rules.

use super::{capability, shown_rules};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::given;
use aws_wire::Value;
use messaging_resources::{ProtectConfiguration, ProtectStatus};
use store::Batch;

pub(crate) async fn update_protect_configuration_country_rule_set(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let mut it = ctx
        .named::<ProtectConfiguration>(input, "ProtectConfigurationId")
        .await?;
    let capability = capability(input)?;
    let updates = input.get("CountryRuleSetUpdates").and_then(Value::as_object);
    let rules = it.value.rules.entry(capability).or_default();
    for (country, rule) in updates.into_iter().flatten() {
        let status = given(rule, "ProtectStatus")?.unwrap_or(ProtectStatus::Allow);
        rules.insert(country.clone(), status);
    }
    let answer = ctx.answer(&shown_rules(&it, capability));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
