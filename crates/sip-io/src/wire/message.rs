//! Reading one message.
//!
//! The head is cut into lines, names and values by `ezk-sip-types`; this file bounds what that
//! library is fed and checks what every message must have (RFC 3261 sections 8.1.1 and 16.3).

use super::{Address, Uri};
use bytes::Bytes;
use ezk_sip_types::header::HeaderParse;
use ezk_sip_types::header::typed::Via;
use ezk_sip_types::msg::{Line, PullParser};
use ezk_sip_types::{Headers, Name};
use std::fmt;
use thiserror::Error;

/// More header lines than any honest message has. The library looks names up one after the
/// other, so that without a bound a datagram of short lines would cost quadratic time.
const MAX_LINES: usize = 256;

/// The longest line read. Folded lines count whole.
const MAX_LINE: usize = 8192;

/// A message that is dropped.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParseError {
    #[error("the head does not end")]
    Incomplete,
    #[error("the head has too many or too long lines")]
    TooLarge,
    #[error("the head is not UTF-8, or holds a NUL")]
    NotText,
    #[error("the first line is neither a request's nor a status line")]
    StartLine,
    #[error("a header line has no name")]
    HeaderLine,
    #[error("the {0} header is missing or cannot be read")]
    Header(&'static str),
    #[error("the body is shorter than Content-Length says")]
    Body,
}

/// A request method. Names are compared with case (RFC 3261 section 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    Invite,
    Ack,
    Cancel,
    Bye,
    Info,
    Options,
    Other(String),
}

impl Method {
    fn new(name: &str) -> Self {
        match name {
            "INVITE" => Self::Invite,
            "ACK" => Self::Ack,
            "CANCEL" => Self::Cancel,
            "BYE" => Self::Bye,
            "INFO" => Self::Info,
            "OPTIONS" => Self::Options,
            other => Self::Other(other.to_owned()),
        }
    }

    /// As written.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Invite => "INVITE",
            Self::Ack => "ACK",
            Self::Cancel => "CANCEL",
            Self::Bye => "BYE",
            Self::Info => "INFO",
            Self::Options => "OPTIONS",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A message with all that every message must have.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    Request(Request),
    Response(Response),
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    /// The Request-URI; `None` for a scheme that we do not know, which earns a 416.
    pub uri: Option<Uri>,
    pub head: Head,
}

/// A response.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub status: u16,
    pub reason: String,
    pub head: Head,
}

/// The headers and the body.
#[derive(Clone)]
pub(crate) struct Head {
    /// All Via values as written, topmost first.
    pub vias: Vec<String>,
    /// The host of the topmost Via.
    pub via_host: String,
    /// The port of the topmost Via.
    pub via_port: Option<u16>,
    /// The branch of the topmost Via; empty where there is none.
    pub branch: String,
    /// Whether the topmost Via asks for `rport` (RFC 3581).
    pub rport: bool,
    pub from: Address,
    /// From as written, with its tag.
    pub from_text: String,
    pub to: Address,
    /// To as written, with its tag if any.
    pub to_text: String,
    pub call_id: String,
    pub cseq: u32,
    pub cseq_method: Method,
    pub body: Bytes,
    headers: Headers,
}

impl fmt::Debug for Head {
    /// Without values, which are personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("branch", &self.branch)
            .field("cseq", &self.cseq)
            .field("method", &self.cseq_method)
            .finish_non_exhaustive()
    }
}

impl Head {
    /// The first value of a header.
    pub(crate) fn get(&self, name: &'static str) -> Option<&str> {
        self.headers
            .get_raw(&Name::from(name))
            .next()
            .map(|v| v.as_str().trim())
    }

    /// The values of a header's lines, each whole: those whose values hold commas of their own.
    pub(crate) fn values(&self, name: &'static str) -> Vec<&str> {
        self.headers
            .get_raw(&Name::from(name))
            .map(|v| v.as_str().trim())
            .collect()
    }

    /// All values of a header that is a list, split at commas.
    pub(crate) fn list(&self, name: &'static str) -> Vec<&str> {
        self.headers
            .get_raw(&Name::from(name))
            .flat_map(|v| Address::split_list(v.as_str()))
            .collect()
    }

