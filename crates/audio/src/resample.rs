//! Changing the sample rate with a windowed-sinc filter.
//!
//! For files and tests, not for the media path: libopus takes and gives 8 kHz itself.

use std::f32::consts::PI;

/// Zero crossings of the sinc on each side; 16 keep aliases about 70 dB down.
const CROSSINGS: f32 = 16.0;
/// The share of the band that passes unharmed; the rest is the filter's slope.
const PASS: f32 = 0.92;

/// Changes the rate of a stream of samples from one whole number of hertz to another.
///
/// A polyphase filter: the ratio in lowest terms gives `up` phases, each a short row of
/// coefficients. Ratios such as 44,100 to 8,000 have 80 phases, which is still small.
#[derive(Debug, Clone)]
pub struct Resampler {
    up: usize,
    down: usize,
    taps: usize,
    /// `up` rows of `taps` coefficients.
    phases: Vec<f32>,
    /// The last `taps` samples that came in, then new ones.
    history: Vec<f32>,
    /// Position of the next output within the input, in units of 1/`up` samples.
    position: usize,
    passthrough: bool,
}

impl Resampler {
    /// A converter between two rates in hertz; both are held within 1,000 to 384,000.
    pub fn new(from: u32, to: u32) -> Self {
        let (from, to) = (from.clamp(1_000, 384_000), to.clamp(1_000, 384_000));
        let divisor = gcd(from, to);
        let (up, down) = ((to / divisor) as usize, (from / divisor) as usize);
        // The narrower of both bands must be kept.
        let cutoff = PASS * (to as f32 / from as f32).min(1.0);
        let half = (CROSSINGS / cutoff).ceil() as usize;
        let taps = 2 * half;
        let mut phases = Vec::with_capacity(up * taps);
        for phase in 0..up {
            let offset = phase as f32 / up as f32;
            let row: Vec<f32> = (0..taps)
                .map(|tap| {
                    let x = tap as f32 - (half as f32 - 1.0) - offset;
                    sinc(x * cutoff) * blackman(x / half as f32)
                })
                .collect();
            // Each phase passes a constant unchanged, so none of them whistles.
            let sum: f32 = row.iter().sum();
            phases.extend(row.iter().map(|c| c / sum));
        }
        Self {
            up,
            down,
            taps,
            phases,
            history: vec![0.0; half - 1],
            position: 0,
            passthrough: from == to,
        }
    }

    /// Converts samples, appending to `out`. The output lags by half the filter's length, which
    /// [`Resampler::flush`] makes up for at the end.
    pub fn process(&mut self, samples: &[i16], out: &mut Vec<i16>) {
        if self.passthrough {
            out.extend_from_slice(samples);
            return;
        }
        self.history.extend(samples.iter().map(|s| f32::from(*s)));
        loop {
            let start = self.position / self.up;
            let Some(window) = self.history.get(start..start + self.taps) else {
                break;
            };
            let row = (self.position % self.up) * self.taps;
            let coefficients = self.phases.get(row..row + self.taps).unwrap_or(&[]);
            let value: f32 = window.iter().zip(coefficients).map(|(a, b)| a * b).sum();
            out.push(value.round().clamp(-32_768.0, 32_767.0) as i16);
            self.position += self.down;
        }
        let used = (self.position / self.up).min(self.history.len());
        self.history.drain(..used);
        self.position -= used * self.up;
    }

    /// Converts what is still held back.
    pub fn flush(&mut self, out: &mut Vec<i16>) {
        let rest = vec![0; self.taps / 2];
        self.process(&rest, out);
    }
}

/// Converts a whole piece at once.
pub fn resample(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    if from == to {
        return samples.to_vec();
    }
    let expected = (samples.len() as u64 * u64::from(to)).div_ceil(u64::from(from.max(1))) as usize;
    let mut out = Vec::with_capacity(expected + 64);
    let mut resampler = Resampler::new(from, to);
    resampler.process(samples, &mut out);
    resampler.flush(&mut out);
    out.truncate(expected);
    out
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn sinc(x: f32) -> f32 {
    if x.abs() < 1e-6 {
        1.0
    } else {
        (PI * x).sin() / (PI * x)
    }
}

/// Blackman's window over -1 to 1.
fn blackman(x: f32) -> f32 {
    if x.abs() >= 1.0 {
        return 0.0;
    }
    0.42 + 0.5 * (PI * x).cos() + 0.08 * (2.0 * PI * x).cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::rms;
    use std::f32::consts::TAU;

    fn tone(hertz: f32, rate: u32, count: usize) -> Vec<i16> {
        (0..count)
            .map(|i| ((i as f32 * hertz / rate as f32).fract() * TAU).sin() * 10_000.0)
            .map(|s| s as i16)
            .collect()
    }

    #[test]
    fn speech_band_tones_survive_all_usual_rates() {
        for rate in [11_025, 16_000, 22_050, 24_000, 44_100, 48_000] {
            let out = resample(&tone(1000.0, rate, rate as usize), rate, 8000);
            assert_eq!(out.len(), 8000, "{rate}");
            let middle = &out[1000..7000];
            assert!(
                (rms(middle) - 7071.0).abs() < 100.0,
                "{rate}: {}",
                rms(middle)
            );
            assert!(crate::tone::is_tone(middle, 1000.0), "{rate}");
        }
    }

    #[test]
    fn tones_above_the_new_band_do_not_alias() {
        let out = resample(&tone(6000.0, 48_000, 48_000), 48_000, 8000);
        assert!(rms(&out[1000..7000]) < 30.0, "{}", rms(&out[1000..7000]));
    }

    #[test]
    fn upsampling_keeps_the_level() {
        let out = resample(&tone(1000.0, 8000, 8000), 8000, 48_000);
        assert_eq!(out.len(), 48_000);
        assert!((rms(&out[6000..42_000]) - 7071.0).abs() < 100.0);
    }

    #[test]
    fn chunks_give_the_same_as_the_whole() {
        let input = tone(700.0, 44_100, 4410);
        let mut whole = Vec::new();
        Resampler::new(44_100, 8000).process(&input, &mut whole);
        let mut parts = Vec::new();
        let mut resampler = Resampler::new(44_100, 8000);
        for chunk in input.chunks(97) {
            resampler.process(chunk, &mut parts);
        }
        assert_eq!(whole, parts);
    }
}
