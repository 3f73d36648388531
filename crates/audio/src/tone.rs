//! Tones: making them and hearing them.
//!
//! DTMF follows ITU-T Q.23 (frequencies) and Q.24 (accepted levels, twist and durations).

use crate::frame::{FRAME_SAMPLES, Frame, SAMPLE_RATE};
use std::f32::consts::TAU;
use std::time::Duration;

/// The row frequencies of the key pad, in hertz.
const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
/// The column frequencies of the key pad, in hertz.
const COLUMNS: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
/// The keys by row and column.
const KEYS: [[char; 4]; 4] = [
    ['1', '2', '3', 'A'],
    ['4', '5', '6', 'B'],
    ['7', '8', '9', 'C'],
    ['*', '0', '#', 'D'],
];

/// A sine that goes on where it stopped.
#[derive(Debug, Clone)]
pub struct Oscillator {
    phase: f32,
    step: f32,
    amplitude: f32,
}

impl Oscillator {
    /// A tone of `hertz` with a peak of `amplitude` (32,767 is full scale).
    pub fn new(hertz: f32, amplitude: f32) -> Self {
        Self {
            phase: 0.0,
            step: hertz / SAMPLE_RATE as f32,
            amplitude,
        }
    }

    /// The next sample.
    pub fn sample(&mut self) -> f32 {
        let value = (self.phase * TAU).sin() * self.amplitude;
        self.phase = (self.phase + self.step).fract();
        value
    }

    /// Writes the next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            *sample = self.sample() as i16;
        }
    }
}

/// The two frequencies of a key; `None` when it is not on the key pad.
pub fn dtmf_frequencies(key: char) -> Option<(f32, f32)> {
    let key = key.to_ascii_uppercase();
    for (row, keys) in ROWS.iter().zip(&KEYS) {
        for (column, candidate) in COLUMNS.iter().zip(keys) {
            if *candidate == key {
                return Some((*row, *column));
            }
        }
    }
    None
}

/// Makes the sound of one key.
#[derive(Debug, Clone)]
pub struct DtmfTone {
    low: Oscillator,
    high: Oscillator,
}

impl DtmfTone {
    /// The tone of a key, at -10 dBm0 for the high group and 2 dB less for the low one.
    pub fn new(key: char) -> Option<Self> {
        let (low, high) = dtmf_frequencies(key)?;
        Some(Self {
            low: Oscillator::new(low, 5500.0),
            high: Oscillator::new(high, 7000.0),
        })
    }

    /// A tone that nobody hears.
    pub fn silent() -> Self {
        Self {
            low: Oscillator::new(0.0, 0.0),
            high: Oscillator::new(0.0, 0.0),
        }
    }

    /// Writes the next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            *sample = (self.low.sample() + self.high.sample()) as i16;
        }
    }
}

/// The power of one frequency in samples, scaled so that a pure tone of peak `a` gives `a²`.
pub fn tone_power(samples: &[i16], hertz: f32) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let coefficient = 2.0 * (TAU * hertz / SAMPLE_RATE as f32).cos();
    let (mut s1, mut s2) = (0.0_f32, 0.0_f32);
    for sample in samples {
        let s0 = f32::from(*sample) + coefficient * s1 - s2;
        (s1, s2) = (s0, s1);
    }
    let power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    let half = samples.len() as f32 / 2.0;
    power / (half * half)
}

/// True when most of the energy of the samples is one tone of this frequency.
pub fn is_tone(samples: &[i16], hertz: f32) -> bool {
    let rms = crate::mix::rms(samples);
    // A sine's power by peak is twice its mean square.
    rms > 100.0 && tone_power(samples, hertz) > 0.6 * 2.0 * rms * rms
}

/// A key heard in audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeardKey {
    /// `0-9`, `*`, `#` or `A-D`.
    pub key: char,
    /// How long it sounded, in whole frames.
    pub duration: Duration,
}

/// Hears DTMF in a stream of frames.
///
/// A key counts when it sounds in two frames in a row (Q.24 asks for 40 ms) and is reported when
/// it has ended, so that its length is known.
#[derive(Debug, Clone, Default)]
pub struct DtmfDetector {
    candidate: Option<char>,
    frames: u32,
    gap: u32,
}

impl DtmfDetector {
    /// Listens to one frame.
    pub fn hear(&mut self, frame: &Frame) -> Option<HeardKey> {
        let now = key_in(frame);
        match (self.candidate, now) {
            (Some(key), Some(heard)) if key == heard => {
                self.frames += 1 + self.gap;
                self.gap = 0;
                None
            }
            // One bad frame within a key is noise, not a second press.
            (Some(_), None) if self.gap == 0 && self.frames >= 2 => {
                self.gap = 1;
                None
            }
            (candidate, now) => {
                let ended = candidate.filter(|_| self.frames >= 2).map(|key| HeardKey {
                    key,
                    duration: Duration::from_millis(u64::from(self.frames) * 20),
                });
                self.candidate = now;
                self.frames = u32::from(now.is_some());
                self.gap = 0;
                ended
            }
        }
    }
}

