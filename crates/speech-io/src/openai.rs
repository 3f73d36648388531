//! An HTTP endpoint with OpenAI's speech interface as a provider.

use crate::{OpenAiConfig, Provider, SpeechError, SpeechRequest, Ssml, Words};
use async_trait::async_trait;
use ids::Pii;
use serde::Serialize;

/// The most audio that an answer may carry.
const MAX_OUTPUT: usize = 64 * 1024 * 1024;

/// Speaks by `POST <base_url>/audio/speech`. SSML is spoken as its text, as the interface knows
/// no markup.
#[derive(Debug)]
pub struct OpenAi {
    config: OpenAiConfig,
    client: reqwest::Client,
    key: Option<Pii<String>>,
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    voice: &'a str,
    input: &'a str,
    response_format: &'a str,
}

impl OpenAi {
    /// A provider at the configured address. The process's default TLS provider must be
    /// installed before. Errors: a named environment variable that is not set.
    pub fn new(config: OpenAiConfig) -> Result<Self, SpeechError> {
        let key = match &config.api_key_env {
            None => None,
            Some(name) => Some(Pii::new(std::env::var(name).map_err(|_| {
                SpeechError::Provider(format!("the environment variable {name} is not set"))
            })?)),
        };
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| SpeechError::Provider(error.to_string()))?;
        Ok(Self {
            config,
            client,
            key,
        })
    }

    fn voice<'a>(&'a self, request: &'a SpeechRequest) -> &'a str {
        let voices = &self.config.voices;
        voices
            .get(&request.voice)
            .or_else(|| voices.get("*"))
            .map_or("alloy", String::as_str)
    }
}

#[async_trait]
impl Provider for OpenAi {
    fn name(&self) -> String {
        format!("openai {} {}", self.config.base_url, self.config.model)
    }

    async fn synthesize(&self, request: &SpeechRequest) -> Result<Vec<u8>, SpeechError> {
        let failed = |error: reqwest::Error| SpeechError::Provider(error.without_url().to_string());
        let words = match &request.words {
            Words::Text(text) => text.clone(),
            Words::Ssml(document) => Ssml::parse(document)?.text,
        };
        let url = format!(
            "{}/audio/speech",
            self.config.base_url.trim_end_matches('/')
        );
        let mut call = self.client.post(url).json(&Body {
            model: &self.config.model,
            voice: self.voice(request),
            input: &words,
            response_format: "wav",
        });
        if let Some(key) = &self.key {
            call = call.bearer_auth(key.reveal());
        }
        let mut answer = call.send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(SpeechError::Provider(format!(
                "it answered {}",
                answer.status()
            )));
        }
        let mut wav = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if wav.len() + chunk.len() > MAX_OUTPUT {
                return Err(SpeechError::Provider("its answer is too large".into()));
            }
            wav.extend_from_slice(&chunk);
        }
        Ok(wav)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn the_request_carries_model_voice_and_plain_words() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = String::new();
            let mut buffer = [0; 2048];
            while !request.ends_with('}') {
                let read = socket.read(&mut buffer).await.unwrap();
                request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nwav";
            socket.write_all(answer.as_bytes()).await.unwrap();
            request
        });
        let _ = rustls::crypto::ring::default_provider().install_default();
        let provider = OpenAi::new(OpenAiConfig {
            base_url: format!("http://{address}/v1/"),
            model: "tts-1".into(),
            api_key_env: None,
            voices: [("*".to_owned(), "nova".to_owned())].into(),
        })
        .unwrap();
        let request = SpeechRequest {
            words: Words::Ssml("<speak>Good <break time='1s'/> day</speak>".into()),
            voice: "Joanna".into(),
            language: None,
        };
        assert_eq!(provider.synthesize(&request).await.unwrap(), b"wav");
        let sent = server.await.unwrap();
        assert!(sent.starts_with("POST /v1/audio/speech "), "{sent}");
        for part in [
            r#""model":"tts-1""#,
            r#""voice":"nova""#,
            r#""input":"Good day""#,
        ] {
            assert!(sent.contains(part), "{part} in {sent}");
        }
    }
}
