//! The receiving half of a leg: packets in, frames and keys out.

use crate::codec::Codec;
use crate::control::LegStats;
use audio::conceal::Concealer;
use audio::tone::DtmfDetector;
use audio::{FRAME_SAMPLES, Frame, SILENCE};
use rtp_proto::RtpPacket;
use rtp_proto::stats::Reception;
use rtp_proto::{EventReceiver, JitterBuffer, JitterConfig, KeyPress, Playout, ReceiverStats};
use std::time::Duration;

/// RFC 3389 comfort noise: the far end is silent and says so.
const COMFORT_NOISE: u8 = 13;
/// Keys in a burst before they are taken for a flood, and how many a second are forgiven.
const KEY_BURST: u32 = 20;
const KEY_REFILL: Duration = Duration::from_millis(100);
/// Frames made up in a row before silence, where the codec makes them up.
const MAX_CONCEALED: u32 = 5;

/// One stream as it is heard.
pub(crate) struct Hearing {
    payload_type: u8,
    event_type: Option<u8>,
    clock_rate: u32,
    ssrc: Option<u32>,
    jitter: JitterBuffer,
    events: EventReceiver,
    tones: Option<DtmfDetector>,
    stats: ReceiverStats,
    concealer: Concealer,
    /// Decoded audio that is not due yet.
    pcm: Vec<i16>,
    missing_in_a_row: u32,
    /// The last frame was sent by the far end: neither made up nor comfort noise.
    heard: bool,
    keys: KeyLimit,
    /// When the last packet came.
    pub(crate) last_packet: Option<Duration>,
    pub(crate) counters: LegStats,
    /// Losses of sources that have ended.
    lost_before: u64,
}

/// A token bucket for keys.
#[derive(Debug, Clone, Copy, Default)]
struct KeyLimit {
    spent: u32,
    refilled: Duration,
}

impl KeyLimit {
    fn allow(&mut self, now: Duration) -> bool {
        while self.spent > 0 && now.saturating_sub(self.refilled) >= KEY_REFILL {
            self.spent -= 1;
            self.refilled += KEY_REFILL;
        }
        if self.spent == 0 {
            self.refilled = now;
        }
        self.spent += 1;
        self.spent <= KEY_BURST || {
            self.spent = KEY_BURST + 1;
            false
        }
    }
}

impl Hearing {
    pub(crate) fn new(
        clock_rate: u32,
        payload_type: u8,
        event_type: Option<u8>,
        inband_keys: bool,
    ) -> Self {
        Self {
            payload_type,
            event_type,
            clock_rate,
            ssrc: None,
            jitter: JitterBuffer::new(clock_rate, JitterConfig::default()),
            events: EventReceiver::new(clock_rate),
            tones: (inband_keys && event_type.is_none()).then(DtmfDetector::default),
            stats: ReceiverStats::new(clock_rate),
            concealer: Concealer::default(),
            pcm: Vec::with_capacity(4 * FRAME_SAMPLES),
            missing_in_a_row: 0,
            heard: false,
            keys: KeyLimit::default(),
            last_packet: None,
            counters: LegStats::default(),
            lost_before: 0,
        }
    }

    /// The far end's source, once heard.
    pub(crate) fn source(&self) -> Option<u32> {
        self.ssrc
    }

    /// Whether the last frame was sent by the far end: neither made up nor comfort noise.
    pub(crate) fn heard(&self) -> bool {
        self.heard
    }

    /// How long packets wait at present before they are played.
    pub(crate) fn delay(&self) -> Duration {
        self.jitter.target()
    }

    /// Numbers for the next RTCP report.
    pub(crate) fn reception(&mut self) -> Reception {
        self.stats.report()
    }

