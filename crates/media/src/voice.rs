//! Whether somebody speaks: a voice-activity detector on 20 ms frames.
//!
//! A frame counts as voice when it is clearly louder than the room. How loud the room is, is the
//! least that was heard in the last three seconds: speech has gaps at each closure of the lips,
//! noise has none. So steady noise is the room after three seconds at most, and a word is heard
//! above it at once. Steady tones (keys, ringing, fax) are no voice either, as long as nobody has
//! begun to speak: one or two pure frequencies predict their next sample, voices do not.
//!
//! All numbers are our choice, for the levels of telephone lines. Nothing is allocated.

use audio::{FRAME_SAMPLES, Frame};

/// Frames in a piece of the room's history: half a second.
const PIECE: u32 = 25;
/// Pieces in the room's history.
const PIECES: usize = 6;
/// The share of a new frame in the running level, from which the room is learnt: a single frame
/// between two periods of a voice is no gap.
const SHARE: f32 = 0.4;
/// The mean square of the quietest room; less is digital silence and tells nothing.
const QUIETEST: f32 = 900.0;
/// The loudest that a room can be taken for in the first half second of a call, when what was
/// heard so far may be speech.
const LOUDEST_AT_FIRST: f32 = 34_000.0;
/// The mean square of the faintest voice: 47 dB below full scale.
const FAINTEST: f32 = 20_000.0;
/// How much louder than the room a voice begins (9 dB) and goes on (5 dB).
const BEGIN: f32 = 8.0;
const GO_ON: f32 = 3.2;
/// The level of a tone changes by less than this from frame to frame (0.5 dB).
const STEADY: f32 = 1.12;
/// The share of its power that a tone leaves unpredicted at most. G.711's noise is below it.
const UNPREDICTED: f64 = 0.025;

/// Follows what one leg says, from the beginning of the call on.
#[derive(Debug, Clone)]
pub(crate) struct VoiceDetector {
    level: f32,
    /// The least level of each piece, the newest at `piece`.
    least: [f32; PIECES],
    piece: usize,
    /// Frames in the newest piece.
    frames: u32,
    /// The last loud frame.
    last: Option<(Predictor, f32)>,
}

impl Default for VoiceDetector {
    fn default() -> Self {
        Self {
            level: 0.0,
            least: [f32::INFINITY; PIECES],
            piece: 0,
            frames: 0,
            last: None,
        }
    }
}

impl VoiceDetector {
    /// Takes the next frame; says whether it is voice. `None` stands for a frame that the far end
    /// has not sent: lost, or comfort noise. `speaking` says whether speech has begun, which is
    /// followed to fainter ends.
    pub(crate) fn hear(&mut self, frame: Option<&Frame>, speaking: bool) -> bool {
        let Some(frame) = frame else {
            self.last = None;
            return false;
        };
        let mut sound = [0.0; FRAME_SAMPLES];
        let power = centred(frame, &mut sound);
        self.learn(power);
        let factor = if speaking { GO_ON } else { BEGIN };
        if power < FAINTEST || power < self.room() * factor {
            self.last = None;
            return false;
        }
        if speaking {
            return true;
        }
        let before = self.last.replace((Predictor::of(&sound), power));
        !before.is_some_and(|(predictor, level)| {
            let steady = power < level * STEADY && level < power * STEADY;
            steady && predictor.misses(&sound) < UNPREDICTED
        })
    }

    fn learn(&mut self, power: f32) {
        if power < 1.0 {
            return;
        }
        if self.level == 0.0 {
            self.level = power;
        }
        self.level += SHARE * (power - self.level);
        if self.frames >= PIECE {
            self.frames = 0;
            self.piece = (self.piece + 1) % PIECES;
            if let Some(least) = self.least.get_mut(self.piece) {
                *least = f32::INFINITY;
            }
        }
        self.frames += 1;
        if let Some(least) = self.least.get_mut(self.piece) {
            *least = least.min(self.level);
        }
    }

    /// The mean square of the room's noise.
    fn room(&self) -> f32 {
        let least = self.least.iter().copied().fold(f32::INFINITY, f32::min);
        let known = self.least.iter().filter(|it| it.is_finite()).count() > 1;
        let most = if known { f32::MAX } else { LOUDEST_AT_FIRST };
        least.clamp(QUIETEST, most)
    }
}

/// Takes the constant part out of a frame; returns the mean square of the rest.
fn centred(frame: &Frame, out: &mut [f32; FRAME_SAMPLES]) -> f32 {
    let sum: i32 = frame.iter().map(|sample| i32::from(*sample)).sum();
    let mean = sum as f32 / FRAME_SAMPLES as f32;
    let mut power = 0.0;
    for (out, sample) in out.iter_mut().zip(frame) {
        *out = f32::from(*sample) - mean;
        power += *out * *out;
    }
    power / FRAME_SAMPLES as f32
}

/// Predicts a sum of two sines: for such, `x[n+2] + x[n-2] = a (x[n+1] + x[n-1]) + b x[n]`.
#[derive(Debug, Clone, Copy)]
struct Predictor {
    a: f64,
    b: f64,
}

