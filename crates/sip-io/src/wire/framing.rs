//! Cutting a stream into messages (RFC 3261 section 18.3).

use bytes::{Buf, Bytes, BytesMut};
use thiserror::Error;

/// One piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A whole message.
    Message(Bytes),
    /// The double CRLF of a keep-alive, which wants a single CRLF back (RFC 5626 section 4.4.1).
    Ping,
}

/// A stream that cannot be cut any further; the connection must be closed.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameError {
    /// Head and body together exceed the limit.
    #[error("a message on the stream is longer than allowed")]
    TooLong,
    /// Content-Length is no number, or is written twice with different numbers.
    #[error("a message on the stream has no usable Content-Length")]
    ContentLength,
}

/// Collects a stream's bytes and gives out whole messages.
#[derive(Debug)]
pub(crate) struct Framer {
    buffer: BytesMut,
    /// Up to here no end of a head was found.
    searched: usize,
    limit: usize,
}

impl Framer {
    /// A framer for messages of up to `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            buffer: BytesMut::with_capacity(4096),
            searched: 0,
            limit,
        }
    }

    /// Where the next bytes of the stream are to be put.
    pub(crate) fn buffer(&mut self) -> &mut BytesMut {
        &mut self.buffer
    }

    /// Whether no message has begun.
    pub(crate) fn idle(&self) -> bool {
        self.buffer.len() < 4 && b"\r\n\r\n".starts_with(&self.buffer)
    }

    /// The next piece, if a whole one is there.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, FrameError> {
        if self.buffer.starts_with(b"\r\n\r\n") {
            self.buffer.advance(4);
            self.searched = 0;
            return Ok(Some(Frame::Ping));
        }
        // Single line ends between messages are permitted (section 7.5). A beginning that may yet
        // become a ping is left for the next bytes.
        while !self.idle() && matches!(self.buffer.first(), Some(b'\r' | b'\n')) {
            self.buffer.advance(1);
            self.searched = 0;
        }
        let from = self.searched.saturating_sub(3);
        let found = self
            .buffer
            .get(from..)
            .and_then(|tail| tail.windows(4).position(|w| w == b"\r\n\r\n"));
        let Some(head) = found.map(|at| from + at + 4) else {
            self.searched = self.buffer.len();
            return match self.buffer.len() > self.limit {
                true => Err(FrameError::TooLong),
                false => Ok(None),
            };
        };
        let body = content_length(self.buffer.get(..head).unwrap_or_default())?;
        let whole = head.checked_add(body).filter(|n| *n <= self.limit);
        let whole = whole.ok_or(FrameError::TooLong)?;
        if self.buffer.len() < whole {
            self.searched = head.saturating_sub(1);
            return Ok(None);
        }
        self.searched = 0;
        Ok(Some(Frame::Message(self.buffer.split_to(whole).freeze())))
    }
}

/// The body's length that a head declares; 0 where it declares none.
fn content_length(head: &[u8]) -> Result<usize, FrameError> {
    let mut length = None;
    for line in head.split(|b| *b == b'\n') {
        let Some(colon) = line.iter().position(|b| *b == b':') else {
            continue;
        };
        let (name, value) = line.split_at(colon);
        let name = name.trim_ascii();
        if name.eq_ignore_ascii_case(b"content-length") || name.eq_ignore_ascii_case(b"l") {
            let digits = value.get(1..).unwrap_or_default().trim_ascii();
            let value = std::str::from_utf8(digits)
                .ok()
                .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|d| d.parse::<usize>().ok())
                .ok_or(FrameError::ContentLength)?;
            if length.is_some_and(|known| known != value) {
                return Err(FrameError::ContentLength);
            }
            length = Some(value);
        }
    }
    Ok(length.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = b"OPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nabc";

    fn feed(framer: &mut Framer, bytes: &[u8]) -> Result<Option<Frame>, FrameError> {
        framer.buffer().extend_from_slice(bytes);
        framer.next()
    }

    #[test]
    fn a_message_is_whole_however_it_is_cut() {
        for cut in 1..MESSAGE.len() {
            let mut framer = Framer::new(1000);
            assert_eq!(feed(&mut framer, &MESSAGE[..cut]), Ok(None), "{cut}");
            let whole = Frame::Message(Bytes::from_static(MESSAGE));
            assert_eq!(feed(&mut framer, &MESSAGE[cut..]), Ok(Some(whole)), "{cut}");
        }
    }

    #[test]
    fn two_messages_in_one_segment_are_told_apart() {
        let mut framer = Framer::new(1000);
        let both = [MESSAGE, b"\r\n", MESSAGE].concat();
        assert!(matches!(
            feed(&mut framer, &both),
            Ok(Some(Frame::Message(_)))
        ));
        assert!(matches!(framer.next(), Ok(Some(Frame::Message(_)))));
        assert_eq!(framer.next(), Ok(None));
    }

    #[test]
    fn a_lone_line_end_before_a_message_is_skipped() {
        let mut framer = Framer::new(1000);
        assert_eq!(feed(&mut framer, b"\r\n"), Ok(None));
        assert!(framer.idle());
        let whole = Frame::Message(Bytes::from_static(MESSAGE));
        assert_eq!(feed(&mut framer, MESSAGE), Ok(Some(whole)));
    }

    #[test]
    fn a_ping_is_told_from_line_ends_between_messages() {
        let mut framer = Framer::new(1000);
        assert_eq!(feed(&mut framer, b"\r\n"), Ok(None));
        assert_eq!(feed(&mut framer, b"\r\n"), Ok(Some(Frame::Ping)));
    }

    #[test]
    fn an_endless_head_or_a_bad_length_closes_the_stream() {
        let mut framer = Framer::new(10);
        assert_eq!(feed(&mut framer, &[b'a'; 11]), Err(FrameError::TooLong));
        for length in ["x", "-1", "99999999999999999999999"] {
            let mut framer = Framer::new(1000);
            let text = format!("A\r\nContent-Length: {length}\r\n\r\n");
            assert_eq!(
                feed(&mut framer, text.as_bytes()),
                Err(FrameError::ContentLength)
            );
        }
    }
}
