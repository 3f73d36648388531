//! Sounds that need no configuration, made from tones once.

use audio::{Clip, SAMPLE_RATE};
use exchange::Builtin;
use std::f32::consts::TAU;
use std::sync::{Arc, OnceLock};

/// The clip of a built-in sound.
pub(crate) fn clip(sound: Builtin) -> Arc<Clip> {
    static BEEP: OnceLock<Arc<Clip>> = OnceLock::new();
    static MUSIC: OnceLock<Arc<Clip>> = OnceLock::new();
    static REORDER: OnceLock<Arc<Clip>> = OnceLock::new();
    static RINGBACK: OnceLock<Arc<Clip>> = OnceLock::new();
    let made = match sound {
        Builtin::Beep => BEEP.get_or_init(|| render(&[(&[880.0], 200)], 0.3)),
        Builtin::HoldMusic => MUSIC.get_or_init(hold_music),
        // 440 and 480 Hz, two seconds on and four off. Source: ITU-T E.180, North America.
        Builtin::Ringback => {
            RINGBACK.get_or_init(|| render(&[(&[440.0, 480.0], 2000), (&[], 4000)], 0.2))
        }
        // 480 and 620 Hz, a quarter of a second on and off. Source: ITU-T E.180, North America.
        Builtin::Reorder => {
            REORDER.get_or_init(|| render(&[(&[480.0, 620.0], 250), (&[], 250)], 0.3))
        }
    };
    Arc::clone(made)
}

/// A slow arpeggio over four chords, about 13 s, quiet enough to talk over.
fn hold_music() -> Arc<Clip> {
    const CHORDS: [[f32; 4]; 4] = [
        [261.63, 329.63, 392.0, 523.25],
        [220.0, 261.63, 329.63, 440.0],
        [174.61, 220.0, 261.63, 349.23],
        [196.0, 246.94, 293.66, 392.0],
    ];
    let mut notes: Vec<([f32; 1], u32)> = Vec::new();
    for chord in CHORDS {
        for step in [0, 1, 2, 3, 2, 1, 2, 1] {
            notes.push(([chord[step]], 400));
        }
    }
    let score: Vec<(&[f32], u32)> = notes
        .iter()
        .map(|(tone, length)| (&tone[..], *length))
        .collect();
    render(&score, 0.12)
}

/// Renders tones one after the other: frequencies in hertz sounding together, and milliseconds.
/// Each fades in and out so that nothing clicks.
fn render(score: &[(&[f32], u32)], level: f32) -> Arc<Clip> {
    let mut samples = Vec::new();
    for (tones, millis) in score {
        let length = millis * SAMPLE_RATE / 1000;
        let fade = (length / 8).max(1) as f32;
        for n in 0..length {
            let edge = (n.min(length - n) as f32 / fade).min(1.0);
            let sum: f32 = tones
                .iter()
                .map(|hertz| (TAU * hertz * n as f32 / SAMPLE_RATE as f32).sin())
                .sum();
            let share = sum / tones.len().max(1) as f32;
            samples.push((share * edge * level * f32::from(i16::MAX)) as i16);
        }
    }
    Arc::new(Clip::new(samples))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_built_in_sound_is_heard_and_not_clipped() {
        for sound in [
            Builtin::Beep,
            Builtin::HoldMusic,
            Builtin::Reorder,
            Builtin::Ringback,
        ] {
            let clip = clip(sound);
            let peak = clip
                .samples()
                .iter()
                .map(|s| s.unsigned_abs())
                .max()
                .unwrap();
            assert!((1000..30_000).contains(&peak), "{sound:?} peaks at {peak}");
            assert!(clip.duration() >= Duration::from_millis(200));
        }
    }
}
