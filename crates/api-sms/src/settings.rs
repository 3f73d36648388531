//! What whoever runs the product decides about messaging.

use crate::inventory::{Inventory, OriginRange};
use crate::short_codes::ShortCode;
use messaging_resources::AccountTier;

/// How registrations that are submitted are reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Review {
    /// At once and well: carriers are registered with by whoever runs the product, elsewhere.
    #[default]
    Approve,
    /// They wait for a reviewer, or until they are discarded.
    Wait,
}

/// What is decided.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Numbers that can be requested.
    pub(crate) inventory: Inventory,
    /// Short codes that are in the account.
    pub short_codes: Vec<ShortCode>,
    /// How registrations are reviewed.
    pub review: Review,
    /// Whether a new account may write to anybody.
    pub tier: AccountTier,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            inventory: Inventory::default(),
            short_codes: Vec::new(),
            review: Review::default(),
            tier: AccountTier::Production,
        }
    }
}

impl Settings {
    /// With these numbers in place of the fictitious ones.
    #[must_use]
    pub fn with_numbers(mut self, ranges: Vec<OriginRange>) -> Self {
        self.inventory = Inventory::new(ranges);
        self
    }
}
