//! Prometheus remote write 1.0: samples are pushed to a URL at an interval.
//!
//! What cannot be delivered waits in memory, up to a bound of samples; then the oldest is given
//! up. A receiver that is gone, overloaded (429) or failing (5xx) is asked again with growing
//! pauses; what it refuses otherwise is given up, as the protocol says. Nothing waits on the disk.

mod wire;

use crate::Backoff;
use crate::guard::{Guard, GuardError};
use futures_util::future::BoxFuture;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, StatusCode, Url, redirect};
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use thiserror::Error;
use tokio::task::JoinHandle;
pub use wire::{Label, Sample, TimeSeries, WriteRequest, samples_of};

/// Samples of one request.
const REQUEST: usize = 2_000;
/// Pauses between tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// One `[[remote_write]]` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoteWriteConfig {
    /// Where samples are written to, such as `https://prometheus.example/api/v1/write`.
    pub url: String,
    /// Headers of each request by the names of the environment variables that hold their values,
    /// so that no secret is in a file: `Authorization = "PROMETHEUS_AUTHORIZATION"`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Seconds from one push to the next.
    #[serde(default = "interval_seconds")]
    pub interval_seconds: u64,
    /// How long a request may take, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u64,
    /// Samples that may wait while the receiver is not there.
    #[serde(default = "capacity")]
    pub capacity: usize,
    /// Whether it may lie in a private network. On by default: the operator names it.
    #[serde(default = "yes")]
    pub allow_private: bool,
}

const fn interval_seconds() -> u64 {
    15
}

const fn timeout_seconds() -> u64 {
    10
}

const fn capacity() -> usize {
    100_000
}

const fn yes() -> bool {
    true
}

/// Why samples cannot be written.
#[derive(Debug, Error)]
pub enum RemoteWriteError {
    /// The URL cannot be read or is not allowed.
    #[error("remote_write {url}: {source}")]
    Url {
        /// The URL.
        url: String,
        /// Why.
        source: GuardError,
    },
    /// A header's variable is not set.
    #[error("remote_write: the environment variable {variable} of the header {header} is not set")]
    Variable {
        /// The header.
        header: String,
        /// The variable.
        variable: String,
    },
    /// A header's name or value cannot be sent.
    #[error("remote_write: the header {0} cannot be sent")]
    Header(String),
    /// The HTTP client cannot be made.
    #[error("remote_write: {0}")]
    Client(#[from] reqwest::Error),
}

/// What has samples to be written.
pub trait Source: Send + Sync + 'static {
    /// The samples since this was asked last.
    fn samples(&self) -> BoxFuture<'_, Vec<TimeSeries>>;
}

/// Counters of one writer.
#[derive(Debug, Default)]
pub struct RemoteWriteStats {
    /// Samples that the receiver took.
    pub written: AtomicU64,
    /// Samples that were given up: refused, or too many.
    pub dropped: AtomicU64,
    /// Requests that failed and were tried again.
    pub retried: AtomicU64,
}

/// Writes to one URL.
#[derive(Debug)]
pub struct RemoteWrite {
    client: Client,
    url: Url,
    interval: Duration,
    capacity: usize,
    stats: Arc<RemoteWriteStats>,
}

/// What became of a request.
enum Answer {
    Taken,
    Refused(String),
    Later(String, Option<Duration>),
}

