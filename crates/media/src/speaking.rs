//! The sending half of a leg: frames and keys in, packets out.

use crate::codec::Codec;
use crate::leg::LegKey;
use crate::output::{OutPacket, Outputs};
use audio::tone::DtmfTone;
use audio::{FRAME_SAMPLES, Frame, SILENCE};
use rtp_proto::EventSender;
use rtp_proto::event::EventStep;

/// One stream as it is sent.
pub(crate) struct Speaking {
    payload_type: u8,
    event_type: Option<u8>,
    clock_rate: u32,
    frames_per_packet: u16,
    ssrc: u32,
    sequence: u64,
    timestamp: u32,
    /// The payload being filled, its frames and its first timestamp.
    payload: Vec<u8>,
    frames: u16,
    packet_start: u32,
    marker: bool,
    events: EventSender,
    tone: Option<DtmfTone>,
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
}

impl Speaking {
    pub(crate) fn new(
        clock_rate: u32,
        payload_type: u8,
        event_type: Option<u8>,
        ptime: u16,
        origin: &Origin,
    ) -> Self {
        Self {
            payload_type,
            event_type,
            clock_rate,
            frames_per_packet: (ptime / 20).clamp(1, 6),
            ssrc: origin.ssrc,
            sequence: u64::from(origin.sequence),
            timestamp: origin.timestamp,
            payload: Vec::with_capacity(1024),
            frames: 0,
            packet_start: 0,
            marker: true,
            events: EventSender::new(clock_rate),
            tone: None,
            packets: 0,
            bytes: 0,
        }
    }

    /// Where a stream with new parameters goes on from.
    pub(crate) fn origin(&self) -> Origin {
        Origin {
            ssrc: self.ssrc,
            sequence: self.sequence as u16,
            timestamp: self.timestamp,
        }
    }

    /// The timestamp of the next frame.
    pub(crate) fn timestamp(&self) -> u32 {
        self.timestamp
    }

    pub(crate) fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// Adds keys to send; those that are none are skipped.
    pub(crate) fn keys(&mut self, digits: &str) {
        for digit in digits.chars() {
            self.events.push(digit);
        }
    }

    /// Sends the next 20 ms; a key that is being sent takes the place of audio.
    pub(crate) fn frame(
        &mut self,
        leg: LegKey,
        frame: &Frame,
        codec: &mut dyn Codec,
        out: &mut impl Outputs,
    ) {
        let step = self.events.step(self.timestamp);
        match (step, self.event_type) {
            (EventStep::Audio, _) => {
                self.tone = None;
                self.audio(leg, frame, codec, out);
            }
            (
                EventStep::Packet {
                    marker,
                    timestamp,
                    payload,
                    repeats,
                },
                Some(event_type),
            ) => {
                self.flush(leg, out);
                for _ in 0..repeats {
                    self.send(leg, event_type, marker, timestamp, &payload, out);
                }
                self.marker = true;
            }
            (EventStep::Packet { payload, .. }, None) => {
                let tone = self.tone.get_or_insert_with(|| {
                    let key = b"0123456789*#ABCD".get(usize::from(payload[0]));
                    DtmfTone::new(key.map_or('0', |key| char::from(*key)))
                        .unwrap_or_else(silent_tone)
                });
                let mut sound = SILENCE;
                tone.fill(&mut sound);
                self.audio(leg, &sound, codec, out);
            }
        }
        self.timestamp = self.timestamp.wrapping_add(self.ticks_per_frame());
    }

    /// Lets 20 ms pass without sending.
    pub(crate) fn skip(&mut self) {
        self.payload.clear();
        self.frames = 0;
        self.marker = true;
        self.timestamp = self.timestamp.wrapping_add(self.ticks_per_frame());
    }

    fn ticks_per_frame(&self) -> u32 {
        self.clock_rate / 50
    }

    fn audio(&mut self, leg: LegKey, frame: &Frame, codec: &mut dyn Codec, out: &mut impl Outputs) {
        if self.frames == 0 {
            self.packet_start = self.timestamp;
        }
        codec.encode(frame, &mut self.payload);
        self.frames += 1;
        if self.frames >= self.frames_per_packet {
            self.flush(leg, out);
        }
    }

    fn flush(&mut self, leg: LegKey, out: &mut impl Outputs) {
        if self.frames == 0 {
            return;
        }
        let payload = std::mem::take(&mut self.payload);
        let (marker, start) = (self.marker, self.packet_start);
        self.send(leg, self.payload_type, marker, start, &payload, out);
        self.marker = false;
        self.frames = 0;
        // Back in its place with its memory.
        self.payload = payload;
        self.payload.clear();
    }

    fn send(
        &mut self,
        leg: LegKey,
        payload_type: u8,
        marker: bool,
        timestamp: u32,
        payload: &[u8],
        out: &mut impl Outputs,
    ) {
        let packet = OutPacket {
            marker,
            payload_type,
            sequence: self.sequence,
            timestamp,
            ssrc: self.ssrc,
            payload,
        };
        self.sequence += 1;
        self.packets += 1;
        self.bytes += payload.len() as u64;
        out.rtp(leg, &packet);
    }
}

/// Random beginnings of a stream: RFC 3550 section 5.1 asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The source.
    pub ssrc: u32,
    /// The first sequence number.
    pub sequence: u16,
    /// The first timestamp.
    pub timestamp: u32,
}

fn silent_tone() -> DtmfTone {
    DtmfTone::silent()
}

const _: () = assert!(FRAME_SAMPLES == 160, "50 frames a second are assumed above");
