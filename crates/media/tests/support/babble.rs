//! Something like speech: voiced syllables with a gliding pitch and formants of their own, each
//! after a hiss and before a short gap.

use ids::IdSource;
use std::f32::consts::TAU;

/// Samples of a syllable: the hiss, the voice, and the gap.
const HISS: usize = 320;
const VOICE: usize = 1200;
const GAP: usize = 400;
/// Formants of the syllables: two frequencies each.
const VOWELS: [(f32, f32); 4] = [
    (300.0, 2300.0),
    (700.0, 1200.0),
    (350.0, 800.0),
    (500.0, 1800.0),
];

/// Goes on where it stopped.
pub struct Babble {
    random: IdSource,
    peak: f32,
    phase: f32,
    at: usize,
}

impl Babble {
    /// As loud as a sine of this peak, about.
    pub fn new(peak: f32) -> Self {
        Self {
            random: IdSource::new(11),
            peak,
            phase: 0.0,
            at: 0,
        }
    }

    fn noise(&mut self) -> f32 {
        self.random.below(20_000) as f32 / 10_000.0 - 1.0
    }

    fn voice(&mut self, at: usize, vowel: (f32, f32)) -> f32 {
        let along = at as f32 / VOICE as f32;
        let pitch = 110.0 + 40.0 * along + 6.0 * (along * 9.0).sin();
        self.phase = (self.phase + pitch / 8000.0).fract();
        let mut sum = 0.0;
        for harmonic in 1..=24_u8 {
            let hertz = pitch * f32::from(harmonic);
            let near = |formant: f32| 1.0 / (1.0 + ((hertz - formant) / 120.0).powi(2));
            let weight = near(vowel.0) + 0.4 * near(vowel.1) + 0.02;
            sum += weight * (TAU * self.phase * f32::from(harmonic)).sin();
        }
        sum * (along * TAU / 2.0).sin().sqrt() * 0.6
    }

    /// Writes the next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            let length = HISS + VOICE + GAP;
            let (syllable, at) = (self.at / length, self.at % length);
            let vowel = VOWELS[syllable % VOWELS.len()];
            let value = if at < HISS {
                self.noise() * 0.25
            } else if at < HISS + VOICE {
                self.voice(at - HISS, vowel)
            } else {
                self.noise() * 0.004
            };
            self.at += 1;
            *sample = (value.clamp(-1.0, 1.0) * self.peak) as i16;
        }
    }
}
