//! The `[bots]` section of the configuration.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Where bots are that are not built in.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BotsConfig {
    /// An alias's ARN, a bot's identifier or `*` for all others, to the base URL that speaks the
    /// Lex V2 runtime's contract. The most exact name wins.
    pub endpoints: BTreeMap<String, String>,
    /// Milliseconds for an answer. Source of the default: connect-a-foundation.md, "Lex bot
    /// response timeout in chat".
    pub time_limit_ms: u64,
    /// The most bytes of an answer.
    pub size_limit: usize,
}

impl Default for BotsConfig {
    fn default() -> Self {
        Self {
            endpoints: BTreeMap::new(),
            time_limit_ms: 6_000,
            size_limit: 256 * 1024,
        }
    }
}

impl BotsConfig {
    pub(crate) fn time_limit(&self) -> Duration {
        Duration::from_millis(self.time_limit_ms)
    }
}
