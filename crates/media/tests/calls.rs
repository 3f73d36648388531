//! Whole calls through the engine on virtual time, without a network.

// Helpers of tests may unwrap like tests; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

use audio::g711::Law;
use audio::tone::{Oscillator, is_tone};
use audio::{Clip, FRAME_SAMPLES, SILENCE};
use ids::{BridgeId, IdSource, LegId, PlayId, RecordingId, Timestamp};
use media::speaking::Origin;
use media::{
    Engine, EngineConfig, G711, LegKey, LegMedia, LegSpec, LostReason, MediaCommand, MediaEvent,
    OutPacket, Outputs, PHASES, PlayOutcome, Quality, RecordJob, RecordingScope, Side,
};
use rtp_proto::RtpPacket;
use rtp_proto::rtcp::{self, ReportBlock};
use rtp_proto::stats::Reception;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

#[derive(Default)]
struct World {
    heard: HashMap<LegKey, Vec<i16>>,
    packets: HashMap<LegKey, Vec<(bool, u8, u64, u32)>>,
    events: Vec<MediaEvent>,
    left: Vec<i16>,
    right: Vec<i16>,
    closed: Vec<(Duration, Duration)>,
    full: bool,
}

impl Outputs for World {
    fn rtp(&mut self, leg: LegKey, packet: &OutPacket<'_>) {
        let seen = (
            packet.marker,
            packet.payload_type,
            packet.sequence,
            packet.timestamp,
        );
        self.packets.entry(leg).or_default().push(seen);
        if packet.payload_type == 0 {
            let samples = packet.payload.iter().map(|b| Law::Mu.decode_sample(*b));
            self.heard.entry(leg).or_default().extend(samples);
        }
    }

    fn rtcp(&mut self, _: LegKey, packet: &[u8]) {
        assert!(rtp_proto::rtcp::parse(packet).is_ok());
    }

    fn event(&mut self, event: MediaEvent) {
        self.events.push(event);
    }

    fn record(&mut self, job: RecordJob) -> Result<(), RecordJob> {
        match job {
            RecordJob::Samples { .. } if self.full => return Err(job),
            RecordJob::Samples { gap, samples, .. } => {
                for channel in [&mut self.left, &mut self.right] {
                    channel.resize(channel.len() + gap as usize, 0);
                }
                self.left.extend(samples.iter().step_by(2));
                self.right.extend(samples.iter().skip(1).step_by(2));
            }
            RecordJob::Close {
                duration, missing, ..
            } => self.closed.push((duration, missing)),
            RecordJob::Open { .. } => {}
        }
        Ok(())
    }
}

struct Talker {
    key: LegKey,
    tone: Option<Oscillator>,
    /// Every so-manieth packet is lost on its way; none for 0.
    loses: u32,
}

struct Sim {
    engine: Engine,
    world: World,
    talkers: Vec<Talker>,
    frame: u32,
    ids: IdSource,
}

impl Sim {
    fn new() -> Self {
        Self {
            engine: Engine::new(EngineConfig {
                epoch: Timestamp::from_seconds(1_700_000_000),
                inactivity_timeout: Duration::from_secs(5),
                rtcp_interval: Duration::from_secs(1),
                inband_dtmf: true,
            }),
            world: World::default(),
            talkers: Vec::new(),
            frame: 0,
            ids: IdSource::new(4),
        }
    }

    fn leg(&mut self, hertz: f32, events: Option<u8>) -> LegId {
        let id = self.ids.id();
        let spec = LegSpec {
            id,
            group: self.talkers.len() as u64,
            origin: Origin {
                ssrc: 5,
                sequence: 65_000,
                timestamp: u32::MAX - 500,
            },
            rtcp: true,
        };
        let key = self.engine.add_leg(spec).unwrap();
        let media = LegMedia {
            codec: Box::new(G711(Law::Mu)),
            payload_type: 0,
            telephone_event: events,
            ptime: 20,
            sends: true,
            receives: true,
        };
        self.engine.configure(key, self.now(), media);
        self.talkers.push(Talker {
            key,
            tone: Some(Oscillator::new(hertz, 6000.0)),
            loses: 0,
        });
        id
    }

    fn now(&self) -> Duration {
        Duration::from_millis(u64::from(self.frame) * 20)
    }

    fn key(&self, leg: LegId) -> LegKey {
        self.engine.find(leg).unwrap()
    }

