//! The `[speech]` section of the configuration.

use crate::{PromptsConfig, RecogniserConfig};
use serde::Deserialize;
use std::time::Duration;

/// Which provider speaks, and what is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpeechConfig {
    /// The OpenAI-compatible endpoint; when it is absent, espeak-ng speaks.
    pub openai: Option<OpenAiConfig>,
    /// The espeak-ng process.
    pub espeak: EspeakConfig,
    /// What understands callers.
    pub recogniser: RecogniserConfig,
    /// Files that flows name by their address.
    pub prompts: PromptsConfig,
    /// Mebibytes of synthesised audio kept in memory.
    pub memory_mib: usize,
    /// Seconds after which a synthesis is given up.
    pub timeout_seconds: u64,
}

impl Default for SpeechConfig {
    fn default() -> Self {
        Self {
            openai: None,
            espeak: EspeakConfig::default(),
            prompts: PromptsConfig::default(),
            recogniser: RecogniserConfig::default(),
            memory_mib: 32,
            timeout_seconds: 10,
        }
    }
}

impl SpeechConfig {
    /// The time after which a synthesis is given up.
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }
}

/// How espeak-ng is run.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EspeakConfig {
    /// The program: a path, or a name found on `PATH`.
    pub program: String,
    /// Processes at the same time.
    pub concurrency: usize,
    /// Words per minute; espeak-ng's own default is 175, which is fast for a telephone.
    pub words_per_minute: u32,
}

impl Default for EspeakConfig {
    fn default() -> Self {
        Self {
            program: "espeak-ng".into(),
            concurrency: 2,
            words_per_minute: 155,
        }
    }
}

/// An endpoint with the interface of OpenAI's `POST /audio/speech`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenAiConfig {
    /// The address up to and without `/audio/speech`, such as `http://localhost:8880/v1`.
    pub base_url: String,
    /// The model, such as `tts-1`.
    pub model: String,
    /// The environment variable that holds the bearer token, if one is needed.
    pub api_key_env: Option<String>,
    /// The API's voice names to the endpoint's; `"*"` stands for all others.
    #[serde(default)]
    pub voices: std::collections::BTreeMap<String, String>,
}

impl std::fmt::Debug for OpenAiConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenAiConfig")
            .field("base_url", &self.base_url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