/// The key whose two tones fill a frame.
fn key_in(frame: &Frame) -> Option<char> {
    let energy: f32 = frame.iter().map(|s| f32::from(*s) * f32::from(*s)).sum();
    let mean_square = energy / FRAME_SAMPLES as f32;
    // Q.24: accept from about -29 dBm0; most frames are speech or silence and end here.
    if mean_square < 200.0 * 200.0 {
        return None;
    }
    let (row, low) = strongest(frame, &ROWS)?;
    let (column, high) = strongest(frame, &COLUMNS)?;
    // Twist: Q.24 accepts 4 to 8 dB either way; 8 dB is a factor of 6.3 in power.
    if low > 6.3 * high || high > 6.3 * low {
        return None;
    }
    // Speech has its energy elsewhere too; a key is nothing but the two tones.
    if (low + high) / 2.0 < 0.7 * mean_square {
        return None;
    }
    KEYS.get(row)?.get(column).copied()
}

/// The strongest of a group, if it stands out from the others.
fn strongest(frame: &Frame, group: &[f32; 4]) -> Option<(usize, f32)> {
    let powers = group.map(|hertz| tone_power(frame, hertz));
    let mut best = (0, 0.0);
    for (index, power) in powers.into_iter().enumerate() {
        if power > best.1 {
            best = (index, power);
        }
    }
    let others = powers.iter().enumerate().filter(|(i, _)| *i != best.0);
    let rival = others.map(|(_, power)| *power).fold(0.0, f32::max);
    (best.1 > 4.0 * rival).then_some(best)
}

/// Quiet noise that tells a listener that the line is alive.
#[derive(Debug, Clone)]
pub struct ComfortNoise {
    state: u32,
    amplitude: i32,
}

impl ComfortNoise {
    /// Noise with a peak of `amplitude`; 30 is about -60 dBov.
    pub fn new(amplitude: i16) -> Self {
        Self {
            state: 0x2545_f491,
            amplitude: i32::from(amplitude),
        }
    }

    /// Writes the next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            // xorshift32: white enough for noise nobody listens to.
            self.state ^= self.state << 13;
            self.state ^= self.state >> 17;
            self.state ^= self.state << 5;
            let unit = (self.state >> 16) as i32 - 32_768;
            *sample = (unit * self.amplitude / 32_768) as i16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::SILENCE;

    fn heard(key: char, frames: usize, noise: i16) -> Vec<HeardKey> {
        let mut tone = DtmfTone::new(key).unwrap();
        let mut noise = ComfortNoise::new(noise);
        let mut detector = DtmfDetector::default();
        let mut keys = Vec::new();
        for index in 0..frames + 4 {
            let mut frame = SILENCE;
            if index < frames {
                tone.fill(&mut frame);
            }
            let mut hiss = SILENCE;
            noise.fill(&mut hiss);
            crate::mix::add(&mut frame, &hiss);
            keys.extend(detector.hear(&frame));
        }
        keys
    }

    #[test]
    fn every_key_is_heard_once_with_its_length() {
        for key in "1234567890*#ABCD".chars() {
            let duration = Duration::from_millis(100);
            assert_eq!(heard(key, 5, 500), [HeardKey { key, duration }], "{key}");
        }
    }

    #[test]
    fn a_blip_of_one_frame_is_no_key() {
        assert_eq!(heard('5', 1, 0), []);
    }

    #[test]
    fn single_tones_and_noise_are_no_keys() {
        let mut detector = DtmfDetector::default();
        let mut tone = Oscillator::new(697.0, 10_000.0);
        let mut noise = ComfortNoise::new(10_000);
        for index in 0..200 {
            let mut frame = SILENCE;
            if index < 100 {
                tone.fill(&mut frame);
            } else {
                noise.fill(&mut frame);
            }
            assert_eq!(detector.hear(&frame), None);
        }
    }

    #[test]
    fn a_key_survives_g711() {
        let mut tone = DtmfTone::new('7').unwrap();
        let mut detector = DtmfDetector::default();
        let mut keys = Vec::new();
        for index in 0..8 {
            let mut frame = SILENCE;
            if index < 5 {
                tone.fill(&mut frame);
            }
            for sample in &mut frame {
                let law = crate::g711::Law::Mu;
                *sample = law.decode_sample(law.encode_sample(*sample));
            }
            keys.extend(detector.hear(&frame));
        }
        assert_eq!(keys.first().map(|k| k.key), Some('7'));
    }

    #[test]
    fn a_tone_is_told_from_its_neighbours() {
        let mut frame = SILENCE;
        Oscillator::new(1000.0, 8000.0).fill(&mut frame);
        assert!(is_tone(&frame, 1000.0));
        assert!(!is_tone(&frame, 1300.0));
        assert!(!is_tone(&SILENCE, 1000.0));
    }
}
