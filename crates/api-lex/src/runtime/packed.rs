//! JSON in headers: gzip, then base64. Source: RecognizeUtterance, whose members "must be
//! compressed with gzip and then base64 encoded"; that PutSession's are the same is inferred.

use super::Result;
use aws_wire::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use services::bots::BotError;
use std::io::{Read, Write};

/// The most that a packed member may unpack to.
const MOST: u64 = 64 * 1024;

/// Packs a value.
pub(super) fn pack(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string(value).map_err(|it| BotError::Internal(it.to_string()))?;
    pack_text(&text)
}

/// Packs a text.
pub(super) fn pack_text(text: &str) -> Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let packed = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    let packed = packed.map_err(|error| BotError::Internal(error.to_string()))?;
    Ok(STANDARD.encode(packed))
}

/// Unpacks a member of a request; base64 without gzip is taken too, as clients send it.
pub(super) fn unpack(name: &str, packed: &str) -> Result<Value> {
    let wrong = || BotError::Invalid(format!("{name} is not JSON, packed by gzip and base64"));
    let bytes = STANDARD.decode(packed).map_err(|_| wrong())?;
    let mut text = Vec::new();
    match bytes.starts_with(&[0x1f, 0x8b]) {
        true => {
            let read = GzDecoder::new(&*bytes).take(MOST).read_to_end(&mut text);
            read.map_err(|_| wrong())?;
        }
        false => text = bytes,
    }
    serde_json::from_slice(&text).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_packed_is_unpacked() {
        let value = json!({"a": ["é", 1]});
        assert_eq!(unpack("x", &pack(&value).unwrap()), Ok(value));
        assert_eq!(unpack("x", "e30="), Ok(json!({})));
        assert!(unpack("x", "???").is_err());
    }

    #[test]
    fn a_bomb_is_cut_off() {
        let bomb = pack_text(&format!("\"{}\"", "a".repeat(1_000_000))).unwrap();
        assert!(unpack("x", &bomb).is_err());
    }
}
