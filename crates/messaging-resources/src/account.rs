//! The account: its tiers and spend limits. Spec: sms.md §10.1, §10.4.

use crate::Kept;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether an account may write to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountTier {
    /// Yes.
    Production,
    /// To verified numbers only.
    Sandbox,
}

/// What is paid for by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpendChannel {
    /// MMS.
    Media,
    /// Notify.
    Notify,
    /// RCS.
    Rcs,
    /// SMS.
    Text,
    /// Spoken messages.
    Voice,
}

impl SpendChannel {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Media,
        Self::Notify,
        Self::Rcs,
        Self::Text,
        Self::Voice,
    ];
}

/// How much may be spent a month, in whole USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SpendLimit {
    /// The most that can be set.
    pub max_limit: u64,
    /// What was set below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enforced_limit: Option<u64>,
}

impl SpendLimit {
    /// What holds.
    pub fn limit(self) -> u64 {
        self.enforced_limit.unwrap_or(self.max_limit)
    }
}

/// The account. There is one row, with the identifier [`Account::ID`]; without it the default holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Account {
    /// For SMS and MMS.
    pub message_tier: AccountTier,
    /// For spoken messages.
    pub voice_tier: AccountTier,
    /// How much may be spent; every channel is there.
    pub spend_limits: BTreeMap<SpendChannel, SpendLimit>,
}

impl Account {
    /// The identifier of the one row.
    pub const ID: &'static str = "account";

    /// An account of these tiers that may spend so much on each channel.
    pub fn new(tier: AccountTier, max_limit: u64) -> Self {
        let limit = SpendLimit {
            max_limit,
            enforced_limit: None,
        };
        Self {
            message_tier: tier,
            voice_tier: tier,
            spend_limits: SpendChannel::ALL.map(|it| (it, limit)).into(),
        }
    }

    /// What holds for a channel.
    pub fn spend_limit(&self, channel: SpendChannel) -> SpendLimit {
        let unlimited = SpendLimit {
            max_limit: Self::SELF_HOSTED,
            enforced_limit: None,
        };
        self.spend_limits
            .get(&channel)
            .copied()
            .unwrap_or(unlimited)
    }

    /// What may be spent where nothing is configured: a guard against runaway programs.
    pub const SELF_HOSTED: u64 = 1_000_000;
}

impl Default for Account {
    /// Whoever runs the product pays the carriers: nothing is held back.
    fn default() -> Self {
        Self::new(AccountTier::Production, Self::SELF_HOSTED)
    }
}

impl Kept for Account {
    const KIND: &'static str = "sms-account";
    const TYPE: &'static str = "account";
    const ARN: &'static str = "";

    fn id(&self) -> String {
        Self::ID.to_owned()
    }
}
