//! Protect configurations and their country rules. Spec: sms.md §9.

mod associate_protect_configuration;
mod create_protect_configuration;
mod delete_account_default_protect_configuration;
mod delete_protect_configuration;
mod describe_protect_configurations;
mod disassociate_protect_configuration;
mod get_protect_configuration_country_rule_set;
mod set_account_default_protect_configuration;
mod update_protect_configuration;
mod update_protect_configuration_country_rule_set;

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{Found, given};
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{NumberCapability, ProtectConfiguration, countries};
use serde_json::json;
use store::Filter;

operations! {
    AssociateProtectConfiguration => associate_protect_configuration::associate_protect_configuration,
    CreateProtectConfiguration => create_protect_configuration::create_protect_configuration,
    DeleteAccountDefaultProtectConfiguration => delete_account_default_protect_configuration::delete_account_default_protect_configuration,
    DeleteProtectConfiguration => delete_protect_configuration::delete_protect_configuration,
    DescribeProtectConfigurations => describe_protect_configurations::describe_protect_configurations,
    DisassociateProtectConfiguration => disassociate_protect_configuration::disassociate_protect_configuration,
    GetProtectConfigurationCountryRuleSet => get_protect_configuration_country_rule_set::get_protect_configuration_country_rule_set,
    SetAccountDefaultProtectConfiguration => set_account_default_protect_configuration::set_account_default_protect_configuration,
    UpdateProtectConfiguration => update_protect_configuration::update_protect_configuration,
    UpdateProtectConfigurationCountryRuleSet => update_protect_configuration_country_rule_set::update_protect_configuration_country_rule_set,
}

/// The configuration that holds for sends without another one.
async fn account_default(ctx: &Ctx) -> Result<Option<Found<ProtectConfiguration>>> {
    let all = ctx.all(Filter::facet("account-default", "true")).await?;
    Ok(all.into_iter().next())
}

/// A configuration as the account's default is shown.
fn shown_default(it: &Found<ProtectConfiguration>) -> Object {
    let mut out = Object::new();
    let id = json!(it.value.protect_configuration_id);
    out.insert("DefaultProtectConfigurationId".into(), id);
    out.insert("DefaultProtectConfigurationArn".into(), json!(it.arn));
    out
}

/// The capability that a request's rules are about.
fn capability(input: &Value) -> Result<NumberCapability> {
    let member = "NumberCapability";
    given(input, member)?.ok_or_else(|| invalid("MISSING_PARAMETER", member, "It is missing"))
}

/// A configuration with the rules of a capability: those of all countries.
fn shown_rules(it: &Found<ProtectConfiguration>, capability: NumberCapability) -> Object {
    let set = it.value.rules.get(&capability).into_iter().flatten();
    let set = set.map(|(country, _)| country.as_str());
    let mut rules = Object::new();
    for country in countries::all().map(|it| it.code).chain(set) {
        let status = it.value.status(capability, country);
        rules.insert(country.to_owned(), json!({"ProtectStatus": status}));
    }
    let mut out = it.full();
    out.insert("NumberCapability".into(), json!(capability));
    out.insert("CountryRuleSet".into(), Value::Object(rules));
    out
}
