//! The unit of audio: 20 ms at 8 kHz.

use std::time::Duration;

/// Samples per second of all audio inside the product.
pub const SAMPLE_RATE: u32 = 8_000;

/// Samples in a frame.
pub const FRAME_SAMPLES: usize = 160;

/// Milliseconds in a frame.
pub const FRAME_MILLIS: u64 = 20;

/// The length of a frame.
pub const FRAME_TIME: Duration = Duration::from_millis(FRAME_MILLIS);

/// 20 ms of 16-bit linear mono.
pub type Frame = [i16; FRAME_SAMPLES];

/// A frame in which nothing is heard.
pub const SILENCE: Frame = [0; FRAME_SAMPLES];

/// A piece of audio in memory, ready to be played: 16-bit linear mono at [`SAMPLE_RATE`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Clip {
    samples: Vec<i16>,
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clip({:?})", self.duration())
    }
}

impl Clip {
    /// A clip of samples at [`SAMPLE_RATE`].
    pub fn new(samples: Vec<i16>) -> Self {
        Self { samples }
    }

    /// A clip of silence.
    pub fn silence(duration: Duration) -> Self {
        let samples = duration.as_millis() as usize * SAMPLE_RATE as usize / 1000;
        Self::new(vec![0; samples])
    }

    /// The samples.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// How long it plays.
    pub fn duration(&self) -> Duration {
        Duration::from_micros(self.samples.len() as u64 * 1_000_000 / u64::from(SAMPLE_RATE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_knows_how_long_it_plays() {
        assert_eq!(
            Clip::new(vec![0; 12_000]).duration(),
            Duration::from_millis(1500)
        );
        let second = Duration::from_secs(1);
        assert_eq!(Clip::silence(second).duration(), second);
    }
}
