//! The `[exchange]` and `[functions]` sections of the configuration.

use exchange::{Dialable, DialableError};
use ids::Region;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// How exchanges are run.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExchangeConfig {
    /// Seconds for live calls to finish after SIGTERM; then they are closed.
    pub drain_seconds: u64,
    /// The bucket and prefix of recordings of instances without a `CALL_RECORDINGS` storage
    /// configuration.
    pub recordings_bucket: String,
    /// See `recordings_bucket`.
    pub recordings_prefix: String,
    /// Beginnings of numbers that may be called, such as `+49`, and with `!` in front those that
    /// may not; the longest that fits decides. By default what the region's instances may call.
    pub dialable: Option<Vec<String>>,
}

impl Default for ExchangeConfig {
    fn default() -> Self {
        Self {
            drain_seconds: 30,
            recordings_bucket: "carillon".into(),
            recordings_prefix: "recordings".into(),
            dialable: None,
        }
    }
}

impl ExchangeConfig {
    /// Which numbers may be called.
    ///
    /// # Errors
    /// A beginning of numbers that is none.
    pub fn dialable(&self, region: &Region) -> Result<Dialable, DialableError> {
        match &self.dialable {
            Some(beginnings) => Dialable::parse(beginnings),
            None => Ok(Dialable::of_region(region)),
        }
    }

    /// Time for live calls to finish.
    pub fn drain_time(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}

/// Where functions run. Flows name a function by its ARN; each is an HTTP endpoint with Lambda's
/// `Invoke` contract (what the runtime interface emulator in Lambda's base images serves).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FunctionsConfig {
    /// Function ARN, or function name, to the URL that is posted to. An ARN with a version or
    /// alias falls back to the one without, then to the name.
    pub endpoints: BTreeMap<String, String>,
    /// A URL for all others, with `{name}` standing for the function's name.
    pub fallback: Option<String>,
}
