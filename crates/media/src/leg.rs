//! One leg: two directions, a player, and a place in a bridge.

use crate::codec::Codec;
use crate::control::{LegStats, LostReason, MediaEvent, PlayOutcome};
use crate::hearing::Hearing;
use crate::listening::{Heard, Listener};
use crate::output::Outputs;
use crate::player::Player;
use crate::quality::Quality;
use crate::speaking::{Origin, Speaking};
use crate::voice::VoiceDetector;
use audio::{Clip, Frame, SILENCE};
use ids::{BridgeId, LegId, Pii, Timestamp};
use rtp_proto::KeyPress;
use rtp_proto::rtcp::{self, Ntp, ReportBlock, Rtcp, SenderInfo};
use std::time::Duration;

/// A leg's place in the engine, for the packet path. Valid until the leg is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LegKey(pub usize);

/// Time between two estimates of a leg's quality.
const ASSESSED: Duration = Duration::from_secs(1);

/// What the far end says about our stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FarReport {
    /// The round trip that follows from the report, if any does.
    pub round_trip: Option<Duration>,
    /// Packets that never came there.
    pub lost: u64,
    /// Packets that were sent by then.
    pub sent: u64,
}

/// A mean of samples.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f32,
    count: u32,
}

impl Mean {
    fn add(&mut self, sample: f32) {
        self.sum += sample;
        self.count += 1;
    }

    fn value(self) -> Option<f32> {
        (self.count > 0).then(|| self.sum / self.count as f32)
    }
}

/// What makes a leg.
#[derive(Debug, Clone, Copy)]
pub struct LegSpec {
    /// Its name.
    pub id: LegId,
    /// Legs with the same group tick together.
    pub group: u64,
    /// Random beginnings of what it sends.
    pub origin: Origin,
    /// Send and expect RTCP (false where the transport does that itself).
    pub rtcp: bool,
}

/// What was negotiated for a leg.
pub struct LegMedia {
    /// The codec in both directions.
    pub codec: Box<dyn Codec>,
    /// Its payload type.
    pub payload_type: u8,
    /// The payload type of telephone events, if agreed.
    pub telephone_event: Option<u8>,
    /// Milliseconds per packet sent.
    pub ptime: u16,
    /// We send.
    pub sends: bool,
    /// The far end sends.
    pub receives: bool,
}

/// A leg's parts that exist once it is negotiated.
pub(crate) struct Media {
    pub(crate) codec: Box<dyn Codec>,
    pub(crate) hearing: Hearing,
    pub(crate) speaking: Speaking,
    sends: bool,
    receives: bool,
    since: Duration,
}

pub(crate) struct Leg {
    pub(crate) id: LegId,
    pub(crate) phase: usize,
    spec: LegSpec,
    pub(crate) media: Option<Media>,
    pub(crate) player: Option<Player>,
    pub(crate) listener: Option<Box<Listener>>,
    /// Hears from the beginning of the call on: it must know the room when it is asked.
    voice: VoiceDetector,
    pub(crate) bridge: Option<BridgeId>,
    pub(crate) muted: bool,
    /// What it said in the last tick; silence when muted.
    pub(crate) said: Frame,
    /// What was played to it in the last tick.
    pub(crate) played: Frame,
    up: bool,
    lost: bool,
    next_report: Duration,
    last_sr: Option<(u32, Duration)>,
    /// In milliseconds.
    round_trip: Mean,
    /// The delay of the jitter buffer in milliseconds, looked at with each estimate.
    buffer: Mean,
    far_loss: Option<f32>,
    next_estimate: Duration,
    told: Option<Quality>,
    /// Sums of streams that were renegotiated.
    before: LegStats,
}

impl Leg {
    pub(crate) fn new(spec: LegSpec, phase: usize) -> Self {
        Self {
            id: spec.id,
            phase,
            spec,
            media: None,
            player: None,
            listener: None,
            voice: VoiceDetector::default(),
            bridge: None,
            muted: false,
            said: SILENCE,
            played: SILENCE,
            up: false,
            lost: false,
            next_report: Duration::ZERO,
            last_sr: None,
            round_trip: Mean::default(),
            buffer: Mean::default(),
            far_loss: None,
            next_estimate: Duration::ZERO,
            told: None,
            before: LegStats::default(),
        }
    }

