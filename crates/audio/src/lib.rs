//! Audio on 20 ms frames: G.711, mixing, concealment, resampling, WAV and tones.
//!
//! Everything inside the product is 16-bit linear mono at 8 kHz, in frames of 20 ms
//! ([`Frame`]). One rate everywhere is a choice for CPU: a contact centre's calls reach it as
//! G.711 from the telephone network, whose 8 kHz bound what can be heard anyway; libopus decodes
//! to and encodes from 8 kHz itself at a fraction of the cost of 48 kHz; and mixing, recording
//! and tone detection need no resampling at all. A wideband engine would change
//! [`SAMPLE_RATE`] and resample at the G.711 legs. Resampling ([`resample`]) happens only where
//! files come in.
//!
//! Nothing here allocates per frame, reads a clock or panics on bad input.

pub mod conceal;
pub mod frame;
pub mod g711;
pub mod mix;
pub mod resample;
pub mod tone;
pub mod wav;

pub use frame::{Clip, FRAME_MILLIS, FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