    /// All headers with their names written out; headers of one name stand together.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_print_str(), value.as_str().trim()))
    }

    /// The body's media type in lower case without parameters; `None` where there is no body.
    pub(crate) fn content_type(&self) -> Option<String> {
        if self.body.is_empty() {
            return None;
        }
        let written = self.get("Content-Type").unwrap_or_default();
        Some(
            written
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
        )
    }

    /// The body, where it is SDP.
    pub(crate) fn sdp(&self) -> Option<String> {
        (self.content_type()? == "application/sdp")
            .then(|| String::from_utf8_lossy(&self.body).into_owned())
    }

    /// The first Contact.
    pub(crate) fn contact(&self) -> Option<Address> {
        self.list("Contact").first().and_then(|c| Address::parse(c))
    }
}

/// Reads one whole message, as it came in a datagram or was cut from a stream.
pub(crate) fn parse(bytes: &[u8]) -> Result<Message, ParseError> {
    let source = Bytes::copy_from_slice(bytes);
    let mut lines = PullParser::new(&source, 0);
    let mut start = None;
    let mut headers = Headers::new();
    for (count, line) in (&mut lines).enumerate() {
        let line = line.map_err(|_| ParseError::Incomplete)?;
        if count > MAX_LINES || line.len() > MAX_LINE {
            return Err(ParseError::TooLarge);
        }
        let line = std::str::from_utf8(line).map_err(|_| ParseError::NotText)?;
        if line.contains('\0') {
            return Err(ParseError::NotText);
        }
        if start.is_none() {
            start = Some(line.to_owned());
            continue;
        }
        let (_, line) = Line::parse(&source, line).map_err(|_| ParseError::HeaderLine)?;
        if line.name.as_print_str().is_empty() {
            return Err(ParseError::HeaderLine);
        }
        // A folded value continues after a line end, which must not be written out again.
        if line.value.as_str().contains(['\r', '\n']) {
            let unfolded = line.value.as_str().replace(['\r', '\n'], " ");
            headers.insert(line.name, unfolded);
        } else {
            headers.insert(line.name, line.value);
        }
    }
    let body = source.get(lines.head_end()..).unwrap_or_default();
    let start = start.ok_or(ParseError::StartLine)?;
    let head = read_head(headers, body, &source)?;
    read_start(&start, head)
}

fn read_start(start: &str, head: Head) -> Result<Message, ParseError> {
    if let Some(status) = start.strip_prefix("SIP/2.0 ") {
        let (code, reason) = status.split_once(' ').unwrap_or((status, ""));
        let status = code
            .parse()
            .ok()
            .filter(|s| (100..700).contains(s) && code.len() == 3)
            .ok_or(ParseError::StartLine)?;
        return Ok(Message::Response(Response {
            status,
            reason: reason.trim().to_owned(),
            head,
        }));
    }
    let mut words = start.split(' ').filter(|w| !w.is_empty());
    let (Some(method), Some(uri), Some("SIP/2.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(ParseError::StartLine);
    };
    let method = Method::new(method);
    let token = |b: u8| b.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&b);
    if !method.name().bytes().all(token) || method.name().len() > 32 {
        return Err(ParseError::StartLine);
    }
    if method != head.cseq_method {
        return Err(ParseError::Header("CSeq"));
    }
    Ok(Message::Request(Request {
        method,
        uri: Uri::parse(uri),
        head,
    }))
}