/// The three terms of the prediction at each sample that has neighbours.
fn terms(sound: &[f32; FRAME_SAMPLES]) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
    sound.windows(5).filter_map(|window| match window {
        [l2, l1, x, r1, r2] => Some((f64::from(l2 + r2), f64::from(l1 + r1), f64::from(*x))),
        _ => None,
    })
}

impl Predictor {
    /// The best one for a frame, by least squares.
    fn of(sound: &[f32; FRAME_SAMPLES]) -> Self {
        let (mut uu, mut uv, mut vv, mut yu, mut yv) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (y, u, v) in terms(sound) {
            uu += u * u;
            uv += u * v;
            vv += v * v;
            yu += y * u;
            yv += y * v;
        }
        // A single sine leaves one of the two free; a little weight on both settles it.
        let ridge = 1e-4 * vv + f64::MIN_POSITIVE;
        let (uu, vv) = (uu + ridge, vv + ridge);
        let determinant = uu * vv - uv * uv;
        Self {
            a: (yu * vv - yv * uv) / determinant,
            b: (yv * uu - yu * uv) / determinant,
        }
    }

    /// The share of a frame's power that it does not predict.
    fn misses(self, sound: &[f32; FRAME_SAMPLES]) -> f64 {
        let (mut missed, mut power) = (0.0, f64::MIN_POSITIVE);
        for (y, u, v) in terms(sound) {
            let error = y - self.a * u - self.b * v;
            missed += error * error;
            power += v * v;
        }
        missed / power
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio::g711::Law;
    use audio::tone::{DtmfTone, Oscillator};
    use ids::IdSource;

    /// As it comes over the line.
    fn line(mut frame: Frame) -> Frame {
        for sample in &mut frame {
            *sample = Law::Mu.decode_sample(Law::Mu.encode_sample(*sample));
        }
        frame
    }

    fn noise(random: &mut IdSource, rms: f32) -> Frame {
        let mut frame = [0; FRAME_SAMPLES];
        for sample in &mut frame {
            // Evenly distributed: its deviation is its width by the root of 12.
            let width = rms * 12.0_f32.sqrt();
            let share = random.below(10_000) as f32 / 10_000.0 - 0.5;
            *sample = (share * width) as i16;
        }
        line(frame)
    }

    /// How many of the frames are voice.
    fn voiced(detector: &mut VoiceDetector, frames: impl Iterator<Item = Frame>) -> usize {
        frames
            .filter(|frame| detector.hear(Some(frame), false))
            .count()
    }

    #[test]
    fn silence_and_frames_that_never_came_are_no_voice() {
        let mut detector = VoiceDetector::default();
        assert_eq!(voiced(&mut detector, (0..200).map(|_| [0; 160])), 0);
        assert_eq!(voiced(&mut detector, (0..200).map(|_| [4000; 160])), 0);
        assert!((0..200).all(|_| !detector.hear(None, true)));
    }

    #[test]
    fn steady_noise_is_no_voice_at_any_level() {
        for rms in [20.0, 100.0, 400.0, 1500.0] {
            let mut random = IdSource::new(7);
            let mut detector = VoiceDetector::default();
            let mut hiss = || noise(&mut random, rms);
            voiced(&mut detector, (0..50).map(|_| hiss()));
            assert_eq!(voiced(&mut detector, (0..500).map(|_| hiss())), 0, "{rms}");
        }
    }

    #[test]
    fn noise_that_begins_is_the_room_after_three_seconds() {
        let mut random = IdSource::new(8);
        let mut detector = VoiceDetector::default();
        voiced(&mut detector, (0..100).map(|_| noise(&mut random, 50.0)));
        voiced(&mut detector, (0..150).map(|_| noise(&mut random, 2000.0)));
        let mut later = (0..200).map(|_| noise(&mut random, 2000.0));
        assert_eq!(voiced(&mut detector, &mut later), 0);
    }

    #[test]
    fn tones_and_keys_are_no_voice_but_for_their_first_two_frames() {
        for hertz in [350.0, 440.0, 1000.0, 1100.0, 2100.0] {
            let mut tone = Oscillator::new(hertz, 8000.0);
            let mut detector = VoiceDetector::default();
            let frames = (0..50).map(|_| {
                let mut frame = [0; FRAME_SAMPLES];
                tone.fill(&mut frame);
                line(frame)
            });
            assert!(voiced(&mut detector, frames) <= 2, "{hertz}");
        }
        for key in "0123456789*#ABCD".chars() {
            let mut tone = DtmfTone::new(key).unwrap();
            let mut detector = VoiceDetector::default();
            let frames = (0..50).map(|_| {
                let mut frame = [0; FRAME_SAMPLES];
                tone.fill(&mut frame);
                line(frame)
            });
            assert!(voiced(&mut detector, frames) <= 2, "{key}");
        }
    }

    #[test]
    fn a_burst_above_the_room_is_voice() {
        let mut random = IdSource::new(9);
        let mut detector = VoiceDetector::default();
        voiced(&mut detector, (0..100).map(|_| noise(&mut random, 100.0)));
        let burst = (0..10).map(|_| noise(&mut random, 1000.0));
        assert_eq!(voiced(&mut detector, burst), 10);
    }
}
