//! Attachments: multipart bodies and their transfer encodings (RFC 2045, RFC 2046), bounded.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use thiserror::Error;

/// Parts that are read, those within others counted.
const MAX_PARTS: usize = 64;
/// How deep parts may lie in others.
const MAX_DEPTH: usize = 4;

/// Why a body cannot be taken apart.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum MimeError {
    /// A multipart type names no boundary.
    #[error("the multipart type names no boundary")]
    NoBoundary,
    /// The boundary is not in the body.
    #[error("the body does not have its boundary")]
    NotFound,
    /// More parts, or deeper ones, than any message of ours.
    #[error("the body has too many parts")]
    TooMany,
    /// A part's transfer encoding does not hold.
    #[error("a part's transfer encoding is broken")]
    Encoding,
}

/// A body that is not made of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mime {
    /// Its type with its parameters; `text/plain` where none is named.
    pub content_type: String,
    /// What others call it, without its brackets.
    pub id: String,
    /// Its octets.
    pub content: Vec<u8>,
}

impl Mime {
    /// Takes a body apart: all that are not made of parts themselves, in order.
    ///
    /// # Errors
    /// See [`MimeError`].
    pub fn read(content_type: &str, body: &[u8]) -> Result<Vec<Self>, MimeError> {
        let mut out = Vec::new();
        take(content_type, "", "", body, 0, &mut out)?;
        Ok(out)
    }

    /// Whether its type is this one, whatever its parameters.
    pub fn is(&self, kind: &str) -> bool {
        media_type(&self.content_type).eq_ignore_ascii_case(kind)
    }
}

/// A type without its parameters.
pub(crate) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// A parameter of a header's value.
pub(crate) fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|it| {
        let (key, value) = it.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

fn take(
    content_type: &str,
    encoding: &str,
    id: &str,
    body: &[u8],
    depth: usize,
    out: &mut Vec<Mime>,
) -> Result<(), MimeError> {
    let kind = media_type(content_type).to_ascii_lowercase();
    if !kind.starts_with("multipart/") {
        if out.len() >= MAX_PARTS {
            return Err(MimeError::TooMany);
        }
        out.push(Mime {
            content_type: match kind.is_empty() {
                true => "text/plain".to_owned(),
                false => content_type.trim().to_owned(),
            },
            id: id.trim_matches(['<', '>', ' ']).to_owned(),
            content: decoded(encoding, body)?,
        });
        return Ok(());
    }
    if depth >= MAX_DEPTH {
        return Err(MimeError::TooMany);
    }
    let boundary = parameter(content_type, "boundary").ok_or(MimeError::NoBoundary)?;
    for part in parts(body, &boundary)? {
        let (headers, content) = split_headers(part);
        let header = |name: &str| {
            let found = headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
            found.map_or("", |(_, value)| value.as_str())
        };
        let kind = header("content-type");
        let encoding = header("content-transfer-encoding");
        take(
            kind,
            encoding,
            header("content-id"),
            content,
            depth + 1,
            out,
        )?;
    }
    Ok(())
}

/// The parts between the boundaries.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<&'a [u8]>, MimeError> {
    let delimiter = format!("--{boundary}");
    let delimiter = delimiter.as_bytes();
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut at = 0;
    while let Some(start) = find(body, delimiter, at) {
        at = start + delimiter.len();
        // A boundary begins a line.
        if start > 0 && body.get(start - 1) != Some(&b'\n') {
            continue;
        }
        if let Some(from) = begun.take() {
            let part = body.get(from..start).unwrap_or_default();
            let part = part.strip_suffix(b"\n").unwrap_or(part);
            found.push(part.strip_suffix(b"\r").unwrap_or(part));
            if found.len() > MAX_PARTS {
                return Err(MimeError::TooMany);
            }
        }
        let rest = body.get(at..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return Ok(found);
        }
        // The rest of its line is nothing but space.
        let line = rest.iter().position(|it| *it == b'\n');
        begun = line.map(|line| at + line + 1);
        at = begun.unwrap_or(body.len());
    }
    match found.is_empty() {
        true => Err(MimeError::NotFound),
        false => Ok(found),
    }
}

fn find(body: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    let found = rest.windows(what.len()).position(|it| it == what);
    found.map(|at| from + at)
}

type Headers = Vec<(String, String)>;

