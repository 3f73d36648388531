//! URIs, and the addresses of From, To, Contact and Record-Route headers.

use crate::Transport;
use ezk_sip_types::host::Host;
use ezk_sip_types::uri::{SipUri, SipUriUserPart};
use std::net::{IpAddr, SocketAddr};

/// A URI in the parts that matter for routing a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Uri {
    /// The user part, percent-decoded; empty where there is none.
    pub user: String,
    /// Host name or address without brackets; empty for `tel:`.
    pub host: String,
    /// The port, where written.
    pub port: Option<u16>,
    /// The `transport` parameter, where it names one that we speak.
    pub transport: Option<Transport>,
    /// `sips:`, or a transport that we do not speak.
    pub foreign: bool,
}

impl Uri {
    /// Reads a `sip:`, `sips:` or `tel:` URI. `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = strip_scheme(text, "tel:") {
            let number = rest.split(';').next().unwrap_or_default();
            return (!number.is_empty()).then(|| Self {
                user: number.to_owned(),
                host: String::new(),
                port: None,
                transport: None,
                foreign: false,
            });
        }
        let uri: SipUri = text.parse().ok()?;
        let user = match &uri.user_part {
            SipUriUserPart::Empty => String::new(),
            SipUriUserPart::User(user) => user.to_string(),
            SipUriUserPart::UserPw(both) => both.user.to_string(),
        };
        let host = match &uri.host_port.host {
            Host::IP4(ip) => ip.to_string(),
            Host::IP6(ip) => ip.to_string(),
            Host::Name(name) => name.to_string(),
        };
        let named = uri.uri_params.get_val("transport").map(|t| t.as_str());
        let transport = match named {
            Some(t) if t.eq_ignore_ascii_case("udp") => Some(Transport::Udp),
            Some(t) if t.eq_ignore_ascii_case("tcp") => Some(Transport::Tcp),
            _ => None,
        };
        Some(Self {
            // `;phone-context` and the like ride in the user part of `user=phone` URIs.
            user: user.split(';').next().unwrap_or_default().to_owned(),
            host,
            port: uri.host_port.port,
            transport,
            foreign: uri.sips || (named.is_some() && transport.is_none()),
        })
    }

    /// The address, where the host is one.
    pub(crate) fn socket_addr(&self) -> Option<SocketAddr> {
        let ip: IpAddr = self.host.parse().ok()?;
        Some(SocketAddr::new(ip, self.port.unwrap_or(5060)))
    }
}

fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme)
        .then(|| &text[scheme.len()..])
}

/// A `name-addr` or `addr-spec` with its header parameters (RFC 3261 section 20.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The display name without its quotes.
    pub display: Option<String>,
    /// The URI as written.
    pub uri: String,
    /// The `tag` parameter.
    pub tag: Option<String>,
}

impl Address {
    /// Reads one address; `None` where brackets or quotes do not close or no URI is there.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (display, uri, rest) = match find_unquoted(text, '<') {
            Some(open) => {
                let close = open + text.get(open..)?.find('>')?;
                let display = unquote(text.get(..open)?);
                (display, text.get(open + 1..close)?, text.get(close + 1..)?)
            }
            // Without brackets all parameters are the header's, not the URI's.
            None => match text.find(';') {
                Some(semi) => (None, text.get(..semi)?, text.get(semi..)?),
                None => (None, text, ""),
            },
        };
        let uri = uri.trim();
        if uri.is_empty() || uri.contains(char::is_whitespace) || uri.contains('"') {
            return None;
        }
        let tag = params(rest)
            .find(|(name, _)| name.eq_ignore_ascii_case("tag"))
            .and_then(|(_, value)| value)
            .map(str::to_owned);
        Some(Self {
            display,
            uri: uri.to_owned(),
            tag,
        })
    }

    /// Splits a header value at its commas, outside quotes and brackets.
    pub(crate) fn split_list(text: &str) -> Vec<&str> {
        let (mut parts, mut start, mut quoted, mut depth, mut escaped) =
            (Vec::new(), 0, false, 0u32, false);
        for (at, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '<' if !quoted => depth += 1,
                '>' if !quoted => depth = depth.saturating_sub(1),
                ',' if !quoted && depth == 0 => {
                    parts.push(text[start..at].trim());
                    start = at + 1;
                }
                _ => {}
            }
        }
        parts.push(text[start..].trim());
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// The parameters of `;a=b;c`, names and values as written; quotes around values are kept.
pub(crate) fn params(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match part.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (part, None),
        })
}

/// Where `wanted` stands outside quotes.
fn find_unquoted(text: &str, wanted: char) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == wanted && !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn unquote(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = text
        .strip_prefix('"')
        .and_then(|t| t.strip_suffix('"'))
        .map(|t| t.replace("\\\"", "\"").replace("\\\\", "\\"));
    let display = inner.unwrap_or_else(|| text.to_owned());
    (!display.is_empty()).then_some(display)
}

/// Whether a text can stand as the host of a URI or Via: a name, an IPv4 address, or an IPv6
/// address without brackets.
pub(crate) fn plain_host(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
        || (!text.is_empty()
            && text.len() <= 253
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_display_name_may_hold_brackets_and_commas() {
        let address = Address::parse("\"Doe, \\\"J\\\" <x>\" <sip:a@b;lr>;tag=7;x").unwrap();
        assert_eq!(address.display.as_deref(), Some("Doe, \"J\" <x>"));
        assert_eq!(address.uri, "sip:a@b;lr");
        assert_eq!(address.tag.as_deref(), Some("7"));
    }

    #[test]
    fn without_brackets_the_parameters_are_the_headers() {
        let address = Address::parse("sip:a@b;tag=x").unwrap();
        assert_eq!(
            (address.uri.as_str(), address.tag.as_deref()),
            ("sip:a@b", Some("x"))
        );
    }

    #[test]
    fn unclosed_or_empty_addresses_are_refused() {
        for text in ["", "<sip:a@b", "<>", "\"a <sip:a@b>", "a b"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_is_cut_outside_quotes_and_brackets() {
        assert_eq!(
            Address::split_list("<sip:a,b@c>, \"x,y\" <sip:d>,"),
            ["<sip:a,b@c>", "\"x,y\" <sip:d>"]
        );
    }

    #[test]
    fn sip_and_tel_uris_give_the_number_dialled() {
        let uri = Uri::parse("sip:%2B49123;npdi@[::1]:5070;transport=TCP").unwrap();
        assert_eq!((uri.user.as_str(), uri.host.as_str()), ("+49123", "::1"));
        assert_eq!(
            (uri.port, uri.transport),
            (Some(5070), Some(Transport::Tcp))
        );
        assert_eq!(
            Uri::parse("tel:+49123;phone-context=x").unwrap().user,
            "+49123"
        );
        assert_eq!(Uri::parse("mailto:a@b"), None);
        assert_eq!(Uri::parse("é"), None);
    }
}
