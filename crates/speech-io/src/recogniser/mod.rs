//! Speech to text: what a caller said, as words.
//!
//! A [`Recogniser`] sends one utterance at a time to a service of the operator's choice and waits
//! for its words. There are two kinds: an endpoint with OpenAI's interface, which many hosted and
//! local engines offer, and whisper.cpp's own server. Without one, every request answers
//! [`RecogniserError::NotConfigured`].
//!
//! What was said is personal data: it is wrapped in [`Pii`], and neither the audio nor an answer's
//! body reaches an error or a log line.

mod config;
mod error;
mod http;
mod multipart;

pub use config::{RecogniserConfig, RecogniserKind};
pub use error::{RecogniserConfigError, RecogniserError};

use audio::Clip;
use http::Endpoint;
use ids::Pii;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

/// Turns speech into words. Cheap to clone; clones share the bound on requests at once.
#[derive(Debug, Clone)]
pub struct Recogniser {
    shared: Option<Arc<Shared>>,
}

#[derive(Debug)]
struct Shared {
    endpoint: Endpoint,
    turns: Semaphore,
    timeout: Duration,
    longest: Duration,
}

impl Recogniser {
    /// One that is not there.
    pub fn none() -> Self {
        Self { shared: None }
    }

    /// The configured one. The process's default TLS provider must be installed before.
    ///
    /// # Errors
    /// What is wrong in the configuration, and an environment variable that is not set.
    pub fn open(config: &RecogniserConfig) -> Result<Self, RecogniserConfigError> {
        let Some(settings) = config.read()? else {
            return Ok(Self::none());
        };
        let shared = Shared {
            endpoint: Endpoint::new(settings.endpoint)?,
            turns: Semaphore::new(settings.concurrency),
            timeout: settings.timeout,
            longest: settings.longest,
        };
        Ok(Self {
            shared: Some(Arc::new(shared)),
        })
    }

    /// Whether there is one.
    pub fn is_configured(&self) -> bool {
        self.shared.is_some()
    }

    /// The words of an utterance; empty when there are none in it. `language` is a tag such as
    /// `en-US`; without one the service finds out itself.
    ///
    /// The time limit includes waiting for a turn.
    ///
    /// # Errors
    /// See [`RecogniserError`].
    pub async fn transcribe(
        &self,
        speech: &Clip,
        language: Option<&str>,
    ) -> Result<Pii<String>, RecogniserError> {
        let shared = self
            .shared
            .as_deref()
            .ok_or(RecogniserError::NotConfigured)?;
        let (length, limit) = (speech.duration(), shared.longest);
        if length > limit {
            return Err(RecogniserError::TooLong { length, limit });
        }
        if speech.samples().is_empty() {
            return Ok(Pii::new(String::new()));
        }
        let deadline = Instant::now() + shared.timeout;
        let turn = timeout_at(deadline, shared.turns.acquire()).await;
        // The bound is never closed, so that only the time can run out.
        let Ok(Ok(_turn)) = turn else {
            return Err(RecogniserError::Busy(shared.timeout));
        };
        timeout_at(deadline, shared.endpoint.transcribe(speech, language))
            .await
            .map_err(|_| RecogniserError::Timeout(shared.timeout))?
            .map(|text| Pii::new(words(&text).to_owned()))
    }
}

/// The words of an answer. Engines describe sounds without words in brackets, such as
/// `[BLANK_AUDIO]` or `(music)`.
fn words(text: &str) -> &str {
    let text = text.trim();
    let described = |open, close| {
        let inner = text
            .strip_prefix(open)
            .and_then(|it: &str| it.strip_suffix(close));
        inner.is_some_and(|it: &str| !it.contains([open, close]))
    };
    match described('[', ']') || described('(', ')') {
        true => "",
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_described_sound_has_no_words() {
        assert_eq!(words(" Yes, please.\n"), "Yes, please.");
        assert_eq!(words(" [BLANK_AUDIO]\n"), "");
        assert_eq!(words("(music playing)"), "");
        assert_eq!(words("(laughs) yes (indeed)"), "(laughs) yes (indeed)");
        assert_eq!(words(""), "");
    }

    #[tokio::test]
    async fn without_a_configuration_there_is_a_plain_error() {
        let recogniser = Recogniser::open(&RecogniserConfig::default()).unwrap();
        assert!(!recogniser.is_configured());
        let error = recogniser.transcribe(&Clip::new(vec![1; 8000]), None).await;
        let error = error.unwrap_err();
        assert_eq!(error, RecogniserError::NotConfigured);
        assert_eq!(error.to_string(), "no recogniser configured");
    }

    #[tokio::test]
    async fn the_time_limit_covers_waiting_for_a_turn() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = RecogniserConfig {
            kind: RecogniserKind::Whisper,
            base_url: Some("http://localhost:1".into()),
            ..RecogniserConfig::default()
        };
        let settings = config.read().unwrap().unwrap();
        let timeout = Duration::from_millis(20);
        let shared = Shared {
            endpoint: Endpoint::new(settings.endpoint).unwrap(),
            turns: Semaphore::new(0),
            timeout,
            longest: settings.longest,
        };
        let recogniser = Recogniser {
            shared: Some(Arc::new(shared)),
        };
        let error = recogniser.transcribe(&Clip::new(vec![1; 8000]), None).await;
        assert_eq!(error.unwrap_err(), RecogniserError::Busy(timeout));
    }
}
