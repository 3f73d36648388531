//! Overrides of a protect configuration for single numbers.

mod delete_protect_configuration_rule_set_number_override;
mod list_protect_configuration_rule_set_number_overrides;
mod put_protect_configuration_rule_set_number_override;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::Found;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{ProtectConfiguration, ProtectOverride};

operations! {
    DeleteProtectConfigurationRuleSetNumberOverride => delete_protect_configuration_rule_set_number_override::delete_protect_configuration_rule_set_number_override,
    ListProtectConfigurationRuleSetNumberOverrides => list_protect_configuration_rule_set_number_overrides::list_protect_configuration_rule_set_number_overrides,
    PutProtectConfigurationRuleSetNumberOverride => put_protect_configuration_rule_set_number_override::put_protect_configuration_rule_set_number_override,
}

/// The configuration that a request is about.
async fn whole(ctx: &Ctx, input: &Value) -> Result<Found<ProtectConfiguration>> {
    ctx.named(input, "ProtectConfigurationId").await
}

/// An override with its configuration.
fn shown(of: &Found<ProtectConfiguration>, it: &Found<ProtectOverride>) -> Object {
    let mut out = of.full();
    out.extend(it.full());
    out
}