    fn command(&mut self, command: MediaCommand) {
        let now = self.now();
        self.engine.command(now, command, &mut self.world);
    }

    fn run(&mut self, frames: u32) {
        for _ in 0..frames {
            let now = self.now();
            for talker in &mut self.talkers {
                let Some(tone) = talker.tone.as_mut() else {
                    continue;
                };
                let (mut frame, mut payload) = (SILENCE, [0; FRAME_SAMPLES]);
                tone.fill(&mut frame);
                if talker.loses > 0 && self.frame.is_multiple_of(talker.loses) {
                    continue;
                }
                Law::Mu.encode(&frame, &mut payload);
                let packet = RtpPacket {
                    marker: false,
                    payload_type: 0,
                    sequence: self.frame as u16,
                    timestamp: self.frame * 160,
                    ssrc: 1,
                    payload: &payload,
                };
                self.engine.rtp(talker.key, now, &packet, &mut self.world);
            }
            for phase in 0..PHASES {
                let at = now + Duration::from_millis(2 * phase as u64 + 1);
                self.engine.tick(phase, at, &mut self.world);
            }
            self.frame += 1;
        }
    }

    /// The last 100 ms that a leg was sent.
    fn ear(&self, leg: LegId) -> &[i16] {
        let heard = &self.world.heard[&self.key(leg)];
        &heard[heard.len() - 5 * FRAME_SAMPLES..]
    }
}

fn silent(samples: &[i16]) -> bool {
    samples.iter().all(|sample| sample.abs() <= 8)
}

#[test]
fn three_parties_hear_each_other_and_not_themselves() {
    let mut sim = Sim::new();
    let bridge: BridgeId = sim.ids.id();
    let legs = [500.0, 900.0, 1400.0].map(|hertz| sim.leg(hertz, None));
    for leg in legs {
        sim.command(MediaCommand::Join { bridge, leg });
    }
    sim.run(30);
    let power = |leg, hertz| audio::tone::tone_power(sim.ear(leg), hertz).sqrt();
    for (me, own) in legs.iter().zip([500.0, 900.0, 1400.0]) {
        for hertz in [500.0, 900.0, 1400.0] {
            let heard = power(*me, hertz);
            assert_eq!(
                heard > 4000.0,
                hertz != own,
                "{own} hears {hertz} at {heard}"
            );
        }
    }
}

#[test]
fn hold_is_leaving_and_music() {
    let mut sim = Sim::new();
    let bridge: BridgeId = sim.ids.id();
    let (customer, agent) = (sim.leg(500.0, None), sim.leg(900.0, None));
    for leg in [customer, agent] {
        sim.command(MediaCommand::Join { bridge, leg });
    }
    sim.run(20);
    assert!(is_tone(sim.ear(agent), 500.0));
    let mut music = vec![0; 8000];
    Oscillator::new(440.0, 5000.0).fill(&mut music);
    let play: PlayId = sim.ids.id();
    sim.command(MediaCommand::Leave {
        bridge,
        leg: customer,
    });
    sim.command(MediaCommand::Play {
        leg: customer,
        play,
        clips: vec![Arc::new(Clip::new(music))],
        looped: true,
    });
    sim.run(100);
    assert!(is_tone(sim.ear(customer), 440.0));
    assert!(silent(sim.ear(agent)));
    sim.command(MediaCommand::StopPlay {
        leg: customer,
        play,
    });
    sim.command(MediaCommand::Join {
        bridge,
        leg: customer,
    });
    sim.run(20);
    assert!(is_tone(sim.ear(customer), 900.0));
    let outcome = PlayOutcome::Stopped;
    let stopped = MediaEvent::PlayFinished {
        leg: customer,
        play,
        outcome,
    };
    assert!(sim.world.events.contains(&stopped));
}

