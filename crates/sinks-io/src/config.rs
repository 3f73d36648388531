//! Which sinks there are, as `carillon.toml` says it.

use ids::Pii;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use thiserror::Error;

/// One `[[sinks]]` of the configuration. An empty list is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SinkConfig {
    /// Its name: letters, digits, `-` and `_`. The cursor is kept under it, so a renamed sink
    /// begins anew.
    pub name: String,
    /// Only messages of these topics.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Only messages of these instances.
    #[serde(default)]
    pub instances: Vec<String>,
    /// Only messages for these streams: the ARNs that instances name in their storage
    /// configurations.
    #[serde(default)]
    pub streams: Vec<String>,
    /// The most messages handed over at a time.
    #[serde(default = "batch")]
    pub batch: usize,
    /// How often a message is refused before it is parked.
    #[serde(default = "attempts")]
    pub attempts: u32,
    /// Where to.
    #[serde(flatten)]
    pub target: Target,
}

const fn batch() -> usize {
    100
}

const fn attempts() -> u32 {
    5
}

/// Where to: `kind = "file"`, `"webhook"` or `"nats"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Target {
    /// A file of JSON lines.
    File(FileConfig),
    /// An HTTP endpoint.
    Webhook(WebhookConfig),
    /// A NATS JetStream.
    Nats(NatsConfig),
}

/// A file of JSON lines.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FileConfig {
    /// The file; it and its folder are made when missing.
    pub path: PathBuf,
    /// Beyond this many bytes the file is put aside as `<path>.<last position>` and a new one
    /// begun; 0 for never.
    #[serde(default = "rotate_bytes")]
    pub rotate_bytes: u64,
}

const fn rotate_bytes() -> u64 {
    100 * 1024 * 1024
}

/// An HTTP endpoint. Each request carries `x-carillon-timestamp` (seconds since 1970) and, with a
/// secret, `x-carillon-signature: v1=<hex>`: HMAC-SHA256 over the timestamp, a dot and the body.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WebhookConfig {
    /// Its URL.
    pub url: String,
    /// The secret that requests are signed with.
    #[serde(default)]
    pub secret: Option<Pii<String>>,
    /// The shape of a request's body.
    #[serde(default)]
    pub format: WebhookFormat,
    /// How long a request may take, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u64,
    /// Whether it may lie in a private network. On by default: the operator names it.
    #[serde(default = "yes")]
    pub allow_private: bool,
}

const fn timeout_seconds() -> u64 {
    10
}

const fn yes() -> bool {
    true
}

/// The shape of a request's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WebhookFormat {
    /// JSON lines, one per message (`application/x-ndjson`).
    #[default]
    Lines,
    /// One JSON array (`application/json`).
    Array,
    /// One message a request, without envelope (`application/json`).
    Single,
}

/// A NATS JetStream. Payload is the message itself; topic, instance, key and position are headers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NatsConfig {
    /// `nats://host:port` or `tls://host:port`.
    pub url: String,
    /// The subject; `{topic}`, `{instance}` and `{key}` are replaced.
    #[serde(default = "subject")]
    pub subject: String,
    /// A stream that is made when missing, for all that the subject may become; left out, the
    /// operator makes it.
    #[serde(default)]
    pub stream: Option<String>,
    /// The user, unless a token or nobody signs in.
    #[serde(default)]
    pub user: Option<String>,
    /// The user's password.
    #[serde(default)]
    pub password: Option<Pii<String>>,
    /// A token to sign in with.
    #[serde(default)]
    pub token: Option<Pii<String>>,
    /// How long an acknowledgement may take, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u64,
}

fn subject() -> String {
    "carillon.{topic}.{instance}.{key}".into()
}

/// Why the sinks cannot be started.
#[derive(Debug, Error)]
pub enum SinkConfigError {
    /// A name has other characters, or none.
    #[error("the sink's name {0:?} is not made of letters, digits, - and _")]
    Name(String),
    /// Two sinks have one name.
    #[error("two sinks are named {0}")]
    Twice(String),
    /// A URL cannot be read or is not allowed.
    #[error("sink {sink}: {source}")]
    Url {
        /// The sink.
        sink: String,
        /// Why.
        source: crate::guard::GuardError,
    },
    /// The HTTP client cannot be made.
    #[error("sink {sink}: {source}")]
    Client {
        /// The sink.
        sink: String,
        /// Why.
        source: reqwest::Error,
    },
}

/// Checks the names.
pub(crate) fn check(configs: &[SinkConfig]) -> Result<(), SinkConfigError> {
    let mut names = BTreeSet::new();
    for config in configs {
        let name = &config.name;
        let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if name.is_empty() || !name.bytes().all(good) {
            return Err(SinkConfigError::Name(name.clone()));
        }
        if !names.insert(name) {
            return Err(SinkConfigError::Twice(name.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        sinks: Vec<SinkConfig>,
    }

    #[test]
    fn each_kind_is_read_from_toml() {
        let file: File = toml::from_str(
            r#"
            [[sinks]]
            name = "events"
            kind = "file"
            path = "events.jsonl"
            topics = ["contact_event"]

            [[sinks]]
            name = "crm"
            kind = "webhook"
            url = "https://crm.example/hook"
            secret = "hush"
            format = "single"

            [[sinks]]
            name = "bus"
            kind = "nats"
            url = "nats://127.0.0.1:4222"
            streams = ["arn:aws:kinesis:us-east-1:123456789012:stream/agents"]
            "#,
        )
        .unwrap();
        check(&file.sinks).unwrap();
        assert!(matches!(file.sinks[0].target, Target::File(_)));
        assert!(
            matches!(&file.sinks[1].target, Target::Webhook(w) if w.format == WebhookFormat::Single)
        );
        assert!(!format!("{:?}", file.sinks).contains("hush"));
        assert_eq!(file.sinks[2].batch, 100);
        let twice = [file.sinks[0].clone(), file.sinks[0].clone()];
        assert!(matches!(check(&twice), Err(SinkConfigError::Twice(_))));
    }
}
