//! Listening to a caller through the engine: what is caught, and when it begins and ends.

// Helpers of tests may unwrap like tests; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

#[path = "support/babble.rs"]
mod babble;

use audio::g711::Law;
use audio::tone::{DtmfTone, Oscillator};
use audio::{Clip, FRAME_SAMPLES, Frame, SILENCE};
use babble::Babble;
use ids::{IdSource, LegId, ListenId, PlayId, Timestamp};
use media::speaking::Origin;
use media::{
    Engine, EngineConfig, G711, LegKey, LegMedia, LegSpec, ListenLimits, MediaCommand, MediaEvent,
    OutPacket, Outputs, RecordJob,
};
use rtp_proto::RtpPacket;
use std::sync::Arc;
use std::time::Duration;

#[derive(Default)]
struct World {
    /// With the frame in which they came.
    events: Vec<(u32, MediaEvent)>,
    frame: u32,
}

impl Outputs for World {
    fn rtp(&mut self, _: LegKey, _: &OutPacket<'_>) {}
    fn rtcp(&mut self, _: LegKey, _: &[u8]) {}
    fn event(&mut self, event: MediaEvent) {
        self.events.push((self.frame, event));
    }
    fn record(&mut self, _: RecordJob) -> Result<(), RecordJob> {
        Ok(())
    }
}

/// What the caller's end sends.
enum Sends {
    Audio(Box<Frame>),
    ComfortNoise,
    Key,
    Nothing,
}

struct Line {
    engine: Engine,
    world: World,
    leg: LegId,
    key: LegKey,
    ids: IdSource,
    room: IdSource,
    noise: f32,
    sequence: u16,
}

impl Line {
    /// A caller in a room with this noise (its deviation), who has listened for a second.
    fn new(noise: f32) -> Self {
        Self::with(noise, Some(101))
    }

    fn with(noise: f32, events: Option<u8>) -> Self {
        let mut ids = IdSource::new(4);
        let leg = ids.id();
        let mut engine = Engine::new(EngineConfig {
            epoch: Timestamp::from_seconds(1_700_000_000),
            inactivity_timeout: Duration::ZERO,
            rtcp_interval: Duration::ZERO,
            inband_dtmf: true,
        });
        let spec = LegSpec {
            id: leg,
            group: 0,
            origin: Origin {
                ssrc: 5,
                sequence: 1,
                timestamp: 1,
            },
            rtcp: false,
        };
        let key = engine.add_leg(spec).unwrap();
        let media = LegMedia {
            codec: Box::new(G711(Law::Mu)),
            payload_type: 0,
            telephone_event: events,
            ptime: 20,
            sends: true,
            receives: true,
        };
        engine.configure(key, Duration::ZERO, media);
        let mut line = Self {
            engine,
            world: World::default(),
            leg,
            key,
            ids,
            room: IdSource::new(6),
            noise,
            sequence: 0,
        };
        line.silence(50);
        line
    }

    fn now(&self) -> Duration {
        Duration::from_millis(u64::from(self.world.frame) * 20)
    }

    fn command(&mut self, command: MediaCommand) {
        let now = self.now();
        self.engine.command(now, command, &mut self.world);
    }

    fn listen(&mut self) -> ListenId {
        self.listen_for(ListenLimits::default())
    }

    fn listen_for(&mut self, limits: ListenLimits) -> ListenId {
        let (leg, listen) = (self.leg, self.ids.id());
        self.command(MediaCommand::Listen {
            leg,
            listen,
            limits,
        });
        listen
    }

    fn frame(&mut self, sends: &Sends) {
        let now = self.now();
        let mut payload = [0; FRAME_SAMPLES];
        let payload_type = match sends {
            Sends::Audio(samples) => {
                let mut samples = **samples;
                for sample in &mut samples {
                    let share = self.room.below(10_000) as f32 / 10_000.0 - 0.5;
                    *sample += (share * self.noise * 12.0_f32.sqrt()) as i16;
                }
                Law::Mu.encode(&samples, &mut payload);
                0
            }
            Sends::ComfortNoise => 13,
            Sends::Key => {
                payload[..4].copy_from_slice(&[5, 0x8a, 0, 160]);
                101
            }
            Sends::Nothing => 255,
        };
        if payload_type != 255 {
            let packet = RtpPacket {
                marker: false,
                payload_type,
                sequence: self.sequence,
                timestamp: self.world.frame * 160,
                ssrc: 1,
                payload: &payload,
            };
            self.engine.rtp(self.key, now, &packet, &mut self.world);
            self.sequence = self.sequence.wrapping_add(1);
        } else {
            self.sequence = self.sequence.wrapping_add(1);
        }
        self.engine
            .tick(0, now + Duration::from_millis(1), &mut self.world);
        self.world.frame += 1;
    }

