//! Catching one utterance of one leg: from the first word to the pause behind the last one.
//!
//! What is listened to is the far end's stream. What we play to the leg is not in it: both
//! directions are apart, and an echo is in it only where the far end's loudspeaker reaches its
//! microphone, which phones and browsers cancel themselves. So a prompt may play meanwhile, and
//! speech that interrupts it is told at once ([`crate::MediaEvent::SpeechStarted`]).

use crate::control::ListenLimits;
use audio::{FRAME_MILLIS, FRAME_SAMPLES, Frame};
use ids::ListenId;
use std::time::Duration;

/// The last frames that are looked at: 120 ms.
const WINDOW: u8 = 0b11_1111;
/// Speech begins when so many of them are voice: a click is shorter.
const ONSET: u32 = 4;
/// Speech goes on while so many of them are voice.
const LINGER: u32 = 2;
/// Frames by which the window therefore outlasts speech.
const HANGOVER: u32 = 4;
/// Frames kept from before speech was noticed: a soft beginning is lower than what is noticed.
const LEAD: usize = 15;
/// Frames of the closing pause that stay in the utterance.
const TAIL: u32 = 10;

/// What a frame has brought.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    /// Speech has begun.
    Started,
    /// It is over.
    Utterance {
        samples: Vec<i16>,
        /// It was cut off at the longest.
        truncated: bool,
    },
    /// Nobody spoke in time.
    NoSpeech,
}

/// One listening under way. Its memory is reserved when it begins, and never grows.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) listen: ListenId,
    /// In frames.
    start_silence: u32,
    end_silence: u32,
    /// In samples.
    longest: usize,
    samples: Vec<i16>,
    /// One bit for each frame, the newest is the lowest: whether it was voice.
    recent: u8,
    speaking: bool,
    /// Frames without speech while nothing was played.
    waited: u32,
    /// Frames since speech went on.
    quiet: u32,
}

/// Whole frames in a time, at least one.
fn frames(time: Duration) -> u32 {
    let count = time.as_millis() / u128::from(FRAME_MILLIS);
    u32::try_from(count).unwrap_or(u32::MAX).max(1)
}

impl Listener {
    pub(crate) fn new(listen: ListenId, limits: ListenLimits) -> Self {
        let longest = limits.max_length.min(ListenLimits::LONGEST);
        let longest = frames(longest) as usize * FRAME_SAMPLES;
        Self {
            listen,
            start_silence: frames(limits.start_silence),
            end_silence: frames(limits.end_silence).max(HANGOVER + 1),
            longest,
            samples: Vec::with_capacity(longest + FRAME_SAMPLES),
            recent: 0,
            speaking: false,
            waited: 0,
            quiet: 0,
        }
    }

    /// Whether speech has begun.
    pub(crate) fn speaking(&self) -> bool {
        self.speaking
    }

    /// Takes the next frame. After an end nothing more may be handed in. While something is
    /// played, the time for the first word does not run.
    pub(crate) fn hear(&mut self, frame: &Frame, voice: bool, playing: bool) -> Option<Heard> {
        self.samples.extend_from_slice(frame);
        self.recent = (self.recent << 1 | u8::from(voice)) & WINDOW;
        let voiced = self.recent.count_ones();
        if self.speaking {
            return self.go_on(voiced);
        }
        let lead = (LEAD * FRAME_SAMPLES).min(self.longest);
        let old = self.samples.len().saturating_sub(lead);
        self.samples.drain(..old);
        if voiced >= ONSET {
            self.speaking = true;
            return Some(Heard::Started);
        }
        self.waited += u32::from(!playing);
        // A word may be about to begin.
        (self.waited >= self.start_silence && voiced < LINGER).then_some(Heard::NoSpeech)
    }

