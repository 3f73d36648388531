//! The canonical form of a request, which is what gets signed.

use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use std::fmt::Write;

/// Everything but the unreserved characters of RFC 3986 section 2.3.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &STRICT.remove(b'/');

/// The SHA-256 of nothing.
pub const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// How a path enters the canonical request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathEncoding {
    /// The path as sent, without `.`, `..` and empty segments, percent-encoded once more. Every
    /// service but S3.
    #[default]
    Twice,
    /// The path as sent. S3.
    Once,
}

/// The canonical request: method, path, query, headers, names of the signed headers, hash of the
/// body, one per line.
///
/// `query` is the raw query; `X-Amz-Signature` in it is left out. `signed` must be lower-case and
/// sorted; a signed header that the request lacks counts as empty, which makes the signature fail.
pub fn canonical_request(
    method: &str,
    path: &str,
    encoding: PathEncoding,
    query: &str,
    headers: &HeaderMap,
    signed: &[String],
    body_hash: &str,
) -> String {
    let mut out = String::with_capacity(512);
    out.push_str(method);
    out.push('\n');
    out.push_str(&canonical_path(path, encoding));
    out.push('\n');
    out.push_str(&canonical_query(query));
    out.push('\n');
    for name in signed {
        out.push_str(name);
        out.push(':');
        for (at, value) in headers.get_all(name).iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            push_trimmed(&mut out, value.as_bytes());
        }
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&signed.join(";"));
    out.push('\n');
    out.push_str(body_hash);
    out
}

fn canonical_path(path: &str, encoding: PathEncoding) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    if encoding == PathEncoding::Once {
        return path.to_owned();
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let mut normal = String::with_capacity(path.len() + 8);
    for segment in &segments {
        normal.push('/');
        normal.push_str(segment);
    }
    if segments.is_empty() || path.ends_with('/') {
        normal.push('/');
    }
    utf8_percent_encode(&normal, PATH).to_string()
}

/// Decoded, encoded strictly, sorted. Clients differ in what they escape, so what arrives is not
/// taken as it is.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (strict(name), strict(value))
        })
        .filter(|(name, _)| name != "X-Amz-Signature")
        .collect();
    pairs.sort_unstable();
    let mut out = String::with_capacity(query.len() + 8);
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&name);
        out.push('=');
        out.push_str(&value);
    }
    out
}

fn strict(raw: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(&raw.replace('+', " ")).collect();
    percent_encoding::percent_encode(&bytes, STRICT).to_string()
}

/// Percent-encodes a value for a query that is about to be signed.
pub(crate) fn encode_query(value: &str) -> String {
    utf8_percent_encode(value, STRICT).to_string()
}

/// Without spaces at the ends, runs of spaces within as one.
fn push_trimmed(out: &mut String, value: &[u8]) {
    let text = String::from_utf8_lossy(value);
    for (at, word) in text
        .split([' ', '\t'])
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
