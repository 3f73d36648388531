//! The `[speech.recogniser]` section of the configuration.

use super::error::RecogniserConfigError;
use ids::Pii;
use reqwest::Url;
use serde::Deserialize;
use std::time::Duration;

/// What understands callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecogniserKind {
    /// Nothing: bots on calls take keys only.
    #[default]
    None,
    /// An endpoint with OpenAI's `POST {base_url}/audio/transcriptions`.
    OpenAi,
    /// whisper.cpp's server: `POST {base_url}/inference`.
    Whisper,
}

/// Which service understands callers, and its bounds.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecogniserConfig {
    /// The kind of service.
    pub kind: RecogniserKind,
    /// Its address, such as `http://localhost:8000/v1` (`openai`) or `http://localhost:8080`
    /// (`whisper`).
    pub base_url: Option<String>,
    /// The model, such as `whisper-1`; `openai` only.
    pub model: Option<String>,
    /// The environment variable that holds the bearer token, if one is needed.
    pub api_key_env: Option<String>,
    /// Seconds after which a request is given up.
    pub timeout_seconds: u64,
    /// Requests at once; others wait for their turn.
    pub concurrency: usize,
    /// Seconds of speech in one request.
    pub max_seconds: u64,
}

impl Default for RecogniserConfig {
    fn default() -> Self {
        Self {
            kind: RecogniserKind::None,
            base_url: None,
            model: None,
            api_key_env: None,
            timeout_seconds: 10,
            concurrency: 4,
            max_seconds: 15,
        }
    }
}

/// The configuration after it was checked.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) endpoint: EndpointSettings,
    pub(super) timeout: Duration,
    pub(super) concurrency: usize,
    pub(super) longest: Duration,
}

/// Where requests go, and what is in them besides speech.
#[derive(Debug)]
pub(super) struct EndpointSettings {
    pub(super) url: Url,
    /// `None` for whisper.cpp, which has one model.
    pub(super) model: Option<String>,
    pub(super) key: Option<Pii<String>>,
}

impl RecogniserConfig {
    /// Checks everything; `None` where there is to be no recogniser.
    pub(super) fn read(&self) -> Result<Option<Settings>, RecogniserConfigError> {
        let (path, model) = match (self.kind, &self.model) {
            (RecogniserKind::None, _) => return Ok(None),
            (RecogniserKind::OpenAi, None) => {
                return Err(RecogniserConfigError::Missing("model"));
            }
            (RecogniserKind::OpenAi, Some(model)) => ("audio/transcriptions", Some(model.clone())),
            (RecogniserKind::Whisper, None) => ("inference", None),
            (RecogniserKind::Whisper, Some(_)) => return Err(RecogniserConfigError::Model),
        };
        for (name, value) in [
            ("timeout_seconds", self.timeout_seconds),
            ("concurrency", self.concurrency as u64),
            ("max_seconds", self.max_seconds),
        ] {
            let most = 3600;
            if !(1..=most).contains(&value) {
                return Err(RecogniserConfigError::Range { name, value, most });
            }
        }
        let key = match &self.api_key_env {
            None => None,
            Some(name) => match std::env::var(name) {
                Ok(key) if !key.is_empty() => Some(Pii::new(key)),
                _ => return Err(RecogniserConfigError::Variable(name.clone())),
            },
        };
        Ok(Some(Settings {
            endpoint: EndpointSettings {
                url: self.url(path)?,
                model,
                key,
            },
            timeout: Duration::from_secs(self.timeout_seconds),
            concurrency: self.concurrency,
            longest: Duration::from_secs(self.max_seconds),
        }))
    }

    fn url(&self, path: &str) -> Result<Url, RecogniserConfigError> {
        let base = self
            .base_url
            .as_deref()
            .ok_or(RecogniserConfigError::Missing("base_url"))?;
        let bad = |reason| RecogniserConfigError::Url {
            url: base.to_owned(),
            reason,
        };
        let url = Url::parse(base).map_err(|_| RecogniserConfigError::NoUrl)?;
        if url.password().is_some() || !url.username().is_empty() {
            return Err(RecogniserConfigError::SecretInUrl);
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("it begins with neither http:// nor https://"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad("it has a query or a fragment"));
        }
        let whole = format!("{}/{path}", url.as_str().trim_end_matches('/'));
        Url::parse(&whole).map_err(|_| bad("no path can be added to it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(kind: RecogniserKind) -> RecogniserConfig {
        RecogniserConfig {
            kind,
            base_url: Some("http://localhost:8000/v1/".into()),
            model: (kind == RecogniserKind::OpenAi).then(|| "whisper-1".into()),
            ..RecogniserConfig::default()
        }
    }

    fn url(config: &RecogniserConfig) -> String {
        config.read().unwrap().unwrap().endpoint.url.to_string()
    }

    #[test]
    fn each_kind_has_its_path() {
        let openai = config(RecogniserKind::OpenAi);
        assert_eq!(
            url(&openai),
            "http://localhost:8000/v1/audio/transcriptions"
        );
        let whisper = config(RecogniserKind::Whisper);
        assert_eq!(url(&whisper), "http://localhost:8000/v1/inference");
        assert!(config(RecogniserKind::None).read().unwrap().is_none());
    }

    #[test]
    fn mistakes_are_told_in_plain_words() {
        let said = |change: &dyn Fn(&mut RecogniserConfig)| {
            let mut it = config(RecogniserKind::OpenAi);
            change(&mut it);
            it.read().unwrap_err().to_string()
        };
        let missing = said(&|it| it.base_url = None);
        assert_eq!(missing, "speech.recogniser needs base_url");
        assert_eq!(said(&|it| it.model = None), "speech.recogniser needs model");
        assert!(said(&|it| it.kind = RecogniserKind::Whisper).contains("no model"));
        assert!(said(&|it| it.base_url = Some("nowhere".into())).contains("no address"));
        assert!(said(&|it| it.base_url = Some("ftp://a/b".into())).contains("neither http"));
        assert!(said(&|it| it.base_url = Some("http://a/?key=b".into())).contains("query"));
        let secret = said(&|it| it.base_url = Some("http://a:hidden@b/".into()));
        assert!(secret.contains("api_key_env") && !secret.contains("hidden"));
        assert!(said(&|it| it.timeout_seconds = 0).contains("timeout_seconds"));
        assert!(said(&|it| it.concurrency = 0).contains("concurrency"));
        assert!(said(&|it| it.max_seconds = 99_999).contains("max_seconds"));
        let name = "CARILLON_TEST_NO_SUCH_VARIABLE";
        assert!(said(&|it| it.api_key_env = Some(name.into())).contains(name));
    }
}
