//! GetProtectConfigurationCountryRuleSet: the rules of all countries for one capability.

use super::{capability, shown_rules};
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;

pub(crate) async fn get_protect_configuration_country_rule_set(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let it = ctx.named(input, "ProtectConfigurationId").await?;
    Ok(ctx.answer(&shown_rules(&it, capability(input)?)))
}
