//! `aws-chunked` bodies: what S3 clients send when a checksum follows the data.
//!
//! Each chunk is `<size in hex>[;extensions]\r\n<data>\r\n`; one of size 0 is the last, and trailers
//! follow it. Source: S3 API reference, "Signature calculations: transferring payload in multiple
//! chunks" and "… with trailing headers".

use bytes::{Bytes, BytesMut};
use thiserror::Error;

/// A body that is not what its encoding says.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("the aws-chunked body is malformed")]
pub(crate) struct ChunkError;

/// The data of a chunked body. `expected` is the stated `x-amz-decoded-content-length`.
pub(crate) fn decode(body: &Bytes, expected: Option<usize>) -> Result<Bytes, ChunkError> {
    let mut rest: &[u8] = body;
    let mut parts: Vec<&[u8]> = Vec::new();
    loop {
        let end = find_crlf(rest).ok_or(ChunkError)?;
        let (line, after) = rest.split_at_checked(end).ok_or(ChunkError)?;
        let after = after.get(2..).ok_or(ChunkError)?;
        let size = size(line)?;
        if size == 0 {
            // Trailers hold checksums; the signature or TLS protects the body already.
            break;
        }
        let (data, after) = after.split_at_checked(size).ok_or(ChunkError)?;
        rest = after.strip_prefix(b"\r\n").ok_or(ChunkError)?;
        parts.push(data);
    }
    let total = parts.iter().map(|part| part.len()).sum();
    if expected.is_some_and(|expected| expected != total) {
        return Err(ChunkError);
    }
    if let [only] = parts.as_slice() {
        return Ok(body.slice_ref(only));
    }
    let mut out = BytesMut::with_capacity(total);
    for part in parts {
        out.extend_from_slice(part);
    }
    Ok(out.freeze())
}

fn find_crlf(bytes: &[u8]) -> Option<usize> {
    // A chunk's first line holds a size and at most a signature.
    bytes
        .iter()
        .take(1024)
        .zip(bytes.iter().skip(1))
        .position(|(a, b)| (*a, *b) == (b'\r', b'\n'))
}

fn size(line: &[u8]) -> Result<usize, ChunkError> {
    let text = std::str::from_utf8(line).map_err(|_| ChunkError)?;
    let digits = text.split(';').next().unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(ChunkError);
    }
    usize::from_str_radix(digits, 16).map_err(|_| ChunkError)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &'static str) -> Result<Bytes, ChunkError> {
        decode(&Bytes::from_static(text.as_bytes()), None)
    }

    #[test]
    fn chunks_are_joined_and_trailers_left_out() {
        let body =
            "3\r\nabc\r\n2;chunk-signature=00\r\nde\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n";
        assert_eq!(decoded(body).unwrap(), "abcde");
        assert_eq!(decoded("0\r\n\r\n").unwrap(), "");
    }

    #[test]
    fn cut_and_lying_bodies_are_refused() {
        for body in [
            "",
            "3\r\nab",
            "3\r\nabc",
            "zz\r\n",
            "-1\r\n",
            "ffffffffffffffffff\r\n",
            "3\r\nabcde\r\n0\r\n",
        ] {
            assert_eq!(decoded(body), Err(ChunkError), "{body:?}");
        }
        let body = Bytes::from_static(b"3\r\nabc\r\n0\r\n\r\n");
        assert_eq!(decode(&body, Some(4)), Err(ChunkError));
        assert_eq!(decode(&body, Some(3)).unwrap(), "abc");
    }
}