#[test]
fn a_recording_is_aligned_and_silent_on_hold_and_pause() {
    let mut sim = Sim::new();
    let (bridge, recording): (BridgeId, RecordingId) = (sim.ids.id(), sim.ids.id());
    let (customer, agent) = (sim.leg(500.0, None), sim.leg(900.0, None));
    sim.run(20);
    sim.command(MediaCommand::StartRecording {
        recording,
        scope: RecordingScope::Bridge(bridge),
        left: vec![customer],
        right: vec![],
        path: "call.wav".into(),
    });
    sim.command(MediaCommand::AddRecordingLeg {
        recording,
        leg: agent,
        side: Side::Right,
    });
    sim.run(50); // nobody has joined
    for leg in [customer, agent] {
        sim.command(MediaCommand::Join { bridge, leg });
    }
    sim.run(50);
    sim.command(MediaCommand::Leave {
        bridge,
        leg: customer,
    });
    sim.run(50); // hold: the customer is silent
    sim.command(MediaCommand::PauseRecording { recording });
    sim.run(50);
    sim.command(MediaCommand::StopRecording { recording });
    let second = |channel: &[i16], n: usize| channel[n * 8000 + 1000..n * 8000 + 7000].to_vec();
    let (left, right) = (&sim.world.left, &sim.world.right);
    assert_eq!(left.len(), 4 * 8000);
    assert!(silent(&second(left, 0)) && silent(&second(right, 0)));
    assert!(is_tone(&second(left, 1), 500.0) && is_tone(&second(right, 1), 900.0));
    assert!(silent(&second(left, 2)) && is_tone(&second(right, 2), 900.0));
    assert!(silent(&second(left, 3)) && silent(&second(right, 3)));
    assert_eq!(sim.world.closed, [(Duration::from_secs(4), Duration::ZERO)]);
}

#[test]
fn an_interaction_is_recorded_with_its_prompts() {
    let mut sim = Sim::new();
    let (recording, play): (RecordingId, PlayId) = (sim.ids.id(), sim.ids.id());
    let customer = sim.leg(500.0, None);
    sim.run(20);
    sim.command(MediaCommand::StartRecording {
        recording,
        scope: RecordingScope::Interaction,
        left: vec![customer],
        right: vec![],
        path: "ivr.wav".into(),
    });
    let mut prompt = vec![0; 8000];
    Oscillator::new(900.0, 5000.0).fill(&mut prompt);
    let clips = vec![Arc::new(Clip::new(prompt))];
    sim.command(MediaCommand::Play {
        leg: customer,
        play,
        clips,
        looped: false,
    });
    sim.run(60);
    sim.command(MediaCommand::Close { leg: customer });
    assert!(is_tone(&sim.world.left[1000..7000], 500.0));
    assert!(is_tone(&sim.world.right[1000..7000], 900.0));
    // Closing the last leg finished it.
    assert_eq!(sim.world.closed.len(), 1);
    assert!(matches!(
        sim.world.events.last(),
        Some(MediaEvent::Stats { .. })
    ));
}

#[test]
fn a_slow_disk_costs_audio_but_not_alignment() {
    let mut sim = Sim::new();
    let recording: RecordingId = sim.ids.id();
    let customer = sim.leg(500.0, None);
    sim.command(MediaCommand::StartRecording {
        recording,
        scope: RecordingScope::Interaction,
        left: vec![customer],
        right: vec![],
        path: "slow.wav".into(),
    });
    sim.world.full = true;
    sim.run(100);
    sim.world.full = false;
    sim.run(100);
    sim.command(MediaCommand::StopRecording { recording });
    assert_eq!(sim.world.left.len(), 4 * 8000);
    assert!(silent(&sim.world.left[..16_000]));
    assert!(is_tone(&sim.world.left[17_000..], 500.0));
    assert_eq!(
        sim.world.closed,
        [(Duration::from_secs(4), Duration::from_secs(2))]
    );
}

#[test]
fn keys_are_sent_as_events_with_continuous_numbers_or_as_tones() {
    let mut sim = Sim::new();
    let (with, without) = (sim.leg(500.0, Some(101)), sim.leg(500.0, None));
    for leg in [with, without] {
        sim.command(MediaCommand::SendDtmf {
            leg,
            digits: "5".into(),
        });
    }
    sim.run(20);
    let packets = &sim.world.packets[&sim.key(with)];
    let events: Vec<_> = packets.iter().filter(|p| p.1 == 101).collect();
    assert_eq!(events.len(), 7);
    assert!(events[0].0 && events.iter().all(|p| p.3 == events[0].3));
    assert!(packets.windows(2).all(|pair| pair[1].2 == pair[0].2 + 1));
    let mut detector = audio::tone::DtmfDetector::default();
    let heard = sim.world.heard[&sim.key(without)].chunks_exact(FRAME_SAMPLES);
    let keys: Vec<_> = heard
        .filter_map(|f| detector.hear(f.try_into().unwrap()))
        .collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].key, '5');
}

