//! Opus through libopus, at the engine's 8 kHz.
//!
//! libopus converts between its internal rates and 8 kHz itself, and a browser neither knows nor
//! cares. The library is built from source with `cmake`; nothing needs to be installed to run.

use audio::{FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
use media::Codec;
use opus::{Application, Bitrate, Channels, Decoder, Encoder, Signal};

/// Plenty for narrowband speech.
const BITRATE: i32 = 20_000;
/// Of 0 to 10. Above 2 the gain for narrowband speech is hard to hear and the cost is not.
const COMPLEXITY: i32 = 1;
/// The longest packet that RFC 6716 allows: 120 ms.
const MAX_SAMPLES: usize = 6 * FRAME_SAMPLES;
/// The longest payload of one frame: RFC 6716 section 3.4, R2.
const MAX_PAYLOAD: usize = 1275;

/// One leg's encoder and decoder.
pub struct OpusCodec {
    encoder: Encoder,
    decoder: Decoder,
}

impl OpusCodec {
    /// Fresh state in both directions.
    ///
    /// Errors: libopus is out of memory.
    pub fn new() -> Result<Self, opus::Error> {
        let mut encoder = Encoder::new(SAMPLE_RATE, Channels::Mono, Application::Voip)?;
        encoder.set_bitrate(Bitrate::Bits(BITRATE))?;
        encoder.set_complexity(COMPLEXITY)?;
        encoder.set_signal(Signal::Voice)?;
        Ok(Self {
            encoder,
            decoder: Decoder::new(SAMPLE_RATE, Channels::Mono)?,
        })
    }
}

impl Codec for OpusCodec {
    fn clock_rate(&self) -> u32 {
        // RFC 7587 section 4.1: always 48 kHz, whatever is coded.
        48_000
    }

    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> bool {
        if payload.is_empty() {
            return false;
        }
        let start = out.len();
        out.resize(start + MAX_SAMPLES, 0);
        let space = out.get_mut(start..).unwrap_or_default();
        let decoded = self.decoder.decode(payload, space, false);
        out.truncate(start + decoded.as_ref().copied().unwrap_or(0));
        decoded.is_ok()
    }

    fn conceal(&mut self) -> Option<Frame> {
        let mut frame = SILENCE;
        self.decoder.decode(&[], &mut frame, false).ok()?;
        Some(frame)
    }

    fn encode(&mut self, frame: &Frame, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + MAX_PAYLOAD, 0);
        let space = out.get_mut(start..).unwrap_or_default();
        let len = self.encoder.encode(frame, space).unwrap_or(0);
        out.truncate(start + len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio::tone::{Oscillator, is_tone};

    #[test]
    fn a_tone_survives_and_losses_are_concealed() {
        let mut codec = OpusCodec::new().unwrap();
        let mut tone = Oscillator::new(1000.0, 8000.0);
        let mut heard = Vec::new();
        for _ in 0..50 {
            let (mut frame, mut payload) = (SILENCE, Vec::new());
            tone.fill(&mut frame);
            codec.encode(&frame, &mut payload);
            assert!(codec.decode(&payload, &mut heard));
        }
        assert_eq!(heard.len(), 50 * FRAME_SAMPLES);
        assert!(is_tone(&heard[4000..8000], 1000.0));
        assert!(audio::mix::rms(&codec.conceal().unwrap()) > 500.0);
    }

    #[test]
    fn garbage_is_refused_or_decoded_but_never_panics() {
        let mut codec = OpusCodec::new().unwrap();
        let mut out = Vec::new();
        for len in 0..200_usize {
            let garbage: Vec<u8> = (0..len).map(|n| (n * 37 + len * 11) as u8).collect();
            codec.decode(&garbage, &mut out);
            assert!(out.len() <= (len + 1) * MAX_SAMPLES);
        }
    }
}
