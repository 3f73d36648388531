//! G.711: A-law and µ-law, table based.
//!
//! Source: ITU-T G.711 (11/1988); payload types 0 and 8 of RFC 3551 section 4.5.14.

/// A companding law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// µ-law, PCMU, used in North America and Japan.
    Mu,
    /// A-law, PCMA, used in the rest of the world.
    A,
}

impl Law {
    /// The byte that stands for silence.
    pub const fn silence(self) -> u8 {
        match self {
            Self::Mu => 0xff,
            Self::A => 0xd5,
        }
    }

    /// Expands one byte.
    pub fn decode_sample(self, byte: u8) -> i16 {
        self.expand()[usize::from(byte)]
    }

    /// Compresses one sample.
    pub fn encode_sample(self, sample: i16) -> u8 {
        // The lowest two bits do not survive either law's finest step at 14 (µ) or 13 (A) bits.
        self.compress()[usize::from(sample as u16 >> 2)]
    }

    /// Expands bytes into samples, as many as both hold; returns how many.
    pub fn decode(self, bytes: &[u8], samples: &mut [i16]) -> usize {
        let table = self.expand();
        let count = bytes.len().min(samples.len());
        for (sample, byte) in samples.iter_mut().zip(bytes) {
            *sample = table[usize::from(*byte)];
        }
        count
    }

    /// Compresses samples into bytes, as many as both hold; returns how many.
    pub fn encode(self, samples: &[i16], bytes: &mut [u8]) -> usize {
        let table = self.compress();
        let count = bytes.len().min(samples.len());
        for (byte, sample) in bytes.iter_mut().zip(samples) {
            *byte = table[usize::from(*sample as u16 >> 2)];
        }
        count
    }

    fn expand(self) -> &'static [i16; 256] {
        match self {
            Self::Mu => &MU_EXPAND,
            Self::A => &A_EXPAND,
        }
    }

    fn compress(self) -> &'static [u8; 16_384] {
        match self {
            Self::Mu => &MU_COMPRESS,
            Self::A => &A_COMPRESS,
        }
    }
}

static MU_EXPAND: [i16; 256] = expansion(Law::Mu);
static A_EXPAND: [i16; 256] = expansion(Law::A);
static MU_COMPRESS: [u8; 16_384] = compression(Law::Mu);
static A_COMPRESS: [u8; 16_384] = compression(Law::A);

const fn expansion(law: Law) -> [i16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match law {
            Law::Mu => expand_mu(byte as u8),
            Law::A => expand_a(byte as u8),
        };
        byte += 1;
    }
    table
}

const fn compression(law: Law) -> [u8; 16_384] {
    let mut table = [0; 16_384];
    let mut index = 0;
    while index < 16_384 {
        let sample = ((index as u16) << 2) as i16;
        table[index] = match law {
            Law::Mu => compress_mu(sample),
            Law::A => compress_a(sample),
        };
        index += 1;
    }
    table
}

/// µ-law works on a 14-bit magnitude with a bias of 33, here scaled to 16 bits (132).
const MU_BIAS: i32 = 132;

const fn expand_mu(byte: u8) -> i16 {
    let code = !byte;
    let segment = (code >> 4) & 7;
    let magnitude = (((((code & 15) as i32) << 3) + MU_BIAS) << segment) - MU_BIAS;
    (if code & 0x80 != 0 {
        -magnitude
    } else {
        magnitude
    }) as i16
}

const fn compress_mu(sample: i16) -> u8 {
    let negative = sample < 0;
    let mut magnitude = (if negative {
        -(sample as i32)
    } else {
        sample as i32
    }) + MU_BIAS;
    if magnitude > 0x7fff {
        magnitude = 0x7fff;
    }
    // The bias guarantees bit 7, so the segment is the position of the highest bit above it.
    let segment = 24 - (magnitude as u32).leading_zeros() as i32;
    let step = (magnitude >> (segment + 3)) & 15;
    !(((negative as i32) << 7 | segment << 4 | step) as u8)
}

const fn expand_a(byte: u8) -> i16 {
    // Every second bit is inverted on the line (G.711 table 1a, note 2).
    let code = byte ^ 0x55;
    let segment = (code >> 4) & 7;
    let step = ((code & 15) as i32) << 4;
    let magnitude = if segment == 0 {
        step + 8
    } else {
        (step + 0x108) << (segment - 1)
    };
    (if code & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }) as i16
}

const fn compress_a(sample: i16) -> u8 {
    let positive = sample >= 0;
    let magnitude = if positive {
        sample as i32
    } else {
        !(sample as i32)
    };
    let (segment, step) = if magnitude < 256 {
        (0, magnitude >> 4)
    } else {
        let segment = 24 - (magnitude as u32).leading_zeros() as i32;
        (segment, (magnitude >> (segment + 3)) & 15)
    };
    (((positive as i32) << 7 | segment << 4 | step) as u8) ^ 0x55
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points_match_the_standard() {
        // G.711 tables 1 and 2: ends, zero, and the first steps, scaled to 16 bits.
        assert_eq!(Law::Mu.decode_sample(0x80), 32_124);
        assert_eq!(Law::Mu.decode_sample(0x00), -32_124);
        assert_eq!(Law::Mu.decode_sample(0xff), 0);
        assert_eq!(Law::Mu.decode_sample(0xfe), 8);
        assert_eq!(Law::A.decode_sample(0xd5), 8);
        assert_eq!(Law::A.decode_sample(0x55), -8);
        assert_eq!(Law::A.decode_sample(0xaa), 32_256);
        assert_eq!(Law::A.decode_sample(0x2a), -32_256);
    }

    #[test]
    fn every_code_survives_a_round_trip() {
        for law in [Law::Mu, Law::A] {
            for byte in 0..=255 {
                let sample = law.decode_sample(byte);
                let again = law.encode_sample(sample);
                // µ-law has two zeros; both mean the same sample.
                assert_eq!(law.decode_sample(again), sample, "{law:?} {byte:#x}");
            }
        }
    }

    #[test]
    fn quantisation_error_stays_within_the_segment_step() {
        for law in [Law::Mu, Law::A] {
            for sample in i16::MIN..=i16::MAX {
                let back = i32::from(law.decode_sample(law.encode_sample(sample)));
                let error = (back - i32::from(sample)).abs();
                let allowed = (i32::from(sample).abs() >> 4).max(16);
                // The topmost values are clipped by the law itself.
                let clipped = if sample.unsigned_abs() > 32_000 {
                    700
                } else {
                    0
                };
                assert!(error <= allowed + clipped, "{law:?} {sample} -> {back}");
            }
        }
    }

    #[test]
    fn silence_is_silent_in_both_laws() {
        for law in [Law::Mu, Law::A] {
            assert_eq!(law.encode_sample(0), law.silence());
            assert!(law.decode_sample(law.silence()).abs() <= 8);
        }
    }
}