    fn silence(&mut self, frames: u32) {
        for _ in 0..frames {
            self.frame(&Sends::Audio(Box::new(SILENCE)));
        }
    }

    fn sound(&mut self, frames: u32, mut fill: impl FnMut(&mut [i16])) {
        for _ in 0..frames {
            let mut frame = SILENCE;
            fill(&mut frame);
            self.frame(&Sends::Audio(Box::new(frame)));
        }
    }

    fn talk(&mut self, frames: u32, peak: f32) {
        let mut babble = Babble::new(peak);
        self.sound(frames, |frame| babble.fill(frame));
    }

    fn started(&self) -> Vec<u32> {
        let found = self.world.events.iter().filter_map(|(frame, event)| {
            matches!(event, MediaEvent::SpeechStarted { .. }).then_some(*frame)
        });
        found.collect()
    }

    /// The only utterance: the frame of its event, its length in frames, and whether it was cut.
    fn utterance(&self) -> Option<(u32, usize, bool)> {
        let mut found = self.world.events.iter().filter_map(|(frame, event)| {
            let MediaEvent::Utterance {
                speech, truncated, ..
            } = event
            else {
                return None;
            };
            let length = speech.reveal().samples().len() / FRAME_SAMPLES;
            Some((*frame, length, *truncated))
        });
        let first = found.next();
        assert!(found.next().is_none(), "one utterance for one listening");
        first
    }

