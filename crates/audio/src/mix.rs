//! Mixing, gain and level.

use crate::frame::{FRAME_SAMPLES, Frame, SILENCE};

/// A sum of frames that cannot overflow: 16 bits of headroom are 65,536 voices.
#[derive(Clone)]
pub struct Sum {
    samples: [i32; FRAME_SAMPLES],
    voices: u32,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            samples: [0; FRAME_SAMPLES],
            voices: 0,
        }
    }
}

impl Sum {
    /// Back to silence.
    pub fn clear(&mut self) {
        if self.voices > 0 {
            *self = Self::default();
        }
    }

    /// How many frames were added.
    pub fn voices(&self) -> u32 {
        self.voices
    }

    /// Adds one voice.
    pub fn add(&mut self, frame: &Frame) {
        for (sum, sample) in self.samples.iter_mut().zip(frame) {
            *sum += i32::from(*sample);
        }
        self.voices += 1;
    }

    /// The sum, saturated.
    pub fn frame(&self) -> Frame {
        let mut out = SILENCE;
        if self.voices > 0 {
            for (out, sum) in out.iter_mut().zip(&self.samples) {
                *out = saturate(*sum);
            }
        }
        out
    }

    /// The sum without one of its voices (mix-minus): what that voice's owner hears.
    pub fn without(&self, own: &Frame) -> Frame {
        let mut out = SILENCE;
        for ((out, sum), own) in out.iter_mut().zip(&self.samples).zip(own) {
            *out = saturate(*sum - i32::from(*own));
        }
        out
    }
}

fn saturate(sample: i32) -> i16 {
    sample.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

/// Adds `other` to `frame`, saturated.
pub fn add(frame: &mut Frame, other: &Frame) {
    for (sample, other) in frame.iter_mut().zip(other) {
        *sample = sample.saturating_add(*other);
    }
}

/// Multiplies samples by a factor in 1/256 steps (256 leaves them as they are), saturated.
pub fn gain(samples: &mut [i16], factor_256: u16) {
    for sample in samples {
        *sample = saturate((i32::from(*sample) * i32::from(factor_256)) >> 8);
    }
}

/// Root mean square of samples, 0 to 32,768; 0 for none.
pub fn rms(samples: &[i16]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let energy: i64 = samples
        .iter()
        .map(|sample| i64::from(*sample) * i64::from(*sample))
        .sum();
    (energy as f32 / samples.len() as f32).sqrt()
}

/// Level in dBov as RFC 6464 section 3 counts it: 0 is overload, 127 is silence.
pub fn level_dbov(samples: &[i16]) -> u8 {
    let rms = rms(samples);
    if rms <= 0.0 {
        return 127;
    }
    (-20.0 * (rms / 32_768.0).log10()).clamp(0.0, 127.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_hears_themselves() {
        let (a, b) = ([1000; FRAME_SAMPLES], [-300; FRAME_SAMPLES]);
        let mut sum = Sum::default();
        sum.add(&a);
        sum.add(&b);
        assert_eq!(sum.without(&a), b);
        assert_eq!(sum.frame()[0], 700);
    }

    #[test]
    fn loud_voices_saturate_and_do_not_wrap() {
        let mut sum = Sum::default();
        for _ in 0..3 {
            sum.add(&[30_000; FRAME_SAMPLES]);
        }
        assert_eq!(sum.frame()[7], i16::MAX);
        let mut frame = [-30_000; FRAME_SAMPLES];
        add(&mut frame, &[-30_000; FRAME_SAMPLES]);
        assert_eq!(frame[0], i16::MIN);
    }

    #[test]
    fn gain_scales_and_saturates() {
        let mut samples = [100, -100, 30_000];
        gain(&mut samples, 512);
        assert_eq!(samples, [200, -200, i16::MAX]);
    }

    #[test]
    fn level_of_full_scale_and_of_silence() {
        assert_eq!(level_dbov(&[i16::MAX; 160]), 0);
        assert_eq!(level_dbov(&SILENCE), 127);
        assert_eq!(level_dbov(&[328; 160]), 39);
    }
}
