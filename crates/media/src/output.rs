//! What the engine wants done.

use crate::control::MediaEvent;
use crate::leg::LegKey;
use ids::{RecordingId, Timestamp};
use std::path::PathBuf;
use std::time::Duration;

/// An RTP packet to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutPacket<'a> {
    /// Start of a talk spurt or key.
    pub marker: bool,
    /// The payload type.
    pub payload_type: u8,
    /// The sequence number before it is cut to 16 bits, for SRTP's rollover counter.
    pub sequence: u64,
    /// The timestamp.
    pub timestamp: u32,
    /// The leg's source.
    pub ssrc: u32,
    /// The payload.
    pub payload: &'a [u8],
}

/// Work for the thread that writes recordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordJob {
    /// Make the file.
    Open {
        /// The recording.
        recording: RecordingId,
        /// The file.
        path: PathBuf,
        /// When its first sample was taken.
        started_at: Timestamp,
    },
    /// Append audio.
    Samples {
        /// The recording.
        recording: RecordingId,
        /// Samples of silence (per channel) that come first, for jobs refused before.
        gap: u64,
        /// Left and right in turn.
        samples: Vec<i16>,
    },
    /// Complete the file and report.
    Close {
        /// The recording.
        recording: RecordingId,
        /// The time from start to stop.
        duration: Duration,
        /// The sum of what was refused.
        missing: Duration,
    },
}

/// Carries out what the engine wants. None of these may block.
pub trait Outputs {
    /// Send an RTP packet to the leg's far end.
    fn rtp(&mut self, leg: LegKey, packet: &OutPacket<'_>);
    /// Send an RTCP packet to the leg's far end.
    fn rtcp(&mut self, leg: LegKey, packet: &[u8]);
    /// Tell what happened.
    fn event(&mut self, event: MediaEvent);
    /// Hand work to the recording thread, or get it back when that is overloaded. `Open` and
    /// `Close` are never refused.
    fn record(&mut self, job: RecordJob) -> Result<(), RecordJob>;
}
