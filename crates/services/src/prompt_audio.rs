//! Whether a file can be a prompt.
//!
//! WAV, at most 50 MB and five minutes, one or two channels, PCM or G.711. The published format is
//! 8 kHz mono; other rates and stereo are taken too, since the player converts them as the public
//! service converts 16 kHz. Source: connect-c-flows.md §9.

use crate::{ServiceError, Services};
use audio::wav::{WavError, WavHeader, read_header};
use blob::{BlobError, BlobPath};

/// The longest file, in bytes.
const LARGEST: u64 = 50_000_000;
/// The longest prompt, in seconds.
const LONGEST: u64 = 300;
/// Where the samples begin in nearly every file; others are read in full.
const HEAD: u64 = 64 * 1024;

impl Services {
    /// Makes sure that a blob is there and can be a prompt.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] when it is not, with the reason.
    pub async fn check_audio(&self, name: &str) -> Result<(), ServiceError> {
        let path: BlobPath = name
            .parse()
            .map_err(|error: blob::PathError| ServiceError::InvalidParameter(error.to_string()))?;
        let fault = |error| match error {
            BlobError::NotFound(_) => {
                ServiceError::InvalidParameter(format!("there is no object {name}"))
            }
            BlobError::Range { .. } => {
                ServiceError::InvalidParameter(format!("{name} is not a WAV file"))
            }
            other => ServiceError::Unavailable(other.to_string()),
        };
        let size = self.blobs.info(&path).await.map_err(fault)?.size;
        let refused = |why: String| {
            ServiceError::InvalidParameter(format!("{name} cannot be a prompt: {why}"))
        };
        if size > LARGEST {
            return Err(refused(format!("it is larger than {LARGEST} bytes")));
        }
        let mut bytes = self.blobs.get_range(&path, 0..HEAD).await.map_err(fault)?;
        let mut header = read_header(&bytes);
        if matches!(header, Err(WavError::Missing(_))) && size > HEAD {
            bytes = self.blobs.get(&path).await.map_err(fault)?;
            header = read_header(&bytes);
        }
        let header = header.map_err(|error| refused(error.to_string()))?;
        check(&header, &bytes, size).map_err(refused)
    }
}

/// Judges a file by its header, its first bytes and its size.
fn check(header: &WavHeader, head: &[u8], size: u64) -> Result<(), String> {
    if header.channels > 2 {
        return Err(format!("it has {} channels", header.channels));
    }
    let start = header.data_start as u64;
    let there = size.saturating_sub(start);
    // The chunk's own length stands before its samples; 0 is what a writer that streams leaves.
    let stated = header
        .data_start
        .checked_sub(4)
        .and_then(|at| head.get(at..header.data_start)?.try_into().ok())
        .map(u32::from_le_bytes);
    let length = match stated {
        Some(stated) if stated > 0 => there.min(u64::from(stated)),
        _ => there,
    };
    let samples = length / (header.block_len() as u64).max(1);
    if samples == 0 {
        return Err("it has no sound".to_owned());
    }
    if samples > u64::from(header.sample_rate) * LONGEST {
        return Err(format!("it is longer than {LONGEST} seconds"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file's header: µ-law, this many channels and samples a second, this many bytes stated.
    fn file(channels: u16, rate: u32, stated: u32) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x07\0".to_vec();
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend((rate * u32::from(channels)).to_le_bytes());
        file.extend(channels.to_le_bytes());
        file.extend(8_u16.to_le_bytes());
        file.extend(b"data");
        file.extend(stated.to_le_bytes());
        file
    }

    fn judge(channels: u16, rate: u32, stated: u32, samples: u64) -> Result<(), String> {
        let head = file(channels, rate, stated);
        let header = read_header(&head).unwrap();
        check(&header, &head, head.len() as u64 + samples)
    }

    #[test]
    fn a_prompt_is_at_most_five_minutes_of_one_or_two_channels() {
        let cases = [
            (1, 8000, 2_400_000, 2_400_000, None),
            (2, 8000, 4_800_000, 4_800_000, None),
            (1, 16_000, 4_800_000, 4_800_000, None),
            (1, 8000, 2_400_001, 2_400_001, Some("300 seconds")),
            // What is there counts, and what follows the samples does not.
            (1, 8000, 2_400_001, 100, None),
            (1, 8000, 100, 9_000_000, None),
            (1, 8000, 0, 2_400_001, Some("300 seconds")),
            (1, 8000, 0, 0, Some("no sound")),
            (3, 8000, 300, 300, Some("3 channels")),
        ];
        for (channels, rate, stated, samples, wanted) in cases {
            let judged = judge(channels, rate, stated, samples);
            match (wanted, judged) {
                (None, judged) => assert_eq!(judged, Ok(())),
                (Some(wanted), judged) => assert!(judged.unwrap_err().contains(wanted)),
            }
        }
    }
}
