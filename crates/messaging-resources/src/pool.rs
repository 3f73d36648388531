//! Pools of originators that share their settings. Spec: sms.md §6.
//!
//! Who belongs to a pool is said by its members (`PoolId` of numbers, sender ids and agents).

use crate::{Facets, InboundSettings, Kept, MessageType};
use serde::{Deserialize, Serialize};

/// Whether a pool can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PoolStatus {
    /// It can.
    Active,
    /// Not yet.
    Creating,
    /// No longer.
    Deleting,
}

/// A pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Pool {
    /// `pool-` and 32 hexadecimal digits.
    pub pool_id: String,
    /// Whether it can be used.
    pub status: PoolStatus,
    /// What it is for.
    pub message_type: MessageType,
    /// How what comes in is treated.
    #[serde(flatten)]
    pub settings: InboundSettings,
    /// Whether a shared originator is tried where no member can send.
    pub shared_routes_enabled: bool,
    /// Whether it cannot be deleted.
    pub deletion_protection_enabled: bool,
}

impl Kept for Pool {
    const KIND: &'static str = "sms-pool";
    const TYPE: &'static str = "pool";
    const ARN: &'static str = "PoolArn";

    fn id(&self) -> String {
        self.pool_id.clone()
    }

    fn facets(&self, to: &mut Facets) {
        self.settings.facets(to);
        to.put_word("status", &self.status);
        to.put_word("message-type", &self.message_type);
        to.put("shared-routes-enabled", self.shared_routes_enabled);
        let protected = self.deletion_protection_enabled;
        to.put("deletion-protection-enabled", protected);
    }
}
