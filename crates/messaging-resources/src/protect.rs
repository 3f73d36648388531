//! Protect configurations: to which countries and numbers may be sent. Spec: sms.md §9.

use crate::{Facets, Kept, NumberCapability};
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a country may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProtectStatus {
    /// Yes.
    Allow,
    /// No.
    Block,
    /// Yes unless it looks like fraud. No detector is built: as [`ProtectStatus::Allow`].
    Filter,
    /// Yes, and what looks like fraud is told. As [`ProtectStatus::Allow`].
    Monitor,
}

/// A set of rules by country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProtectConfiguration {
    /// `protect-` and 32 hexadecimal digits.
    pub protect_configuration_id: String,
    /// Whether it holds for sends without another one. At most one does.
    pub account_default: bool,
    /// Whether it cannot be deleted.
    pub deletion_protection_enabled: bool,
    /// By capability and ISO 3166-1 alpha-2 country; what is not there is allowed.
    #[serde(default)]
    pub rules: BTreeMap<NumberCapability, BTreeMap<String, ProtectStatus>>,
}

impl ProtectConfiguration {
    /// The rule of a country.
    pub fn status(&self, capability: NumberCapability, country: &str) -> ProtectStatus {
        let rules = self.rules.get(&capability);
        let rule = rules.and_then(|it| it.get(country)).copied();
        rule.unwrap_or(ProtectStatus::Allow)
    }
}

impl Kept for ProtectConfiguration {
    const KIND: &'static str = "sms-protect-configuration";
    const TYPE: &'static str = "protect-configuration";
    const ARN: &'static str = "ProtectConfigurationArn";

    fn id(&self) -> String {
        self.protect_configuration_id.clone()
    }

    fn facets(&self, to: &mut Facets) {
        to.put("account-default", self.account_default);
        let protected = self.deletion_protection_enabled;
        to.put("deletion-protection-enabled", protected);
    }
}

/// What an override says of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OverrideAction {
    /// It may be sent to, whatever its country's rule.
    Allow,
    /// It may not.
    Block,
}

/// A number for which a protect configuration's country rules do not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProtectOverride {
    /// Whose override.
    pub protect_configuration_id: String,
    /// The number, E.164.
    pub destination_phone_number: String,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iso_country_code: Option<String>,
    /// What holds.
    pub action: OverrideAction,
    /// When it was made.
    #[serde(with = "crate::epoch")]
    pub created_timestamp: Timestamp,
    /// Until when it holds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::epoch::option"
    )]
    pub expiration_timestamp: Option<Timestamp>,
}

impl Kept for ProtectOverride {
    const KIND: &'static str = "sms-protect-override";
    const TYPE: &'static str = "protect-configuration";
    const ARN: &'static str = "";

    fn id(&self) -> String {
        let Self {
            protect_configuration_id: id,
            destination_phone_number: number,
            ..
        } = self;
        format!("{id}/{number}")
    }

    fn facets(&self, to: &mut Facets) {
        let of = &self.protect_configuration_id;
        to.put("protect-configuration-id", of);
        to.put_word("action", &self.action);
        to.put_some("iso-country-code", self.iso_country_code.as_ref());
    }
}