#[test]
fn a_far_end_that_goes_silent_is_reported_once_and_its_return_too() {
    let mut sim = Sim::new();
    let leg = sim.leg(500.0, None);
    sim.run(10);
    let tone = sim.talkers[0].tone.take();
    sim.run(600);
    sim.talkers[0].tone = tone;
    sim.run(5);
    let reason = LostReason::Inactivity;
    let expected = [
        MediaEvent::MediaUp { leg },
        MediaEvent::MediaLost { leg, reason },
        MediaEvent::MediaUp { leg },
    ];
    sim.world
        .events
        .retain(|it| !matches!(it, MediaEvent::Quality { .. }));
    assert_eq!(sim.world.events, expected);
}

/// What was told of a leg's quality, the last at the end.
fn told(sim: &Sim, of: LegId) -> Vec<Quality> {
    let events = sim.world.events.iter();
    events
        .filter_map(|event| match event {
            MediaEvent::Quality { leg, quality } if *leg == of => Some(*quality),
            _ => None,
        })
        .collect()
}

#[test]
fn the_quality_of_a_leg_is_told_once_while_it_stays_and_lossy_ones_have_less() {
    let mut sim = Sim::new();
    let (good, bad) = (sim.leg(500.0, None), sim.leg(900.0, None));
    sim.talkers[1].loses = 5;
    sim.run(40);
    assert!(told(&sim, good).is_empty(), "too little to judge");
    sim.run(400);
    let (clean, lossy) = (told(&sim, good), told(&sim, bad));
    assert_eq!(clean.len(), 1);
    assert!(clean[0].score > 4.3 && !clean[0].high_packet_loss);
    let last = lossy.last().unwrap();
    assert!(last.score < 3.0 && last.high_packet_loss, "{last:?}");
    assert!(!last.high_jitter_buffer && !last.high_round_trip_time);
}

#[test]
fn what_the_far_end_loses_counts_too() {
    let mut sim = Sim::new();
    let leg = sim.leg(500.0, None);
    sim.run(100);
    assert!(!told(&sim, leg).last().unwrap().high_packet_loss);
    let block = ReportBlock {
        ssrc: 5,
        reception: Reception {
            cumulative_lost: 20,
            ..Reception::default()
        },
        last_sr: 0,
        delay_since_last_sr: 0,
    };
    let mut report = Vec::new();
    rtcp::write_report(&mut report, 1, None, Some(block), "far");
    assert!(sim.engine.rtcp(sim.key(leg), sim.now(), &report));
    sim.run(60);
    let after = told(&sim, leg);
    let last = after.last().unwrap();
    assert!(last.high_packet_loss && last.score < after[0].score);
}

#[test]
fn a_leg_that_is_put_on_hold_by_its_far_end_is_sent_nothing() {
    let mut sim = Sim::new();
    let leg = sim.leg(500.0, None);
    sim.run(10);
    let key = sim.key(leg);
    let sent = sim.world.packets[&key].len();
    let now = sim.now();
    sim.engine.redirect(key, now, false, true);
    sim.run(10);
    assert_eq!(sim.world.packets[&key].len(), sent);
    sim.engine.redirect(key, now, true, true);
    sim.run(1);
    let last = sim.world.packets[&key].last().unwrap();
    let first = sim.world.packets[&key][0];
    // A new talk spurt: marked, the next number, the clock went on.
    assert!(last.0 && last.2 == first.2 + sent as u64);
    assert_eq!(last.3.wrapping_sub(first.3), 20 * 160);
}

#[test]
fn commands_about_what_is_gone_are_ignored() {
    let mut sim = Sim::new();
    let (leg, play, recording): (LegId, PlayId, RecordingId) =
        (sim.ids.id(), sim.ids.id(), sim.ids.id());
    let bridge = sim.ids.id();
    sim.command(MediaCommand::Join { bridge, leg });
    sim.command(MediaCommand::StopPlay { leg, play });
    sim.command(MediaCommand::StopRecording { recording });
    sim.command(MediaCommand::Close { leg });
    sim.run(2);
    assert!(sim.world.events.is_empty());
    assert_eq!(sim.engine.bridge_count(), 0);
}
