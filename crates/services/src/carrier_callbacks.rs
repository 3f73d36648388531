//! The port to what carriers tell by requests to our gateway: receipts, and messages that came in.
//! The driver `messaging-io` implements it.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode};

/// A carrier's request.
#[derive(Debug)]
pub struct CarrierRequest {
    /// The carrier's name, as the path has it.
    pub carrier: String,
    /// The query.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What is answered to it.
#[derive(Debug)]
pub struct CarrierAnswer {
    /// The status.
    pub status: StatusCode,
    /// The body's type.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl CarrierAnswer {
    /// A status with a word.
    pub fn plain(status: StatusCode, body: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            body: format!("{body}\n"),
        }
    }
}

/// Whoever hears carriers.
pub trait CarrierCallbacks: Send + Sync + 'static {
    /// Takes a request; the answer comes after what it tells is durable.
    fn told(&self, request: CarrierRequest) -> BoxFuture<'_, CarrierAnswer>;
}
