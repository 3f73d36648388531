//! An HTTP endpoint.

use crate::guard::Guard;
use crate::sink::all;
use crate::{Ack, Sink, SinkConfigError, SinkError, WebhookConfig, WebhookFormat, envelope};
use async_trait::async_trait;
use reqwest::{Client, StatusCode, Url, redirect};
use ring::hmac;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use store::OutboxRow;

/// Posts messages and takes a 2xx answer for an acknowledgement.
#[derive(Debug)]
pub struct WebhookSink {
    client: Client,
    url: Url,
    key: Option<hmac::Key>,
    format: WebhookFormat,
}

impl WebhookSink {
    /// A sink. `name` is for errors.
    ///
    /// # Errors
    /// [`SinkConfigError::Url`], [`SinkConfigError::Client`].
    pub fn new(name: &str, config: &WebhookConfig) -> Result<Self, SinkConfigError> {
        // The HTTP client takes the process's provider; the binary has set the same one already.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let guard = Guard {
            allow_private: config.allow_private,
            allow_hosts: Vec::new(),
        };
        let url = guard
            .check(&config.url)
            .map_err(|source| SinkConfigError::Url {
                sink: name.to_owned(),
                source,
            })?;
        let client = Client::builder()
            .timeout(Duration::from_secs(config.timeout_seconds.max(1)))
            .redirect(redirect::Policy::none())
            .dns_resolver(guard.resolver())
            .user_agent("carillon")
            .no_proxy()
            .build()
            .map_err(|source| SinkConfigError::Client {
                sink: name.to_owned(),
                source,
            })?;
        let key = config
            .secret
            .as_ref()
            .map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes()));
        Ok(Self {
            client,
            url,
            key,
            format: config.format,
        })
    }

    async fn post(&self, kind: &str, body: String, first: i64, last: i64) -> Result<(), SinkError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let timestamp = now.unwrap_or_default().as_secs().to_string();
        let mut request = self
            .client
            .post(self.url.clone())
            .header("content-type", kind)
            .header("x-carillon-positions", format!("{first}-{last}"));
        if let Some(key) = &self.key {
            let signature = sign(key, &timestamp, body.as_bytes());
            request = request.header("x-carillon-signature", signature);
        }
        let answer = request
            .header("x-carillon-timestamp", timestamp)
            .body(body)
            .send()
            .await
            .map_err(|error| SinkError::retry(error.without_url()))?;
        judge(answer.status())
    }
}

/// `v1=` and the HMAC-SHA256 of timestamp, dot and body, in hexadecimal.
fn sign(key: &hmac::Key, timestamp: &str, body: &[u8]) -> String {
    let mut context = hmac::Context::with_key(key);
    context.update(timestamp.as_bytes());
    context.update(b".");
    context.update(body);
    let tag = context.sign();
    let hex: String = tag.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    format!("v1={hex}")
}

/// What a status means. Those of the 4xx that speak of now and not of the message are tried again.
fn judge(status: StatusCode) -> Result<(), SinkError> {
    let passing = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    let reason = format!("the endpoint answered {status}");
    if status.is_success() {
        Ok(())
    } else if status.is_server_error() || passing.contains(&status) {
        Err(SinkError::Retry { reason })
    } else {
        Err(SinkError::Refused { reason })
    }
}

#[async_trait]
impl Sink for WebhookSink {
    async fn deliver(&self, batch: &[OutboxRow]) -> Result<Ack, SinkError> {
        let batch = match self.format {
            WebhookFormat::Single => batch.get(..1).unwrap_or(batch),
            WebhookFormat::Lines | WebhookFormat::Array => batch,
        };
        let lines: Vec<_> = batch.iter().map(envelope::line).collect();
        let (kind, body) = match self.format {
            WebhookFormat::Lines => ("application/x-ndjson", lines.join("\n") + "\n"),
            WebhookFormat::Array => ("application/json", format!("[{}]", lines.join(","))),
            WebhookFormat::Single => (
                "application/json",
                batch.iter().map(envelope::body).collect(),
            ),
        };
        let position = |row: Option<&OutboxRow>| row.map_or(0, |row| row.position.0);
        self.post(kind, body, position(batch.first()), position(batch.last()))
            .await?;
        Ok(all(batch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_hmac_sha256_of_timestamp_dot_body() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"key");
        let whole = hmac::sign(&key, b"1.x");
        let hex: String = whole.as_ref().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(sign(&key, "1", b"x"), format!("v1={hex}"));
    }

    #[test]
    fn refusals_are_told_from_troubles_that_pass() {
        for (status, passes) in [
            (500, true),
            (503, true),
            (429, true),
            (408, true),
            (400, false),
            (404, false),
            (302, false),
        ] {
            let outcome = judge(StatusCode::from_u16(status).unwrap());
            assert_eq!(
                matches!(outcome, Err(SinkError::Retry { .. })),
                passes,
                "{status}"
            );
        }
        assert_eq!(judge(StatusCode::NO_CONTENT), Ok(()));
    }
}
