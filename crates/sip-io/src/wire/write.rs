//! Writing messages.

use bytes::Bytes;
use std::fmt::{Display, Write};

/// A message that is being written: first line, headers, then the body.
#[derive(Debug)]
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    /// Starts a request.
    pub(crate) fn request(method: &str, uri: &str) -> Self {
        let mut text = String::with_capacity(768);
        let _ = write!(text, "{method} {uri} SIP/2.0\r\n");
        Self { text }
    }

    /// Starts a response. An empty reason takes the standard phrase.
    pub(crate) fn response(status: u16, reason: &str) -> Self {
        let reason = if reason.is_empty() {
            reason_phrase(status)
        } else {
            reason
        };
        let mut text = String::with_capacity(768);
        let _ = write!(text, "SIP/2.0 {status} {}\r\n", clean(reason));
        Self { text }
    }

    /// Adds a header. The value must hold no line break; [`clean`] what comes from outside.
    pub(crate) fn header(&mut self, name: &str, value: impl Display) -> &mut Self {
        let _ = write!(self.text, "{name}: {value}\r\n");
        self
    }

    /// Ends the head and adds the body.
    pub(crate) fn finish(mut self, body: Option<(&str, &str)>) -> Bytes {
        if let Some((kind, _)) = body {
            self.header("Content-Type", kind);
        }
        let body = body.map(|(_, text)| text).unwrap_or_default();
        let _ = write!(self.text, "Content-Length: {}\r\n\r\n{body}", body.len());
        Bytes::from(self.text)
    }
}

/// A text without control characters, so that it cannot start another header.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The standard phrase of a status. Source: RFC 3261 section 21 and the IANA registry.
pub(crate) fn reason_phrase(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        302 => "Moved Temporarily",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        410 => "Gone",
        415 => "Unsupported Media Type",
        416 => "Unsupported URI Scheme",
        420 => "Bad Extension",
        422 => "Session Interval Too Small",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        482 => "Loop Detected",
        483 => "Too Many Hops",
        484 => "Address Incomplete",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        491 => "Request Pending",
        500 => "Server Internal Error",
        503 => "Service Unavailable",
        504 => "Server Time-out",
        600 => "Busy Everywhere",
        603 => "Decline",
        604 => "Does Not Exist Anywhere",
        606 => "Not Acceptable",
        other => match other / 100 {
            1 => "Progress",
            2 => "OK",
            3 => "Redirected",
            4 => "Request Failed",
            5 => "Server Failed",
            _ => "Failed",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_counted_in_bytes() {
        let mut writer = Writer::response(200, "");
        writer.header("To", "x");
        let text = writer.finish(Some(("text/plain", "é")));
        let text = std::str::from_utf8(&text).unwrap();
        assert_eq!(
            text,
            "SIP/2.0 200 OK\r\nTo: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\né"
        );
    }

    #[test]
    fn a_reason_cannot_start_another_header() {
        let text = Writer::response(486, "Busy\r\nX: y").finish(None);
        assert!(text.starts_with(b"SIP/2.0 486 BusyX: y\r\n"));
    }
}
