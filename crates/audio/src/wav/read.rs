//! Reading WAV files into clips.

use super::{Encoding, WavHeader};
use crate::frame::{Clip, SAMPLE_RATE};
use crate::g711::Law;
use crate::resample::resample;
use thiserror::Error;

/// A file that is no playable WAV.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum WavError {
    /// No RIFF/WAVE at the start.
    #[error("not a WAV file")]
    NotWav,
    /// The file ends before its `fmt ` and `data` chunks.
    #[error("WAV file is cut off or has no {0} chunk")]
    Missing(&'static str),
    /// A compression that we do not read.
    #[error("WAV format {tag:#06x} with {bits} bits is not supported: use PCM or G.711")]
    Encoding {
        /// `wFormatTag`, or the sub-format's for extensible files.
        tag: u16,
        /// Bits per sample.
        bits: u16,
    },
    /// No or too many channels.
    #[error("{0} channels are not supported: use mono or stereo")]
    Channels(u16),
    /// A rate outside 4 to 192 kHz.
    #[error("a sample rate of {0} Hz is not supported")]
    SampleRate(u32),
    /// Longer than a prompt may be.
    #[error("longer than {0} seconds")]
    TooLong(u32),
}

/// Prompts longer than this are refused, so that one upload cannot fill the memory.
const MAX_SECONDS: u32 = 3600;

/// Reads the chunks up to the samples.
pub fn read_header(bytes: &[u8]) -> Result<WavHeader, WavError> {
    if bytes.get(0..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        return Err(WavError::NotWav);
    }
    let mut at = 12;
    let mut format: Option<WavHeader> = None;
    loop {
        let missing = if format.is_none() { "fmt" } else { "data" };
        let (Some(name), Some(len)) = (bytes.get(at..at + 4), read_u32(bytes, at + 4)) else {
            return Err(WavError::Missing(missing));
        };
        let body = at + 8;
        let len = len as usize;
        match name {
            b"fmt " => format = Some(parse_format(bytes, body, len)?),
            b"data" => {
                let mut header = format.ok_or(WavError::Missing("fmt"))?;
                // A writer that was killed leaves a wrong length; take what is there.
                let there = bytes.len() - body;
                header.data_start = body;
                header.data_len = if len == 0 { there } else { len.min(there) };
                header.data_len -= header.data_len % header.block_len();
                return Ok(header);
            }
            _ => {}
        }
        at = body
            .checked_add(len)
            .and_then(|end| end.checked_add(len & 1))
            .ok_or(WavError::Missing(missing))?;
    }
}

fn parse_format(bytes: &[u8], at: usize, len: usize) -> Result<WavHeader, WavError> {
    let word = |offset| read_u16(bytes, at + offset).ok_or(WavError::Missing("fmt"));
    let (mut tag, channels, bits) = (word(0)?, word(2)?, word(14)?);
    let sample_rate = read_u32(bytes, at + 4).ok_or(WavError::Missing("fmt"))?;
    if tag == 0xfffe && len >= 26 {
        // WAVE_FORMAT_EXTENSIBLE: the real tag opens the sub-format GUID.
        tag = word(24)?;
    }
    let encoding = match (tag, bits) {
        (1, 8 | 16 | 24 | 32) => Encoding::Pcm,
        (3, 32) => Encoding::Float,
        (6, 8) => Encoding::ALaw,
        (7, 8) => Encoding::MuLaw,
        _ => return Err(WavError::Encoding { tag, bits }),
    };
    if !(1..=8).contains(&channels) {
        return Err(WavError::Channels(channels));
    }
    if !(4_000..=192_000).contains(&sample_rate) {
        return Err(WavError::SampleRate(sample_rate));
    }
    Ok(WavHeader {
        encoding,
        channels,
        sample_rate,
        bits,
        data_start: 0,
        data_len: 0,
    })
}

