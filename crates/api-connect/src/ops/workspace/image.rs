//! Which files can be a logo: pictures that a browser shows, known by how they begin, and small
//! enough for one member of a request.

use crate::common::{Result, invalid};

/// The largest, in bytes: what fits into `MediaSource` as base64.
pub(super) const LARGEST: usize = 533_333 / 4 * 3;

/// How a picture begins, and what its file is called.
const BEGINNINGS: [(&[u8], &str); 6] = [
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\0\0\x01\0", "ico"),
    (b"RIFF", "webp"),
];

/// The extension of a picture's file.
///
/// # Errors
/// What is no picture, and one that is too large.
pub(super) fn extension(bytes: &[u8]) -> Result<&'static str> {
    if bytes.len() > LARGEST {
        return Err(invalid(format!("the picture is larger than {LARGEST} bytes")));
    }
    let known = BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start));
    match known {
        Some((_, "webp")) if bytes.get(8..12) != Some(b"WEBP") => {}
        Some((_, extension)) => return Ok(extension),
        None if is_svg(bytes) => return Ok("svg"),
        None => {}
    }
    Err(invalid(
        "MediaSource is no picture: PNG, JPEG, GIF, WebP, ICO and SVG are taken",
    ))
}

/// An SVG's root follows at most a declaration, a document type and comments.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            it if it.starts_with("<?") => "?>",
            it if it.starts_with("<!--") => "-->",
            it if it.starts_with("<!") => ">",
            it => return it.starts_with("<svg") && text.contains("</svg>"),
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_how_they_begin() {
        let svg = b"<?xml version='1.0'?>\n<!-- a --><svg xmlns='x'></svg>";
        assert_eq!(extension(svg).unwrap(), "svg");
        assert_eq!(extension(b"\x89PNG\r\n\x1a\nrest").unwrap(), "png");
        assert_eq!(extension(b"RIFF\x04\0\0\0WEBPVP8 ").unwrap(), "webp");
        for wrong in [&b"RIFF\x04\0\0\0WAVEfmt "[..], b"", b"<html></html>", b"<!--"] {
            assert!(extension(wrong).is_err(), "{wrong:?}");
        }
        let mut large = b"GIF89a".to_vec();
        large.resize(LARGEST + 1, 0);
        assert!(extension(&large).is_err());
    }
}
