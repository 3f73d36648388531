//! The seam between the gateway and the pages' own requests under `/app/`.
//!
//! The gateway reads a bounded request and hands it over as plain values; the handler answers with
//! plain values or takes over a WebSocket. So the handler needs no HTTP library, and is tested
//! without a socket. What is spoken here: docs/app-protocol.md.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use http::{HeaderMap, Method, StatusCode};
use std::net::IpAddr;
use tokio::sync::mpsc;

/// What answers requests under `/app/`.
pub trait Pages: Send + Sync {
    /// Answers one request. The gateway adds the security headers and `x-amzn-RequestId`.
    fn handle(&self, request: PageRequest) -> BoxFuture<'_, PageAnswer>;
}

/// A request of a page, read in full.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// The method.
    pub method: Method,
    /// The path as sent, still percent-encoded, such as `/app/session`.
    pub path: String,
    /// The query as sent, without the question mark; empty when there is none.
    pub query: String,
    /// All headers, `host` and `cookie` included.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// Where the request came from.
    pub peer: IpAddr,
    /// Whether it came over TLS: decides the cookie's `Secure`.
    pub secure: bool,
    /// The request's id, a UUID.
    pub request_id: String,
    /// Whether the request asks to become a WebSocket.
    pub upgrade: bool,
}

/// The answer to a page's request.
pub enum PageAnswer {
    /// A plain answer.
    Http(PageResponse),
    /// Become a WebSocket and run this with it. Only for requests with `upgrade`.
    WebSocket(SocketTask),
}

/// What runs a WebSocket until it is over.
pub type SocketTask = Box<dyn FnOnce(PageSocket) -> BoxFuture<'static, ()> + Send>;

/// A plain answer.
pub struct PageResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: PageBody,
}

impl PageResponse {
    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: PageBody::Bytes(Bytes::new()),
        }
    }

    /// An answer of JSON text.
    pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(
            http::header::CONTENT_TYPE,
            http::HeaderValue::from_static("application/json"),
        );
        Self {
            status,
            headers,
            body: PageBody::Bytes(body.into()),
        }
    }
}

/// The body of an answer.
pub enum PageBody {
    /// All at once.
    Bytes(Bytes),
    /// Piece by piece, for recordings.
    Stream(BoxStream<'static, std::io::Result<Bytes>>),
}

/// A WebSocket of a page. Text frames only; pings are answered by the gateway.
#[derive(Debug)]
pub struct PageSocket {
    /// What the page sent. Ends when the page is gone or the process is closing down.
    pub incoming: mpsc::Receiver<String>,
    /// What to send. When it is dropped the gateway closes the socket (1000).
    pub outgoing: mpsc::Sender<SocketMessage>,
}

/// Something to send to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocketMessage {
    /// A text frame.
    Text(String),
    /// Close, and send nothing after it.
    Close {
        /// The close code, such as 4401.
        code: u16,
        /// Why, up to 123 bytes.
        reason: String,
    },
}
