//! Packet-loss concealment: what to play when a frame did not come.
//!
//! The idea is that of ITU-T G.711 Appendix I: find the pitch of the last good audio, repeat its
//! last period, fade out over 60 ms, and blend over when audio comes back.

use crate::frame::{FRAME_SAMPLES, Frame, SILENCE};

/// The lowest pitch looked for: 66 Hz at 8 kHz.
const MAX_PERIOD: usize = 120;
/// The highest pitch looked for: 200 Hz at 8 kHz. Higher voices repeat two periods.
const MIN_PERIOD: usize = 40;
/// How much of the past the pitch is matched over: 20 ms.
const WINDOW: usize = 160;
const HISTORY: usize = MAX_PERIOD + WINDOW;
/// Samples of blending where made-up and real audio meet: 4 ms.
const BLEND: usize = 32;
/// Frames until a loss has faded to silence (20 ms whole, then two halves off).
const FADE_FRAMES: u32 = 3;

/// Conceals losses in one stream.
#[derive(Debug, Clone)]
pub struct Concealer {
    history: [i16; HISTORY],
    /// Period in samples while concealing.
    period: usize,
    /// Position within the period of the next made-up sample.
    phase: usize,
    /// Frames made up in a row.
    lost: u32,
}

impl Default for Concealer {
    fn default() -> Self {
        Self {
            history: [0; HISTORY],
            period: MIN_PERIOD,
            phase: 0,
            lost: 0,
        }
    }
}

impl Concealer {
    /// Takes note of a frame that came; its start is blended with what was made up before it.
    pub fn good(&mut self, frame: &mut Frame) {
        if self.lost > 0 {
            let mut tail = SILENCE;
            self.synthesise(&mut tail);
            for (index, (sample, made)) in frame.iter_mut().zip(&tail).take(BLEND).enumerate() {
                let weight = index as i32;
                let mixed =
                    i32::from(*sample) * weight + i32::from(*made) * (BLEND as i32 - weight);
                *sample = (mixed / BLEND as i32) as i16;
            }
            self.lost = 0;
        }
        self.history.copy_within(FRAME_SAMPLES.., 0);
        self.history[HISTORY - FRAME_SAMPLES..].copy_from_slice(frame);
    }

    /// Makes up a frame.
    pub fn conceal(&mut self) -> Frame {
        if self.lost == 0 {
            self.period = pitch(&self.history);
            self.phase = 0;
        }
        let mut frame = SILENCE;
        self.synthesise(&mut frame);
        self.lost = self.lost.saturating_add(1);
        frame
    }

    /// Frames made up since the last good one.
    pub fn lost_in_a_row(&self) -> u32 {
        self.lost
    }

    fn synthesise(&mut self, frame: &mut Frame) {
        if self.lost >= FADE_FRAMES {
            return;
        }
        let cycle = &self.history[HISTORY - self.period..];
        // Gain falls linearly from the end of the first frame to the end of the last.
        let span = (FADE_FRAMES as usize - 1) * FRAME_SAMPLES;
        for (index, sample) in frame.iter_mut().enumerate() {
            let elapsed = self.lost as usize * FRAME_SAMPLES + index;
            let gain = (span - elapsed.saturating_sub(FRAME_SAMPLES).min(span)) as i32;
            let source = cycle.get(self.phase).copied().unwrap_or(0);
            *sample = (i32::from(source) * gain / span as i32) as i16;
            self.phase = (self.phase + 1) % self.period;
        }
    }
}

/// The lag at which the last 20 ms resemble what came before most.
fn pitch(history: &[i16; HISTORY]) -> usize {
    let recent = &history[HISTORY - WINDOW..];
    let mut best = (MAX_PERIOD, f32::MIN);
    for lag in MIN_PERIOD..=MAX_PERIOD {
        let earlier = &history[HISTORY - WINDOW - lag..HISTORY - lag];
        let (mut cross, mut energy) = (0_i64, 1_i64);
        // Every second sample is enough to tell lags apart and halves the cost.
        for (a, b) in recent.iter().zip(earlier).step_by(2) {
            cross += i64::from(*a) * i64::from(*b);
            energy += i64::from(*b) * i64::from(*b);
        }
        let score = cross as f32 / (energy as f32).sqrt();
        if score > best.1 {
            best = (lag, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::rms;
    use crate::tone::Oscillator;

    fn tone_frames(count: usize) -> Vec<Frame> {
        let mut tone = Oscillator::new(200.0, 8000.0);
        (0..count)
            .map(|_| {
                let mut frame = SILENCE;
                tone.fill(&mut frame);
                frame
            })
            .collect()
    }

    #[test]
    fn a_lost_frame_of_a_steady_voice_is_hardly_heard() {
        let frames = tone_frames(6);
        let mut concealer = Concealer::default();
        for frame in &frames[..5] {
            concealer.good(&mut frame.clone());
        }
        let made = concealer.conceal();
        let error: Vec<i16> = made
            .iter()
            .zip(&frames[5])
            .map(|(a, b)| a.saturating_sub(*b))
            .collect();
        assert!(rms(&error) < 0.1 * rms(&frames[5]), "{}", rms(&error));
    }

    #[test]
    fn a_long_loss_fades_to_silence() {
        let mut concealer = Concealer::default();
        for mut frame in tone_frames(5) {
            concealer.good(&mut frame);
        }
        let levels: Vec<f32> = (0..4).map(|_| rms(&concealer.conceal())).collect();
        assert!(levels[0] > levels[1] && levels[1] > levels[2], "{levels:?}");
        assert_eq!(levels[3], 0.0);
    }

    #[test]
    fn audio_that_comes_back_is_blended_in() {
        let mut concealer = Concealer::default();
        for mut frame in tone_frames(5) {
            concealer.good(&mut frame);
        }
        let made = concealer.conceal();
        let mut back = [20_000; FRAME_SAMPLES];
        concealer.good(&mut back);
        assert!((i32::from(back[0]) - i32::from(made[FRAME_SAMPLES - 1])).abs() < 6000);
        assert_eq!(back[BLEND], 20_000);
    }
}