impl RemoteWrite {
    /// A writer. `variable` reads the environment.
    ///
    /// # Errors
    /// See [`RemoteWriteError`].
    pub fn new(
        config: &RemoteWriteConfig,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, RemoteWriteError> {
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
            .map_err(|source| RemoteWriteError::Url {
                url: config.url.clone(),
                source,
            })?;
        let mut headers = HeaderMap::new();
        for (header, name) in &config.headers {
            let value = variable(name).ok_or_else(|| RemoteWriteError::Variable {
                header: header.clone(),
                variable: name.clone(),
            })?;
            let unsendable = || RemoteWriteError::Header(header.clone());
            let key: HeaderName = header.parse().map_err(|_| unsendable())?;
            let mut value = HeaderValue::from_str(&value).map_err(|_| unsendable())?;
            value.set_sensitive(true);
            headers.insert(key, value);
        }
        headers.insert("content-encoding", HeaderValue::from_static("snappy"));
        headers.insert(
            "content-type",
            HeaderValue::from_static("application/x-protobuf"),
        );
        headers.insert(
            "x-prometheus-remote-write-version",
            HeaderValue::from_static("0.1.0"),
        );
        let client = Client::builder()
            .timeout(Duration::from_secs(config.timeout_seconds.max(1)))
            .redirect(redirect::Policy::none())
            .dns_resolver(guard.resolver())
            .default_headers(headers)
            .user_agent("carillon")
            .no_proxy()
            .build()?;
        Ok(Self {
            client,
            url,
            interval: Duration::from_secs(config.interval_seconds.max(1)),
            capacity: config.capacity.max(REQUEST),
            stats: Arc::default(),
        })
    }

    /// What it has done so far.
    pub fn stats(&self) -> Arc<RemoteWriteStats> {
        Arc::clone(&self.stats)
    }

    /// Writes a source's samples until the task is aborted.
    pub fn start(self, source: Arc<dyn Source>) -> JoinHandle<()> {
        tokio::spawn(self.run(source))
    }

    async fn run(self, source: Arc<dyn Source>) {
        let mut ticks = tokio::time::interval(self.interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut waiting = VecDeque::new();
        let mut backoff = Backoff::new(PAUSES.0, PAUSES.1);
        let mut again = None;
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    waiting.extend(source.samples().await);
                    self.shorten(&mut waiting);
                }
                () = until(again) => again = None,
            }
            while again.is_none() && !waiting.is_empty() {
                match self.write(&waiting).await {
                    (count, Answer::Taken) => {
                        waiting.drain(..count);
                        self.stats.written.fetch_add(count as u64, Relaxed);
                        backoff.reset();
                    }
                    (count, Answer::Refused(why)) => {
                        tracing::warn!(url = %self.url, %why, count, "samples were refused");
                        waiting.drain(..count);
                        self.stats.dropped.fetch_add(count as u64, Relaxed);
                    }
                    (_, Answer::Later(why, pause)) => {
                        tracing::debug!(url = %self.url, %why, "samples are written later");
                        self.stats.retried.fetch_add(1, Relaxed);
                        let pause = pause.unwrap_or_else(|| backoff.pause());
                        again = Some(tokio::time::Instant::now() + pause);
                    }
                }
            }
        }
    }

    /// Gives up the oldest samples above the bound.
    fn shorten(&self, waiting: &mut VecDeque<TimeSeries>) {
        let above = waiting.len().saturating_sub(self.capacity);
        if above > 0 {
            waiting.drain(..above);
            self.stats.dropped.fetch_add(above as u64, Relaxed);
            tracing::warn!(url = %self.url, above, "too many samples wait: the oldest are given up");
        }
    }

    /// Writes the first samples, and says how many they were.
    async fn write(&self, waiting: &VecDeque<TimeSeries>) -> (usize, Answer) {
        let timeseries: Vec<_> = waiting.iter().take(REQUEST).cloned().collect();
        let count = timeseries.len();
        let body = match (WriteRequest { timeseries }).encode_snappy() {
            Ok(body) => body,
            Err(error) => return (count, Answer::Refused(error.to_string())),
        };
        let sent = self.client.post(self.url.clone()).body(body).send().await;
        let answer = match sent {
            Ok(answer) if answer.status().is_success() => Answer::Taken,
            Ok(answer) => {
                let status = answer.status();
                let why = format!("the receiver answered {status}");
                if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
                    Answer::Later(why, retry_after(answer.headers()))
                } else {
                    Answer::Refused(why)
                }
            }
            Err(error) => Answer::Later(error.without_url().to_string(), None),
        };
        (count, answer)
    }
}

/// Waits for a time, for ever where there is none.
async fn until(at: Option<tokio::time::Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// How long a receiver wants to be left alone: seconds, of which no more than some minutes are
/// believed.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get("retry-after")?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds.min(300)))
}

#[cfg(test)]
mod tests;
