//! What the engine asks of a codec, and G.711.

use audio::g711::Law;
use audio::{FRAME_SAMPLES, Frame};

/// Turns payloads into 8 kHz audio and back. One per leg, so it may keep state.
pub trait Codec: Send {
    /// Ticks of the RTP clock per second.
    fn clock_rate(&self) -> u32;

    /// Appends the audio of one payload; false when the payload is malformed.
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> bool;

    /// Makes up 20 ms for a lost packet; `None` leaves it to the engine.
    fn conceal(&mut self) -> Option<Frame> {
        None
    }

    /// Appends the payload of one frame.
    fn encode(&mut self, frame: &Frame, out: &mut Vec<u8>);
}

/// G.711, either law.
#[derive(Debug, Clone, Copy)]
pub struct G711(pub Law);

impl Codec for G711 {
    fn clock_rate(&self) -> u32 {
        8000
    }

    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> bool {
        let start = out.len();
        out.resize(start + payload.len(), 0);
        if let Some(samples) = out.get_mut(start..) {
            self.0.decode(payload, samples);
        }
        !payload.is_empty()
    }

    fn encode(&mut self, frame: &Frame, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + FRAME_SAMPLES, 0);
        if let Some(bytes) = out.get_mut(start..) {
            self.0.encode(frame, bytes);
        }
    }
}