    fn nothing_said(&self) -> bool {
        let mut events = self.world.events.iter();
        events.any(|(_, event)| matches!(event, MediaEvent::NoSpeech { .. }))
    }
}

#[test]
fn speech_is_caught_whole_at_any_usual_level_and_noise() {
    for (peak, noise) in [
        (20_000.0, 0.0),
        (8000.0, 30.0),
        (2000.0, 30.0),
        (8000.0, 300.0),
        (20_000.0, 800.0),
    ] {
        let mut line = Line::new(noise);
        line.listen();
        line.silence(50);
        line.talk(96, peak);
        let end = line.world.frame;
        line.silence(80);
        // Noticed within 160 ms, and over 600 ms after the last sound (which ends in a gap).
        let started = line.started();
        assert_eq!(started.len(), 1, "{peak} {noise}");
        assert!((100..112).contains(&started[0]), "{started:?}");
        let (at, length, truncated) = line.utterance().unwrap();
        assert!(at >= end + 15 && at <= end + 36, "{at} {end}");
        assert!((96..=130).contains(&length), "{length}");
        assert!(!truncated && !line.nothing_said());
    }
}

#[test]
fn silence_noise_tones_and_keys_are_no_speech() {
    let quiet = |mut play: Box<dyn FnMut(&mut Line)>, events| {
        let mut line = Line::with(60.0, events);
        line.listen();
        play(&mut line);
        assert_eq!(line.started(), [] as [u32; 0]);
        assert!(line.nothing_said());
        assert!(line.utterance().is_none());
    };
    quiet(Box::new(|line| line.silence(160)), None);
    quiet(
        Box::new(|line| {
            for _ in 0..160 {
                line.frame(&Sends::ComfortNoise);
            }
        }),
        None,
    );
    quiet(
        Box::new(|line| {
            for _ in 0..160 {
                line.frame(&Sends::Nothing);
            }
        }),
        None,
    );
    quiet(
        Box::new(|line| {
            let mut tone = Oscillator::new(440.0, 9000.0);
            line.sound(160, |frame| tone.fill(frame));
        }),
        None,
    );
    // Keys as tones in the sound.
    quiet(
        Box::new(|line| {
            for key in "1234".chars() {
                let mut tone = DtmfTone::new(key).unwrap();
                line.sound(6, |frame| tone.fill(frame));
                line.silence(6);
            }
            line.silence(160);
        }),
        None,
    );
}

#[test]
fn keys_come_as_before_while_somebody_is_listened_to() {
    let mut line = Line::new(30.0);
    line.listen();
    line.silence(10);
    line.frame(&Sends::Key);
    line.talk(60, 8000.0);
    line.frame(&Sends::Key);
    line.silence(60);
    let keys = line
        .world
        .events
        .iter()
        .filter(|(_, event)| matches!(event, MediaEvent::Dtmf { digit: '5', .. }));
    assert_eq!(keys.count(), 2);
    assert!(line.utterance().is_some());
}

#[test]
fn a_prompt_to_the_same_leg_is_not_heard_and_speech_over_it_is() {
    let mut line = Line::new(30.0);
    let mut prompt = vec![0; 8000 * 20];
    Babble::new(20_000.0).fill(&mut prompt);
    let (leg, play): (LegId, PlayId) = (line.leg, line.ids.id());
    line.command(MediaCommand::Play {
        leg,
        play,
        clips: vec![Arc::new(Clip::new(prompt))],
        looped: false,
    });
    line.listen();
    // Longer than the time for the first word, which does not run meanwhile.
    line.silence(400);
    let told = |(_, it): &&(u32, MediaEvent)| !matches!(it, MediaEvent::Quality { .. });
    let told: Vec<_> = line.world.events.iter().filter(told).collect();
    assert!(told.len() == 1, "{told:?}");
    let before = line.world.frame;
    line.talk(48, 8000.0);
    let started = line.started();
    assert!(
        started.len() == 1 && started[0] - before <= 12,
        "{started:?}"
    );
    line.command(MediaCommand::StopPlay { leg, play });
    line.silence(60);
    assert!(line.utterance().is_some());
}

#[test]
fn lost_packets_within_speech_do_not_end_it_and_behind_it_do() {
    let mut line = Line::new(30.0);
    line.listen();
    let mut babble = Babble::new(8000.0);
    for n in 0..192 {
        let mut frame = SILENCE;
        babble.fill(&mut frame);
        let lost = n % 7 == 3;
        line.frame(&if lost {
            Sends::Nothing
        } else {
            Sends::Audio(Box::new(frame))
        });
    }
    assert!(line.utterance().is_none());
    let end = line.world.frame;
    for _ in 0..60 {
        line.frame(&Sends::Nothing);
    }
    assert!(line.utterance().unwrap().0 <= end + 36);
}

#[test]
fn endless_speech_is_cut_at_the_limit() {
    let mut line = Line::new(30.0);
    line.listen_for(ListenLimits {
        max_length: Duration::from_secs(2),
        ..ListenLimits::default()
    });
    line.talk(300, 8000.0);
    let (_, length, truncated) = line.utterance().unwrap();
    assert_eq!((length, truncated), (100, true));
}

#[test]
fn a_listening_that_is_replaced_cancelled_or_closed_says_nothing_more() {
    let mut line = Line::new(30.0);
    let first = line.listen();
    line.talk(30, 8000.0);
    let second = line.listen();
    line.talk(60, 8000.0);
    line.silence(60);
    let of = |event: &MediaEvent| match event {
        MediaEvent::SpeechStarted { listen, .. } | MediaEvent::Utterance { listen, .. } => {
            Some(*listen)
        }
        _ => None,
    };
    let seen: Vec<_> = line
        .world
        .events
        .iter()
        .filter_map(|(_, it)| of(it))
        .collect();
    assert_eq!(seen, [first, second, second]);

    let (leg, third) = (line.leg, line.listen());
    // One that is not the current one ends nothing.
    let cancel = |listen| MediaCommand::CancelListen { leg, listen };
    line.command(cancel(first));
    line.talk(20, 8000.0);
    line.command(cancel(third));
    line.silence(200);
    line.listen();
    line.talk(20, 8000.0);
    line.command(MediaCommand::Close { leg });
    line.silence(60);
    let seen: Vec<_> = line
        .world
        .events
        .iter()
        .filter_map(|(_, it)| of(it))
        .collect();
    assert_eq!(seen[3..].len(), 2, "two beginnings and no end");
}

#[test]
fn a_muted_leg_says_nothing() {
    let mut line = Line::new(30.0);
    let leg = line.leg;
    line.command(MediaCommand::Mute { leg, muted: true });
    line.listen();
    line.talk(160, 8000.0);
    assert!(line.started().is_empty() && line.nothing_said());
}
