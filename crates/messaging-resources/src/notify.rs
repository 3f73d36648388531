//! Notify configurations: one-time codes by the service's own templates.

use crate::{Facets, Kept, NumberCapability};
use serde::{Deserialize, Serialize};

/// Whether it can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotifyConfigurationStatus {
    /// It can.
    Active,
    /// It is looked at.
    Pending,
    /// It cannot.
    Rejected,
    /// Something is asked for first.
    RequiresVerification,
}

/// What it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotifyTier {
    /// All templates.
    Advanced,
    /// The simple ones.
    Basic,
}

/// How far an upgrade is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TierUpgradeStatus {
    /// It is done.
    Advanced,
    /// None was asked for.
    Basic,
    /// It is looked at.
    PendingUpgrade,
    /// It was refused.
    Rejected,
}

/// A notify configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotifyConfiguration {
    /// `notify-` and 32 hexadecimal digits.
    pub notify_configuration_id: String,
    /// What messages call their sender.
    pub display_name: String,
    /// `CODE_VERIFICATION`.
    pub use_case: String,
    /// By what may be sent.
    pub enabled_channels: Vec<NumberCapability>,
    /// Whereto; anywhere when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enabled_countries: Vec<String>,
    /// The template of sends that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_template_id: Option<String>,
    /// The pool that sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
    /// Whether it can be used.
    pub status: NotifyConfigurationStatus,
    /// What it may do.
    pub tier: NotifyTier,
    /// How far an upgrade is.
    pub tier_upgrade_status: TierUpgradeStatus,
    /// Whether it cannot be deleted.
    pub deletion_protection_enabled: bool,
}

impl Kept for NotifyConfiguration {
    const KIND: &'static str = "sms-notify-configuration";
    const TYPE: &'static str = "notify-configuration";
    const ARN: &'static str = "NotifyConfigurationArn";

    fn id(&self) -> String {
        self.notify_configuration_id.clone()
    }

    fn facets(&self, to: &mut Facets) {
        to.put("display-name", &self.display_name);
        to.put("use-case", &self.use_case);
        for channel in &self.enabled_channels {
            to.put_word("enabled-channels", channel);
        }
        for country in &self.enabled_countries {
            to.put("enabled-countries", country);
        }
        to.put_some("default-template", self.default_template_id.as_ref());
        to.put_some("default-pool", self.pool_id.as_ref());
        to.put_word("status", &self.status);
        to.put_word("tier-upgrade-status", &self.tier_upgrade_status);
        let protected = self.deletion_protection_enabled;
        to.put("deletion-protection-enabled", protected);
    }
}
