//! A stereo recording under way.

use crate::control::{RecordingScope, Side};
use crate::leg::LegKey;
use crate::output::{Outputs, RecordJob};
use audio::frame::FRAME_TIME;
use audio::{FRAME_SAMPLES, Frame};
use ids::RecordingId;
use std::time::Duration;

/// Frames handed to the writer at once: half a second.
const FRAMES_PER_JOB: usize = 25;

pub(crate) struct Recording {
    pub(crate) id: RecordingId,
    pub(crate) scope: RecordingScope,
    pub(crate) phase: usize,
    pub(crate) legs: Vec<(LegKey, Side)>,
    pub(crate) paused: bool,
    samples: Vec<i16>,
    frames: u64,
    /// Samples per channel that the writer refused and that silence must replace.
    gap: u64,
    missing: u64,
}

impl Recording {
    pub(crate) fn new(id: RecordingId, scope: RecordingScope, phase: usize) -> Self {
        Self {
            id,
            scope,
            phase,
            legs: Vec::new(),
            paused: false,
            samples: Vec::new(),
            frames: 0,
            gap: 0,
            missing: 0,
        }
    }

    pub(crate) fn add_leg(&mut self, leg: LegKey, side: Side) {
        if !self.legs.iter().any(|(key, _)| *key == leg) {
            self.legs.push((leg, side));
        }
    }

    /// Takes one frame of both channels.
    pub(crate) fn push(&mut self, left: &Frame, right: &Frame, out: &mut impl Outputs) {
        if self.samples.capacity() == 0 {
            self.samples.reserve(FRAMES_PER_JOB * FRAME_SAMPLES * 2);
        }
        for (left, right) in left.iter().zip(right) {
            self.samples.push(*left);
            self.samples.push(*right);
        }
        self.frames += 1;
        if self.samples.len() >= FRAMES_PER_JOB * FRAME_SAMPLES * 2 {
            self.hand_over(out);
        }
    }

    fn hand_over(&mut self, out: &mut impl Outputs) {
        if self.samples.is_empty() && self.gap == 0 {
            return;
        }
        let samples = std::mem::take(&mut self.samples);
        let count = samples.len() as u64 / 2;
        let job = RecordJob::Samples {
            recording: self.id,
            gap: self.gap,
            samples,
        };
        match out.record(job) {
            Ok(()) => self.gap = 0,
            Err(job) => {
                self.gap += count;
                self.missing += count;
                // Keep the memory, not the audio.
                if let RecordJob::Samples { mut samples, .. } = job {
                    samples.clear();
                    self.samples = samples;
                }
            }
        }
    }

    /// Hands over what is left and completes the file.
    pub(crate) fn finish(mut self, out: &mut impl Outputs) {
        self.hand_over(out);
        let close = RecordJob::Close {
            recording: self.id,
            duration: FRAME_TIME * u32::try_from(self.frames).unwrap_or(u32::MAX),
            missing: Duration::from_millis(self.missing / 8),
        };
        let _ = out.record(close);
    }
}