/// Headers of a part, unfolded, and its content.
fn split_headers(part: &[u8]) -> (Headers, &[u8]) {
    let mut headers: Headers = Vec::new();
    let mut rest = part;
    loop {
        let end = rest.iter().position(|it| *it == b'\n');
        let (line, next) = match end {
            Some(end) => rest.split_at(end + 1),
            None => (rest, &[][..]),
        };
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        if text.is_empty() {
            return (headers, next);
        }
        if text.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(text.trim_start());
            }
        } else if let Some((name, value)) = text.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        if next.is_empty() {
            return (headers, next);
        }
        rest = next;
    }
}

/// Padding may be left out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decoded(encoding: &str, content: &[u8]) -> Result<Vec<u8>, MimeError> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => {
            let text: Vec<u8> = content
                .iter()
                .copied()
                .filter(|it| !it.is_ascii_whitespace())
                .collect();
            LENIENT.decode(text).map_err(|_| MimeError::Encoding)
        }
        "quoted-printable" => quoted(content),
        _ => Ok(content.to_vec()),
    }
}

/// Quoted-printable (RFC 2045, 6.7).
fn quoted(content: &[u8]) -> Result<Vec<u8>, MimeError> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            out.push(*first);
            continue;
        }
        if let Some(after) = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")) {
            rest = after;
            continue;
        }
        let digits = rest.get(..2).ok_or(MimeError::Encoding)?;
        let digits = std::str::from_utf8(digits).map_err(|_| MimeError::Encoding)?;
        out.push(u8::from_str_radix(digits, 16).map_err(|_| MimeError::Encoding)?);
        rest = rest.get(2..).unwrap_or_default();
    }
    Ok(out)
}

/// Octets as base64 in lines, for what is written.
pub(crate) fn base64_lines(content: &[u8]) -> String {
    let text = general_purpose::STANDARD.encode(content);
    let mut out = String::with_capacity(text.len() + text.len() / 38);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(76));
        out.push_str(line);
        out.push_str("\r\n");
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "preamble\r\n--b\r\nContent-Type: text/plain\r\n\r\none --b\r\n--b\r\n\
        content-type: multipart/mixed;\r\n boundary=\"in\"\r\n\r\n--in\r\nContent-ID: <x>\r\n\
        Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naG\r\nk\r\n--in\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\nc\r\n--in--\r\n--b--\r\n";

    #[test]
    fn parts_within_parts_are_read_in_order() {
        let parts = Mime::read("multipart/related; boundary=b", BODY.as_bytes()).unwrap();
        let all: Vec<_> = parts
            .iter()
            .map(|it| {
                let content = String::from_utf8_lossy(&it.content).into_owned();
                (it.content_type.as_str(), it.id.as_str(), content)
            })
            .collect();
        assert_eq!(
            all,
            [
                ("text/plain", "", "one --b".to_owned()),
                ("image/png", "x", "hi".to_owned()),
                ("text/plain", "", "a=bc".to_owned()),
            ]
        );
    }

    #[test]
    fn bodies_without_end_are_refused() {
        let read = |kind: &str, body: &str| Mime::read(kind, body.as_bytes());
        assert_eq!(read("multipart/mixed", "x"), Err(MimeError::NoBoundary));
        let kind = "multipart/mixed; boundary=b";
        assert_eq!(read(kind, "x"), Err(MimeError::NotFound));
        assert_eq!(
            read(kind, &"--b\n\nx\n".repeat(100)),
            Err(MimeError::TooMany)
        );
        let nested: String = (0..6)
            .map(|n| {
                format!(
                    "--b{n}\nContent-Type: multipart/mixed; boundary=b{}\n\n",
                    n + 1
                )
            })
            .collect();
        let nested = format!("{nested}--b6\n\nx\n--b6--");
        let kind_of_all = "multipart/mixed; boundary=b0";
        assert_ne!(read(kind_of_all, &nested), Ok(Vec::new()));
        let broken = "--b\nContent-Transfer-Encoding: base64\n\n!!\n--b--";
        assert_eq!(read(kind, broken), Err(MimeError::Encoding));
    }

    #[test]
    fn what_is_written_in_lines_reads_back() {
        let content: Vec<u8> = (0..=255).collect();
        let lines = base64_lines(&content);
        assert!(lines.lines().all(|line| line.len() <= 76));
        assert_eq!(decoded("base64", lines.as_bytes()).unwrap(), content);
    }
}
