//! The `[speech.prompts]` section of the configuration.

use reqwest::Url;
use serde::Deserialize;
use thiserror::Error;

/// Hosts that prompts may come from, each as `https://host` or `https://host:port`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PromptsConfig {
    /// Names of this installation: `https://host/bucket/key` is an object of its own.
    pub own: Vec<String>,
    /// Other hosts, from which files are downloaded; none by default.
    pub foreign: Vec<String>,
    /// Seconds after which a download is given up.
    pub timeout_seconds: u64,
}

impl Default for PromptsConfig {
    fn default() -> Self {
        Self {
            own: Vec::new(),
            foreign: Vec::new(),
            timeout_seconds: 10,
        }
    }
}

/// What is wrong in `[speech.prompts]`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PromptsConfigError {
    /// Not an origin.
    #[error("speech.prompts: {0:?} is not a host such as https://audio.example.com")]
    Origin(String),
    /// A download could never succeed.
    #[error("speech.prompts.timeout_seconds must be at least 1")]
    Timeout,
    /// No HTTP client could be made.
    #[error("no HTTP client for prompts: {0}")]
    Client(String),
}

impl PromptsConfig {
    /// Both lists, checked.
    pub(super) fn read(&self) -> Result<(Vec<Url>, Vec<Url>), PromptsConfigError> {
        if self.timeout_seconds == 0 {
            return Err(PromptsConfigError::Timeout);
        }
        let all = |list: &[String]| list.iter().map(|it| origin(it)).collect::<Result<_, _>>();
        Ok((all(&self.own)?, all(&self.foreign)?))
    }
}

/// Plain HTTP is allowed where the operator writes it: for a server on the same machine.
fn origin(text: &str) -> Result<Url, PromptsConfigError> {
    let wrong = || PromptsConfigError::Origin(text.to_owned());
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if plain { Ok(url) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_are_taken() {
        assert!(origin("https://audio.example.com").is_ok());
        assert!(origin("http://localhost:9000/").is_ok());
        for wrong in [
            "audio.example.com",
            "ftp://a",
            "https://a/b",
            "https://a?b",
            "https://u:p@a",
            "*",
        ] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