    /// Puts what was negotiated into effect. The same codec keeps its streams.
    pub(crate) fn configure(&mut self, now: Duration, media: LegMedia, inband_keys: bool) {
        let origin = self
            .media
            .as_ref()
            .map_or(self.spec.origin, |media| media.speaking.origin());
        self.before = self.stats();
        let clock_rate = media.codec.clock_rate();
        self.media = Some(Media {
            hearing: Hearing::new(
                clock_rate,
                media.payload_type,
                media.telephone_event,
                inband_keys,
            ),
            speaking: Speaking::new(
                clock_rate,
                media.payload_type,
                media.telephone_event,
                media.ptime,
                &origin,
            ),
            codec: media.codec,
            sends: media.sends,
            receives: media.receives,
            since: now,
        });
        self.lost = false;
    }

    /// Only who sends has changed.
    pub(crate) fn redirect(&mut self, now: Duration, sends: bool, receives: bool) {
        if let Some(media) = self.media.as_mut() {
            media.sends = sends;
            media.receives = receives;
            media.since = now;
        }
    }

    /// Notes that media flows; tells so the first time, and after a loss.
    pub(crate) fn set_up(&mut self, out: &mut impl Outputs) {
        if !self.up || self.lost {
            self.up = true;
            self.lost = false;
            out.event(MediaEvent::MediaUp { leg: self.id });
        }
    }

    /// Notes that media has stopped, once.
    pub(crate) fn set_lost(&mut self, reason: LostReason, out: &mut impl Outputs) {
        if !std::mem::replace(&mut self.lost, true) {
            let leg = self.id;
            out.event(MediaEvent::MediaLost { leg, reason });
        }
    }

    pub(crate) fn key(&self, key: KeyPress, at: Timestamp, out: &mut impl Outputs) {
        out.event(MediaEvent::Dtmf {
            leg: self.id,
            digit: key.key,
            duration: key.duration,
            at,
        });
    }

    /// Takes the next 20 ms of what it says into `said`.
    pub(crate) fn listen(&mut self, now: Duration, at: Timestamp, out: &mut impl Outputs) {
        let Some(media) = self.media.as_mut() else {
            return;
        };
        let (frame, key) = media.hearing.frame(now, media.codec.as_mut());
        self.said = if self.muted { SILENCE } else { frame };
        let heard = media.hearing.heard() && !self.muted;
        if let Some(key) = key {
            self.key(key, at, out);
        }
        self.attend(heard, out);
    }

    /// Looks for words in what it said; `heard` is false where the far end sent nothing.
    fn attend(&mut self, heard: bool, out: &mut impl Outputs) {
        let speaking = self.listener.as_ref().is_some_and(|it| it.speaking());
        let voice = self.voice.hear(heard.then_some(&self.said), speaking);
        let Some(listener) = self.listener.as_mut() else {
            return;
        };
        let (leg, listen) = (self.id, listener.listen);
        let event = match listener.hear(&self.said, voice, self.player.is_some()) {
            None => return,
            Some(Heard::Started) => return out.event(MediaEvent::SpeechStarted { leg, listen }),
            Some(Heard::NoSpeech) => MediaEvent::NoSpeech { leg, listen },
            Some(Heard::Utterance { samples, truncated }) => MediaEvent::Utterance {
                leg,
                listen,
                speech: Pii::new(Clip::new(samples)),
                truncated,
            },
        };
        self.listener = None;
        out.event(event);
    }

    /// Reports a far end that has gone silent against the agreement.
    pub(crate) fn check_activity(
        &mut self,
        now: Duration,
        timeout: Duration,
        out: &mut impl Outputs,
    ) {
        let Some(media) = self.media.as_ref() else {
            return;
        };
        if !media.receives || timeout.is_zero() || self.lost {
            return;
        }
        let since = media.hearing.last_packet.unwrap_or(media.since);
        if now.saturating_sub(since.max(media.since)) >= timeout {
            self.set_lost(LostReason::Inactivity, out);
        }
    }

    /// Advances the player.
    pub(crate) fn play(&mut self, out: &mut impl Outputs) {
        self.played = SILENCE;
        if self.media.is_none() {
            // Not answered yet: the caller shall hear the prompt from its beginning.
            return;
        }
        if let Some(player) = self.player.as_mut() {
            match player.next() {
                Some(frame) => self.played = frame,
                None => self.end_play(PlayOutcome::Completed, out),
            }
        }
    }

    pub(crate) fn end_play(&mut self, outcome: PlayOutcome, out: &mut impl Outputs) {
        if let Some(player) = self.player.take() {
            out.event(MediaEvent::PlayFinished {
                leg: self.id,
                play: player.play,
                outcome,
            });
        }
    }

    /// Sends the next 20 ms.
    pub(crate) fn speak(&mut self, key: LegKey, frame: &Frame, out: &mut impl Outputs) {
        let Some(media) = self.media.as_mut() else {
            return;
        };
        if media.sends {
            media.speaking.frame(key, frame, media.codec.as_mut(), out);
        } else {
            media.speaking.skip();
        }
    }