/// Reads a whole file into a clip: channels are averaged to mono and the rate becomes
/// [`SAMPLE_RATE`]. Safe on any bytes.
pub fn read_clip(bytes: &[u8]) -> Result<Clip, WavError> {
    let header = read_header(bytes)?;
    let blocks = header.data_len / header.block_len();
    if blocks as u64 > u64::from(header.sample_rate) * u64::from(MAX_SECONDS) {
        return Err(WavError::TooLong(MAX_SECONDS));
    }
    let data = bytes
        .get(header.data_start..header.data_start + header.data_len)
        .ok_or(WavError::Missing("data"))?;
    let width = usize::from(header.bits / 8);
    let channels = i32::from(header.channels);
    let mono: Vec<i16> = data
        .chunks_exact(header.block_len())
        .map(|block| {
            let sum: i32 = block
                .chunks_exact(width)
                .map(|sample| i32::from(linear(header.encoding, sample)))
                .sum();
            (sum / channels) as i16
        })
        .collect();
    Ok(Clip::new(resample(&mono, header.sample_rate, SAMPLE_RATE)))
}

/// One little-endian sample as 16-bit linear.
fn linear(encoding: Encoding, sample: &[u8]) -> i16 {
    match (encoding, sample) {
        (Encoding::MuLaw, &[byte]) => Law::Mu.decode_sample(byte),
        (Encoding::ALaw, &[byte]) => Law::A.decode_sample(byte),
        (Encoding::Pcm, &[byte]) => (i16::from(byte) - 128) << 8,
        (Encoding::Float, &[a, b, c, d]) => {
            (f32::from_le_bytes([a, b, c, d]) * 32_767.0).clamp(-32_768.0, 32_767.0) as i16
        }
        // The two highest bytes of 16, 24 or 32 bits.
        (Encoding::Pcm, &[.., low, high]) => i16::from_le_bytes([low, high]),
        _ => 0,
    }
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let word = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(word.try_into().ok()?))
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(word.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(tag: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
        let mut out = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        out.extend(tag.to_le_bytes());
        out.extend(channels.to_le_bytes());
        out.extend(rate.to_le_bytes());
        out.extend([0; 6]);
        out.extend(bits.to_le_bytes());
        // An odd chunk in between, with its pad byte.
        out.extend(b"LIST\x03\0\0\0abc\0data");
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(data);
        out
    }

    #[test]
    fn stereo_16_bit_becomes_mono() {
        let data: Vec<u8> = [100_i16, 300, -100, -300]
            .iter()
            .flat_map(|s| s.to_le_bytes())
            .collect();
        let clip = read_clip(&wav(1, 2, 8000, 16, &data)).unwrap();
        assert_eq!(clip.samples(), [200, -200]);
    }

    #[test]
    fn all_supported_encodings_agree() {
        let pcm8 = read_clip(&wav(1, 1, 8000, 8, &[128, 192])).unwrap();
        assert_eq!(pcm8.samples(), [0, 16_384]);
        let float = read_clip(&wav(3, 1, 8000, 32, &0.5_f32.to_le_bytes())).unwrap();
        assert_eq!(float.samples(), [16_383]);
        let mu = read_clip(&wav(7, 1, 8000, 8, &[0xff, 0x80])).unwrap();
        assert_eq!(mu.samples(), [0, 32_124]);
        let deep = read_clip(&wav(1, 1, 8000, 24, &[9, 0x34, 0x12])).unwrap();
        assert_eq!(deep.samples(), [0x1234]);
    }

    #[test]
    fn other_rates_are_converted() {
        let clip = read_clip(&wav(1, 1, 44_100, 16, &[0; 88_200])).unwrap();
        assert_eq!(clip.samples().len(), 8000);
    }

    #[test]
    fn bad_files_say_what_is_wrong() {
        assert_eq!(read_clip(b"ID3 mp3"), Err(WavError::NotWav));
        let mp3 = wav(0x55, 1, 8000, 0, &[]);
        assert_eq!(
            read_clip(&mp3),
            Err(WavError::Encoding { tag: 0x55, bits: 0 })
        );
        assert_eq!(
            read_clip(&wav(1, 0, 8000, 16, &[])),
            Err(WavError::Channels(0))
        );
        assert_eq!(
            read_clip(&wav(1, 1, 0, 16, &[])),
            Err(WavError::SampleRate(0))
        );
        let whole = wav(1, 1, 8000, 16, &[0; 8]);
        for end in 0..whole.len() - 8 {
            assert!(read_clip(&whole[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn a_length_beyond_the_end_is_cut() {
        let mut file = wav(1, 1, 8000, 16, &[0; 8]);
        let at = file.len() - 12;
        file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read_clip(&file).unwrap().samples().len(), 4);
    }
}
