//! A request as the wire sees it.

use http::{HeaderMap, Method};

/// A request with its body already read. Borrowed: the gateway owns the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path as it was sent, still percent-encoded, without the query.
    pub path: &'a str,
    /// The query as it was sent, still percent-encoded, without the question mark; empty when
    /// there is none.
    pub query: &'a str,
    /// All headers, `host` included. (HTTP/2 has no such header: the gateway adds it from
    /// `:authority`, since signatures cover it.)
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The value of a header as text; `None` when absent, empty of text or not ASCII.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