    /// Sends an RTCP report when one is due.
    pub(crate) fn report(
        &mut self,
        key: LegKey,
        now: Duration,
        wall: Ntp,
        interval: Duration,
        buffer: &mut Vec<u8>,
        out: &mut impl Outputs,
    ) {
        if !self.spec.rtcp || interval.is_zero() || now < self.next_report {
            return;
        }
        let Some(media) = self.media.as_mut() else {
            return;
        };
        self.next_report = now + interval;
        let last_sr = self.last_sr;
        let block = media.hearing.source().map(|ssrc| ReportBlock {
            ssrc,
            reception: media.hearing.reception(),
            last_sr: last_sr.map_or(0, |(sr, _)| sr),
            delay_since_last_sr: last_sr.map_or(0, |(_, at)| {
                (now.saturating_sub(at).as_micros() * 65_536 / 1_000_000) as u32
            }),
        });
        let sent = media.speaking.packets > 0;
        let sender = sent.then(|| SenderInfo {
            ntp: wall,
            timestamp: media.speaking.timestamp(),
            packets: media.speaking.packets as u32,
            bytes: media.speaking.bytes as u32,
        });
        // The name must not tell who speaks: RFC 7022 section 4.
        let ssrc = media.speaking.ssrc();
        rtcp::write_report(buffer, ssrc, sender, block, "carillon");
        out.rtcp(key, buffer);
    }

    /// Takes a compound RTCP packet; false when it is malformed.
    pub(crate) fn rtcp(&mut self, now: Duration, wall: Ntp, bytes: &[u8]) -> bool {
        let Ok(packets) = rtcp::parse(bytes) else {
            return false;
        };
        let Some(media) = self.media.as_mut() else {
            return true;
        };
        // A far end that suppresses silence still reports.
        if media.hearing.last_packet.is_some() {
            media.hearing.last_packet = Some(now);
        }
        let (ours, sent) = (media.speaking.ssrc(), media.speaking.packets);
        let sent = self.before.packets_sent + sent;
        for packet in packets {
            // A BYE is no hang-up: that is for signalling to say.
            let Rtcp::Report { sender, blocks, .. } = packet else {
                continue;
            };
            if let Some(sender) = sender {
                self.last_sr = Some((sender.ntp.middle(), now));
            }
            if let Some(block) = blocks.iter().find(|block| block.ssrc == ours) {
                let lost = u64::try_from(block.reception.cumulative_lost).unwrap_or(0);
                self.far_report(FarReport {
                    round_trip: block.round_trip(wall),
                    lost,
                    sent,
                });
            }
        }
        true
    }

    /// Takes what the far end says about our stream.
    pub(crate) fn far_report(&mut self, report: FarReport) {
        if let Some(trip) = report.round_trip {
            self.round_trip.add(trip.as_secs_f32() * 1000.0);
        }
        if report.sent > 0 {
            self.far_loss = Some((report.lost as f32 / report.sent as f32).min(1.0));
        }
    }

    /// Estimates its quality when that is due, and tells it when it has changed.
    pub(crate) fn assess(&mut self, now: Duration, out: &mut impl Outputs) {
        let Some(media) = self.media.as_ref() else {
            return;
        };
        if now < self.next_estimate {
            return;
        }
        self.next_estimate = now + ASSESSED;
        if media.hearing.source().is_some() {
            self.buffer
                .add(media.hearing.delay().as_secs_f32() * 1000.0);
        }
        let Some(quality) = Quality::of(&self.stats()) else {
            return;
        };
        if self.told.is_none_or(|told| quality.differs(&told)) {
            self.told = Some(quality);
            let leg = self.id;
            out.event(MediaEvent::Quality { leg, quality });
        }
    }

    /// The sums so far.
    pub(crate) fn stats(&self) -> LegStats {
        let mut sum = self.before;
        if let Some(media) = self.media.as_ref() {
            let now = media.hearing.stats();
            sum.packets_received += now.packets_received;
            sum.bytes_received += now.bytes_received;
            sum.packets_lost += now.packets_lost;
            sum.packets_late += now.packets_late;
            sum.packets_duplicate += now.packets_duplicate;
            sum.packets_dropped += now.packets_dropped;
            sum.frames_concealed += now.frames_concealed;
            sum.digits_received += now.digits_received;
            sum.digits_flooded += now.digits_flooded;
            sum.packets_sent += media.speaking.packets;
            sum.bytes_sent += media.speaking.bytes;
            sum.jitter_ms = now.jitter_ms;
        }
        sum.buffer_ms = self.buffer.value().unwrap_or_default();
        sum.round_trip_ms = self.round_trip.value();
        sum.far_loss = self.far_loss;
        sum
    }
}