    /// Takes a packet; returns a key that it completed. False payload types are counted.
    pub(crate) fn receive(&mut self, now: Duration, packet: &RtpPacket<'_>) -> Option<KeyPress> {
        let audio = packet.payload_type == self.payload_type;
        let event = Some(packet.payload_type) == self.event_type;
        if !audio && !event && packet.payload_type != COMFORT_NOISE {
            self.counters.packets_dropped += 1;
            return None;
        }
        if self.ssrc != Some(packet.ssrc) {
            self.change_source(packet.ssrc);
        }
        self.last_packet = Some(now);
        self.counters.packets_received += 1;
        self.counters.bytes_received += packet.payload.len() as u64;
        // Repeated event packets carry an old timestamp, which says nothing about jitter.
        if audio {
            self.stats.received(now, packet.sequence, packet.timestamp);
        } else {
            self.stats.received_untimed(packet.sequence);
        }
        let payload = if audio { packet.payload } else { &[] };
        self.jitter
            .insert(now, packet.sequence, packet.timestamp, audio, payload);
        let key = if event {
            self.events.receive(now, packet.timestamp, packet.payload)
        } else {
            None
        };
        self.limit(now, key)
    }

    /// The next 20 ms, and a key that was noticed with them.
    pub(crate) fn frame(
        &mut self,
        now: Duration,
        codec: &mut dyn Codec,
    ) -> (Frame, Option<KeyPress>) {
        let frame = self.playout(now, codec);
        let mut key = self.events.poll(now);
        if key.is_none()
            && let Some(tones) = self.tones.as_mut()
        {
            key = tones.hear(&frame).map(|heard| KeyPress {
                key: heard.key,
                duration: heard.duration,
            });
        }
        (frame, self.limit(now, key))
    }

    fn playout(&mut self, now: Duration, codec: &mut dyn Codec) -> Frame {
        self.heard = false;
        if self.ssrc.is_none() {
            return SILENCE;
        }
        // A packet of 60 ms fills several frames, one of 10 ms half of one.
        while self.pcm.len() < FRAME_SAMPLES {
            match self.jitter.pop(now) {
                Playout::Packet(payload) => {
                    if !codec.decode(payload, &mut self.pcm) {
                        self.counters.packets_dropped += 1;
                        return self.conceal(codec);
                    }
                    // Longer than any packet time: malformed.
                    self.pcm.truncate(12 * FRAME_SAMPLES);
                }
                Playout::Lost | Playout::Empty => return self.conceal(codec),
                Playout::NotAudio => {
                    self.missing_in_a_row = 0;
                    let mut frame = SILENCE;
                    self.concealer.good(&mut frame);
                    return frame;
                }
            }
        }
        let mut frame = SILENCE;
        for (out, sample) in frame.iter_mut().zip(&self.pcm) {
            *out = *sample;
        }
        self.pcm.drain(..FRAME_SAMPLES);
        self.missing_in_a_row = 0;
        self.heard = true;
        self.concealer.good(&mut frame);
        frame
    }

    fn conceal(&mut self, codec: &mut dyn Codec) -> Frame {
        self.missing_in_a_row = self.missing_in_a_row.saturating_add(1);
        if self.missing_in_a_row > MAX_CONCEALED {
            return SILENCE;
        }
        self.counters.frames_concealed += 1;
        codec.conceal().unwrap_or_else(|| self.concealer.conceal())
    }

    fn change_source(&mut self, ssrc: u32) {
        if self.ssrc.replace(ssrc).is_some() {
            self.lost_before += self.stats.lost();
            self.stats = ReceiverStats::new(self.clock_rate);
            self.events = EventReceiver::new(self.clock_rate);
            self.jitter.reset();
        }
    }

    fn limit(&mut self, now: Duration, key: Option<KeyPress>) -> Option<KeyPress> {
        let key = key?;
        if self.keys.allow(now) {
            self.counters.digits_received += 1;
            Some(key)
        } else {
            self.counters.digits_flooded += 1;
            None
        }
    }