    fn go_on(&mut self, voiced: u32) -> Option<Heard> {
        self.quiet = if voiced >= LINGER { 0 } else { self.quiet + 1 };
        let pause = self.quiet + HANGOVER;
        let over = self.quiet > 0 && pause >= self.end_silence;
        let truncated = !over && self.samples.len() >= self.longest;
        if !over && !truncated {
            return None;
        }
        let mut samples = std::mem::take(&mut self.samples);
        if over {
            let pause = pause.saturating_sub(TAIL) as usize * FRAME_SAMPLES;
            samples.truncate(samples.len().saturating_sub(pause));
        }
        samples.truncate(self.longest);
        Some(Heard::Utterance { samples, truncated })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    fn listener(limits: ListenLimits) -> Listener {
        Listener::new(IdSource::new(1).id(), limits)
    }

    /// Hands in frames until something but a beginning is heard; after how many.
    fn until(listener: &mut Listener, script: &[(u32, bool)]) -> Option<(u32, Heard)> {
        let mut count = 0;
        for (frames, voice) in script {
            for _ in 0..*frames {
                count += 1;
                let frame = [if *voice { 1000 } else { 0 }; FRAME_SAMPLES];
                match listener.hear(&frame, *voice, false) {
                    None | Some(Heard::Started) => {}
                    Some(heard) => return Some((count, heard)),
                }
            }
        }
        None
    }

    #[test]
    fn an_utterance_ends_after_its_pause_and_keeps_its_beginning() {
        let mut it = listener(ListenLimits::default());
        let script = [
            (50, false),
            (40, true),
            (20, false),
            (40, true),
            (100, false),
        ];
        let (count, heard) = until(&mut it, &script).unwrap();
        // 30 frames of silence are 600 ms.
        assert_eq!(count, 150 + 30);
        let Heard::Utterance { samples, truncated } = heard else {
            panic!("{heard:?}");
        };
        assert!(!truncated);
        let lead = samples.iter().take_while(|it| **it == 0).count() / FRAME_SAMPLES;
        let tail = samples.iter().rev().take_while(|it| **it == 0).count() / FRAME_SAMPLES;
        // Speech was noticed with its fourth frame.
        assert_eq!((lead, tail), (LEAD - 4, TAIL as usize));
        assert_eq!(samples.len() / FRAME_SAMPLES, lead + 100 + tail);
    }

    #[test]
    fn clicks_are_no_speech() {
        let mut it = listener(ListenLimits::default());
        let clicks = [(10, false), (3, true)].repeat(20);
        let (count, heard) = until(&mut it, &clicks).unwrap();
        assert_eq!(heard, Heard::NoSpeech);
        assert!((150..160).contains(&count), "{count}");
    }

    #[test]
    fn a_click_in_the_closing_pause_does_not_lengthen_it() {
        let mut it = listener(ListenLimits::default());
        let script = [(20, true), (15, false), (1, true), (60, false)];
        assert_eq!(until(&mut it, &script).unwrap().0, 20 + 30);
    }

    #[test]
    fn endless_speech_is_cut_and_never_outgrows_its_memory() {
        let limits = ListenLimits {
            max_length: Duration::from_secs(1),
            ..ListenLimits::default()
        };
        let mut it = listener(limits);
        let room = it.samples.capacity();
        let before = it.samples.as_ptr();
        let (_, heard) = until(&mut it, &[(100, false), (200, true)]).unwrap();
        let Heard::Utterance { samples, truncated } = heard else {
            panic!("{heard:?}");
        };
        assert_eq!((samples.len(), truncated), (8000, true));
        assert_eq!((samples.capacity(), samples.as_ptr()), (room, before));
        let endless = ListenLimits {
            max_length: Duration::MAX,
            ..ListenLimits::default()
        };
        assert_eq!(listener(endless).longest, 15 * 8000);
    }

    #[test]
    fn the_time_for_the_first_word_does_not_run_while_something_is_played() {
        let mut it = listener(ListenLimits::default());
        let silence = [0; FRAME_SAMPLES];
        assert!((0..1000).all(|_| it.hear(&silence, false, true).is_none()));
        assert_eq!(
            until(&mut it, &[(200, false)]),
            Some((150, Heard::NoSpeech))
        );
    }
}