fn read_head(headers: Headers, body: &[u8], source: &Bytes) -> Result<Head, ParseError> {
    let text = |name: &'static str, of: Name| {
        let mut values = headers.get_raw(&of);
        let value = values.next().map(|v| v.as_str().trim().to_owned());
        match (value, values.next()) {
            (Some(value), None) if !value.is_empty() => Ok(value),
            _ => Err(ParseError::Header(name)),
        }
    };
    let vias: Vec<String> = headers
        .get_raw(&Name::VIA)
        .flat_map(|v| Address::split_list(v.as_str()))
        .map(str::to_owned)
        .collect();
    let top = vias.first().ok_or(ParseError::Header("Via"))?;
    let top = Bytes::copy_from_slice(top.as_bytes());
    let top_text = std::str::from_utf8(&top).map_err(|_| ParseError::NotText)?;
    let (_, via) = Via::parse(&top, top_text).map_err(|_| ParseError::Header("Via"))?;
    let (via_host, via_port) = (via.sent_by.host.to_string(), via.sent_by.port);

    let from_text = text("From", Name::FROM)?;
    let from = Address::parse(&from_text).ok_or(ParseError::Header("From"))?;
    let to_text = text("To", Name::TO)?;
    let to = Address::parse(&to_text).ok_or(ParseError::Header("To"))?;
    let call_id = text("Call-ID", Name::CALL_ID)?;
    let cseq = text("CSeq", Name::CSEQ)?;
    let (cseq, cseq_method) = cseq
        .split_once([' ', '\t'])
        .and_then(|(n, m)| Some((n.parse::<u32>().ok()?, Method::new(m.trim()))))
        .filter(|(n, _)| *n < 1 << 31)
        .ok_or(ParseError::Header("CSeq"))?;

    let body = match headers.get_raw(&Name::CONTENT_LENGTH).next() {
        Some(length) => {
            let length: usize = length
                .as_str()
                .trim()
                .parse()
                .map_err(|_| ParseError::Header("Content-Length"))?;
            body.get(..length).ok_or(ParseError::Body)?
        }
        // A datagram ends its body (section 18.3).
        None => body,
    };
    Ok(Head {
        via_host,
        via_port,
        branch: via
            .params
            .get_val("branch")
            .map(|b| b.to_string())
            .unwrap_or_default(),
        rport: via.params.get("rport").is_some(),
        vias,
        from,
        from_text,
        to,
        to_text,
        call_id,
        cseq,
        cseq_method,
        body: source.slice_ref(body),
        headers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const INVITE: &str = "INVITE sip:+49123@example.org SIP/2.0\r\n\
        v: SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bK-1;rport, SIP/2.0/TCP h;branch=z9hG4bK-2\r\n\
        f: \"Ada\" <sip:ada@10.0.0.2>;tag=a1\r\n\
        To: <sip:+49123@example.org>\r\n\
        i: 7@10.0.0.2\r\n\
        CSeq: 3 INVITE\r\n\
        Subject: one\r\n two\r\n\
        c: application/sdp\r\n\
        l: 5\r\n\r\nv=0\r\nrest";

    #[test]
    fn compact_and_folded_headers_are_read() {
        let Ok(Message::Request(request)) = parse(INVITE.as_bytes()) else {
            panic!("a request");
        };
        assert_eq!(request.method, Method::Invite);
        assert_eq!(request.uri.unwrap().user, "+49123");
        let head = request.head;
        assert_eq!((head.vias.len(), head.branch.as_str()), (2, "z9hG4bK-1"));
        assert!(head.rport);
        assert_eq!(head.from.tag.as_deref(), Some("a1"));
        assert_eq!(head.sdp().as_deref(), Some("v=0\r\n"));
        let subject = head.get("Subject").unwrap();
        assert!(subject.starts_with("one") && subject.ends_with("two"));
        assert!(!subject.contains('\n'));
    }

    #[test]
    fn a_message_without_a_mandatory_header_is_refused() {
        for name in ["v: ", "f: ", "To: ", "i: ", "CSeq: "] {
            let text = INVITE.replacen(name, "X-Gone: ", 1);
            assert!(
                matches!(parse(text.as_bytes()), Err(ParseError::Header(_))),
                "{name}"
            );
        }
    }

    #[test]
    fn a_method_that_only_begins_like_a_known_one_is_another() {
        let text = INVITE.replace("INVITE", "INVITEX");
        let Ok(Message::Request(request)) = parse(text.as_bytes()) else {
            panic!("a request");
        };
        assert_eq!(request.method, Method::Other("INVITEX".into()));
    }

    #[test]
    fn a_body_shorter_than_declared_is_refused() {
        let text = INVITE.replace("l: 5", "l: 500");
        assert_eq!(parse(text.as_bytes()).err(), Some(ParseError::Body));
    }

    #[test]
    fn too_many_header_lines_are_refused() {
        let text = INVITE.replace("c: ", &format!("{}c: ", "x: y\r\n".repeat(300)));
        assert_eq!(parse(text.as_bytes()).err(), Some(ParseError::TooLarge));
    }

    #[test]
    fn every_cut_of_a_message_is_read_or_refused() {
        for end in 0..INVITE.len() {
            let _ = parse(&INVITE.as_bytes()[..end]);
        }
        assert!(parse(b"").is_err());
        assert!(parse(b"\r\n\r\n").is_err());
    }

    #[test]
    fn a_status_line_is_read_with_its_reason() {
        let text = INVITE.replace(
            "INVITE sip:+49123@example.org SIP/2.0",
            "SIP/2.0 486 Busy Here",
        );
        let Ok(Message::Response(response)) = parse(text.as_bytes()) else {
            panic!("a response");
        };
        assert_eq!(
            (response.status, response.reason.as_str()),
            (486, "Busy Here")
        );
        let text = text.replace("486", "999");
        assert_eq!(parse(text.as_bytes()).err(), Some(ParseError::StartLine));
    }
}