    /// The sums so far.
    pub(crate) fn stats(&self) -> LegStats {
        let jitter = self.jitter.counters();
        LegStats {
            packets_lost: self.lost_before + self.stats.lost(),
            packets_late: jitter.late,
            packets_duplicate: jitter.duplicate,
            jitter_ms: self.stats.jitter_ms(),
            ..self.counters
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::G711;
    use audio::g711::Law;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn packet(n: u32, payload: &[u8]) -> RtpPacket<'_> {
        RtpPacket {
            marker: false,
            payload_type: 0,
            sequence: n as u16,
            timestamp: n * 160,
            ssrc: 1,
            payload,
        }
    }

    #[test]
    fn audio_comes_out_after_the_delay() {
        let mut hearing = Hearing::new(8000, 0, None, false);
        let loud = [0x80; 160];
        hearing.receive(ms(0), &packet(0, &loud));
        hearing.receive(ms(20), &packet(1, &loud));
        let (frame, _) = hearing.frame(ms(21), &mut G711(Law::Mu));
        assert_eq!(frame, [32_124; FRAME_SAMPLES]);
    }

    #[test]
    fn long_and_short_packets_make_whole_frames() {
        for len in [80, 480] {
            let mut hearing = Hearing::new(8000, 0, None, false);
            let loud = vec![0x80; len];
            let step = len as u32 / 8;
            let (mut good, mut sent) = (0, 0);
            for tick in 0..100_u64 {
                while u64::from(sent * step) <= tick * 20 {
                    let mut p = packet(sent, &loud);
                    p.timestamp = sent * len as u32;
                    hearing.receive(ms(u64::from(sent * step)), &p);
                    sent += 1;
                }
                let (frame, _) = hearing.frame(ms(tick * 20 + 1), &mut G711(Law::Mu));
                good += u32::from(frame == [32_124; FRAME_SAMPLES]);
            }
            assert!(good >= 90, "{len}: {good}");
        }
    }

    #[test]
    fn a_foreign_payload_type_is_counted_and_dropped() {
        let mut hearing = Hearing::new(8000, 0, Some(101), false);
        let mut p = packet(0, &[1, 2]);
        p.payload_type = 99;
        assert!(hearing.receive(ms(0), &p).is_none());
        assert_eq!(hearing.stats().packets_dropped, 1);
        assert!(hearing.source().is_none());
    }

    #[test]
    fn a_flood_of_keys_is_cut() {
        let mut hearing = Hearing::new(8000, 0, Some(101), false);
        let mut heard = 0;
        for n in 0..200_u32 {
            let mut p = packet(n, &[5, 0x8a, 0, 160]);
            p.payload_type = 101;
            heard += u32::from(hearing.receive(ms(1), &p).is_some());
        }
        assert_eq!(heard, KEY_BURST);
        assert_eq!(hearing.stats().digits_flooded, u64::from(200 - KEY_BURST));
        let mut p = packet(500, &[5, 0x8a, 0, 160]);
        p.payload_type = 101;
        assert!(hearing.receive(ms(5000), &p).is_some());
    }

    #[test]
    fn another_source_takes_over_at_once() {
        let mut hearing = Hearing::new(8000, 0, None, false);
        let loud = [0x80; 160];
        for n in 0..5 {
            hearing.receive(ms(u64::from(n) * 20), &packet(n, &loud));
        }
        let quiet = [0x00; 160];
        for n in 0..2 {
            let mut p = packet(40_000 + n, &quiet);
            p.ssrc = 2;
            hearing.receive(ms(100), &p);
        }
        assert_eq!(hearing.source(), Some(2));
        let (frame, _) = hearing.frame(ms(121), &mut G711(Law::Mu));
        assert_eq!(frame[159], -32_124);
    }

    #[test]
    fn a_tone_is_a_key_where_no_events_were_agreed() {
        let mut hearing = Hearing::new(8000, 0, None, true);
        let mut tone = audio::tone::DtmfTone::new('4').unwrap();
        let mut keys = Vec::new();
        for n in 0..20_u32 {
            let mut frame = SILENCE;
            if n < 6 {
                tone.fill(&mut frame);
            }
            let mut payload = Vec::new();
            G711(Law::Mu).encode(&frame, &mut payload);
            hearing.receive(ms(u64::from(n) * 20), &packet(n, &payload));
            keys.extend(
                hearing
                    .frame(ms(u64::from(n) * 20 + 1), &mut G711(Law::Mu))
                    .1,
            );
        }
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].key, '4');
    }
}
