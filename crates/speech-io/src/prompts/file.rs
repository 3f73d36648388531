//! What a file must be to be played.

use super::PromptError;
use audio::wav::{Encoding, WavHeader, read_clip, read_header};
use audio::{Clip, SAMPLE_RATE};

/// The size in bytes that a prompt's file must stay below. Source: connect-c-flows.md §7.25.
pub const LARGEST: u64 = 50 * 1024 * 1024;
/// The seconds that a prompt must stay below. Source: connect-c-flows.md §7.25.
const LONGEST: u64 = 300;

/// Reads a file that a flow names by its address: 8 kHz, mono, µ-law or 16-bit.
///
/// # Errors
/// [`PromptError::Size`], [`PromptError::Length`], [`PromptError::Format`], [`PromptError::Wav`].
pub fn read_strict(file: &[u8]) -> Result<Clip, PromptError> {
    let header = bounded(file)?;
    let sound = matches!(
        (header.encoding, header.bits),
        (Encoding::MuLaw, 8) | (Encoding::Pcm, 16)
    );
    if header.sample_rate != SAMPLE_RATE || header.channels != 1 || !sound {
        return Err(PromptError::Format);
    }
    Ok(read_clip(file)?)
}

/// Reads a file of the prompt library, whose uploads are converted where they are of another kind.
///
/// # Errors
/// [`PromptError::Size`], [`PromptError::Length`], [`PromptError::Wav`].
pub fn read_library(file: &[u8]) -> Result<Clip, PromptError> {
    bounded(file)?;
    Ok(read_clip(file)?)
}

fn bounded(file: &[u8]) -> Result<WavHeader, PromptError> {
    if file.len() as u64 >= LARGEST {
        return Err(PromptError::Size);
    }
    let header = read_header(file)?;
    let blocks = (header.data_len / header.block_len()) as u64;
    if blocks >= LONGEST * u64::from(header.sample_rate) {
        return Err(PromptError::Length);
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio::wav::WavError;

    fn wav(tag: u16, channels: u16, rate: u32, bits: u16, length: usize) -> Vec<u8> {
        let mut out = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        out.extend(tag.to_le_bytes());
        out.extend(channels.to_le_bytes());
        out.extend(rate.to_le_bytes());
        out.extend([0; 6]);
        out.extend(bits.to_le_bytes());
        out.extend(b"data");
        out.extend((length as u32).to_le_bytes());
        out.resize(out.len() + length, 0);
        out
    }

    #[test]
    fn mu_law_and_sixteen_bits_of_eight_kilohertz_are_played() {
        let mu_law = read_strict(&wav(7, 1, 8000, 8, 800)).unwrap();
        assert_eq!(mu_law.samples().len(), 800);
        let linear = read_strict(&wav(1, 1, 8000, 16, 800)).unwrap();
        assert_eq!(linear.samples().len(), 400);
    }

    #[test]
    fn other_kinds_are_for_the_library_only() {
        for (tag, channels, rate, bits) in [
            (6, 1, 8000, 8),
            (1, 2, 8000, 16),
            (1, 1, 16_000, 16),
            (1, 1, 8000, 8),
            (3, 1, 8000, 32),
        ] {
            let file = wav(tag, channels, rate, bits, 800);
            assert_eq!(read_strict(&file), Err(PromptError::Format));
            assert!(read_library(&file).is_ok());
        }
        assert_eq!(
            read_strict(b"ID3 is no wave"),
            Err(PromptError::Wav(WavError::NotWav))
        );
    }

    #[test]
    fn five_minutes_and_fifty_megabytes_are_too_much() {
        let below = 8000 * 300 - 1;
        assert!(read_strict(&wav(7, 1, 8000, 8, below)).is_ok());
        let long = wav(7, 1, 8000, 8, below + 1);
        assert_eq!(read_strict(&long), Err(PromptError::Length));
        assert_eq!(read_library(&long), Err(PromptError::Length));
        let large = wav(1, 2, 192_000, 32, LARGEST as usize);
        assert_eq!(read_strict(&large), Err(PromptError::Size));
    }
}
