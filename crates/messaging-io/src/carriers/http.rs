//! Carriers that take an HTTP request per message, texts and MMS, as configuration describes them.

use super::media::{self, File};
use super::{Outcomes, all};
use crate::config::HttpCarrierConfig;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blob::Blobs;
use messaging::{HandOver, Outcome, Status};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A carrier and its client.
#[derive(Debug)]
pub(crate) struct HttpCarrier {
    config: HttpCarrierConfig,
    client: reqwest::Client,
    blobs: Blobs,
}

impl HttpCarrier {
    pub(crate) fn new(config: HttpCarrierConfig, blobs: Blobs) -> Result<Self, reqwest::Error> {
        let client = client(&config.headers, &config.headers_env, config.timeout_seconds)?;
        Ok(Self {
            config,
            client,
            blobs,
        })
    }

    /// One request for the whole message: the carrier makes its parts.
    pub(crate) async fn hand_over(&self, hand_over: &HandOver) -> Outcomes {
        let outcome = match media::files(&self.blobs, hand_over).await {
            Ok(files) => self.send(hand_over, &files).await,
            Err(status) => Outcome::Refused(status),
        };
        all(hand_over, outcome)
    }

    async fn send(&self, hand_over: &HandOver, files: &[File]) -> Outcome {
        let body = self.body(hand_over, files);
        let answer = self.client.post(&self.config.url).json(&body).send().await;
        let answer = match answer {
            Ok(answer) => answer,
            // Without a connection it did not leave; after that nobody knows.
            Err(error) if error.is_connect() => return Outcome::NotNow,
            Err(_) => return Outcome::InDoubt,
        };
        match answer.status().as_u16() {
            200..=299 => {
                let answer: Option<Value> = answer.json().await.ok();
                let pointer = self.config.id_pointer.as_deref();
                let id = answer
                    .as_ref()
                    .zip(pointer)
                    .and_then(|(it, at)| it.pointer(at));
                Outcome::Accepted(id.map(text_of))
            }
            429 | 503 => Outcome::NotNow,
            500..=599 => Outcome::InDoubt,
            _ => Outcome::Refused(Status::CarrierBlocked),
        }
    }

    fn body(&self, hand_over: &HandOver, files: &[File]) -> Value {
        let message = &hand_over.message;
        let media: Vec<_> = files
            .iter()
            .map(|it| json!({"contentType": it.kind, "content": STANDARD.encode(&it.content)}))
            .collect();
        let default = json!({
            "id": "{id}", "from": "{from}", "to": "{to}", "text": "{text}", "media": "{media}",
        });
        let mut body = self.config.body.clone().unwrap_or(default);
        let id = message.id.to_string();
        let texts = [
            ("{id}", id.as_str()),
            ("{from}", &message.sender.address),
            ("{to}", message.destination.reveal()),
            ("{text}", message.body.reveal()),
        ];
        fill(&mut body, &texts, &Value::Array(media));
        body
    }
}

/// A client that sends these headers, those of the environment among them.
pub(crate) fn client(
    own: &BTreeMap<String, String>,
    from_env: &BTreeMap<String, String>,
    timeout_seconds: u64,
) -> Result<reqwest::Client, reqwest::Error> {
    let mut headers = HeaderMap::new();
    let from_env = from_env.iter();
    let from_env = from_env.filter_map(|(name, it)| Some((name.clone(), std::env::var(it).ok()?)));
    let own = own.iter().map(|(name, it)| (name.clone(), it.clone()));
    for (name, value) in own.chain(from_env) {
        let name = HeaderName::try_from(name);
        let value = HeaderValue::try_from(value);
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        }
    }
    reqwest::Client::builder()
        .default_headers(headers)
        .timeout(Duration::from_secs(timeout_seconds))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// A JSON scalar as text.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Replaces placeholders in all texts; a text that is `{media}` alone becomes the list of files.
fn fill(value: &mut Value, texts: &[(&str, &str)], media: &Value) {
    match value {
        Value::String(text) if text == "{media}" => *value = media.clone(),
        Value::String(text) => *text = filled(text, texts),
        Value::Array(items) => items.iter_mut().for_each(|it| fill(it, texts, media)),
        Value::Object(items) => items.values_mut().for_each(|it| fill(it, texts, media)),
        _ => {}
    }
}

/// In one pass: what was put in is not looked at again.
fn filled(template: &str, texts: &[(&str, &str)]) -> String {
    let (mut out, mut rest) = (String::new(), template);
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match texts.iter().find(|(name, _)| from.starts_with(name)) {
            Some((name, text)) => {
                out.push_str(text);
                rest = from.get(name.len()..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_not_filled_again() {
        let texts = [("{to}", "+1"), ("{text}", "send {to} me")];
        assert_eq!(
            filled("a {text} b {to} {x}", &texts),
            "a send {to} me b +1 {x}"
        );
    }
}
