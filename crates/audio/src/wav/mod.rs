//! WAV files: reading prompts of any usual kind, and writing recordings.
//!
//! Source: RIFF/WAVE as in RFC 2361 and the multimedia programming interface 1.0: chunks with a
//! four-letter name and a little-endian length, padded to even lengths.

mod read;
mod write;

pub use read::{WavError, read_clip, read_header};
pub use write::{HEADER_LEN, WavWriter};

/// How samples lie in the file: the codes of `wFormatTag`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// 1: linear, 8 (unsigned), 16, 24 or 32 bits.
    Pcm,
    /// 3: 32-bit floating point, full scale at 1.0.
    Float,
    /// 6: G.711 A-law.
    ALaw,
    /// 7: G.711 µ-law.
    MuLaw,
}

/// What a file's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WavHeader {
    /// How samples lie in the file.
    pub encoding: Encoding,
    /// Channels, 1 or more.
    pub channels: u16,
    /// Samples per second and channel.
    pub sample_rate: u32,
    /// Bits per sample.
    pub bits: u16,
    /// Where the samples start, in bytes.
    pub data_start: usize,
    /// Bytes of samples that are in fact there.
    pub data_len: usize,
}

impl WavHeader {
    /// Bytes of one sample of every channel.
    pub fn block_len(&self) -> usize {
        usize::from(self.channels) * usize::from(self.bits / 8)
    }
}
