//! What messages cost: the rate card that the operator configures.

use crate::{Channel, Usd};
use std::collections::BTreeMap;

/// A price with the carrier's fee within it named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Per part of a text, per MMS, per minute of a call.
    pub price: Usd,
    /// What carriers add to each.
    pub carrier_fee: Usd,
}

/// Rates by channel and country. Without a row nothing is charged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateCard {
    /// By channel and ISO 3166-1 alpha-2 country.
    pub countries: BTreeMap<(Channel, String), Rate>,
    /// For all other countries.
    pub default: BTreeMap<Channel, Rate>,
}

impl RateCard {
    /// The rate of a country.
    pub fn rate(&self, channel: Channel, country: &str) -> Rate {
        let row = self.countries.get(&(channel, country.to_owned()));
        row.or_else(|| self.default.get(&channel))
            .copied()
            .unwrap_or_default()
    }
}
