//! The words spoken with the engine: commands in, events out.
//!
//! A leg is made and negotiated by the driver (`media-io`); everything that happens to its audio
//! afterwards is a [`MediaCommand`], and everything worth knowing comes back as a
//! [`MediaEvent`]. Commands about things that are already gone are ignored: a hang-up may
//! overtake any of them.

use crate::quality::Quality;
use audio::Clip;
use ids::{BridgeId, LegId, ListenId, Pii, PlayId, RecordingId, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What to do with legs, players, bridges and recordings.
#[derive(Debug, Clone)]
pub enum MediaCommand {
    /// Play clips to one leg, one after the other.
    ///
    /// A leg has one player: a second `Play` ends the first one with
    /// [`PlayOutcome::Stopped`]. What the leg hears from a bridge is mixed in, so hold is
    /// [`MediaCommand::Leave`] followed by a looped `Play`.
    Play {
        /// Who hears it.
        leg: LegId,
        /// Names this playing in [`MediaEvent::PlayFinished`].
        play: PlayId,
        /// The clips, in order. Empty: finishes at once.
        clips: Vec<Arc<Clip>>,
        /// Start over after the last clip until stopped.
        looped: bool,
    },
    /// Append clips to a playing that is under way, for speech that is still being synthesised.
    Append {
        /// Who hears it.
        leg: LegId,
        /// The playing to lengthen.
        play: PlayId,
        /// The clips to add.
        clips: Vec<Arc<Clip>>,
    },
    /// End a playing, if it is still the leg's current one.
    StopPlay {
        /// Who hears it.
        leg: LegId,
        /// The playing to end.
        play: PlayId,
    },
    /// Add a leg to a bridge (made by the first to join): it hears all others and not itself.
    /// A leg is in one bridge at most; joining another leaves the first.
    Join {
        /// The bridge.
        bridge: BridgeId,
        /// Who joins.
        leg: LegId,
    },
    /// Take a leg out of a bridge.
    Leave {
        /// The bridge.
        bridge: BridgeId,
        /// Who leaves.
        leg: LegId,
    },
    /// Stop or let through what a leg says; it still hears the others. A muted leg is silent in
    /// recordings too.
    Mute {
        /// Whose voice.
        leg: LegId,
        /// True to silence it.
        muted: bool,
    },
    /// Send digits to the far end: as RFC 4733 events where negotiated, else as tones.
    SendDtmf {
        /// Who receives them.
        leg: LegId,
        /// `0-9`, `*`, `#`, `A-D`, and `,` for a pause of half a second; others are skipped.
        digits: String,
    },
    /// Catch the next utterance of a leg, whatever is played to it meanwhile. It ends with
    /// [`MediaEvent::Utterance`] or [`MediaEvent::NoSpeech`].
    ///
    /// A leg has one listening: a second `Listen` takes the place of the first one, of which
    /// nothing more is told. So it is when the leg closes. A muted leg says nothing.
    Listen {
        /// Whose words.
        leg: LegId,
        /// Names this listening in events.
        listen: ListenId,
        /// How long to wait for what.
        limits: ListenLimits,
    },
    /// End a listening, if it is still the leg's current one; nothing more is told of it.
    CancelListen {
        /// Whose words.
        leg: LegId,
        /// The listening to end.
        listen: ListenId,
    },
    /// Start a stereo recording.
    StartRecording {
        /// Names it in [`MediaEvent::RecordingFinished`].
        recording: RecordingId,
        /// When legs count, and what the right channel holds.
        scope: RecordingScope,
        /// The customer's side: the left channel.
        left: Vec<LegId>,
        /// The agent's side: the right channel.
        right: Vec<LegId>,
        /// The WAV file to write; its folder must exist.
        path: PathBuf,
    },
    /// Add a leg to one side of a recording, for a participant who comes later.
    AddRecordingLeg {
        /// The recording.
        recording: RecordingId,
        /// The participant.
        leg: LegId,
        /// The channel.
        side: Side,
    },
    /// Write silence until resumed; the file stays aligned with the time of day.
    PauseRecording {
        /// The recording.
        recording: RecordingId,
    },
    /// Write audio again.
    ResumeRecording {
        /// The recording.
        recording: RecordingId,
    },
    /// Finish the file. A recording also finishes when its last leg closes.
    StopRecording {
        /// The recording.
        recording: RecordingId,
    },
    /// Forget the leg: its transport, its player and its places in bridges and recordings.
    Close {
        /// The leg.
        leg: LegId,
    },
}

/// How long a listening waits for what. Rounded down to frames of 20 ms.
/// Source: connect-c-flows.md §7.18 (voice timeouts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenLimits {
    /// Silence before the first word, not counting the time in which something is played.
    pub start_silence: Duration,
    /// Silence that ends an utterance; 100 ms at least.
    pub end_silence: Duration,
    /// Longer speech is cut off; [`ListenLimits::LONGEST`] at most.
    pub max_length: Duration,
}

impl ListenLimits {
    /// The longest utterance that is held in memory.
    pub const LONGEST: Duration = Duration::from_secs(15);
}

impl Default for ListenLimits {
    fn default() -> Self {
        Self {
            start_silence: Duration::from_secs(3),
            end_silence: Duration::from_millis(600),
            max_length: Duration::from_secs(12),
        }
    }
}

/// A channel of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The customer.
    Left,
    /// The agent and everybody on the agent's side.
    Right,
}

/// Which audio a recording takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingScope {
    /// What the legs say while they are in this bridge. A leg that is on hold or has not joined
    /// is silence.
    Bridge(BridgeId),
    /// What the left legs say at any time on the left, and on the right what is played to them:
    /// the recording of an automated interaction.
    Interaction,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum MediaEvent {
    /// The far end pressed a key.
    Dtmf {
        /// Whose key.
        leg: LegId,
        /// `0-9`, `*`, `#` or `A-D`.
        digit: char,
        /// How long it was held, as far as known.
        duration: Duration,
        /// When its end was noticed.
        at: Timestamp,
    },
    /// A playing ended.
    PlayFinished {
        /// Who heard it.
        leg: LegId,
        /// Which.
        play: PlayId,
        /// How it ended.
        outcome: PlayOutcome,
    },
    /// Somebody who is listened to has begun to speak, 80 ms ago at least: the time to stop a
    /// prompt that may be interrupted.
    SpeechStarted {
        /// Who speaks.
        leg: LegId,
        /// Which listening.
        listen: ListenId,
    },
    /// Somebody who was listened to has spoken. The listening is over.
    Utterance {
        /// Who spoke.
        leg: LegId,
        /// Which listening.
        listen: ListenId,
        /// The words with some silence around them; [`Clip::duration`] is their length.
        speech: Pii<Clip>,
        /// They were longer than allowed, and the rest is missing.
        truncated: bool,
    },
    /// Nobody spoke in time. The listening is over.
    NoSpeech {
        /// Who was silent.
        leg: LegId,
        /// Which listening.
        listen: ListenId,
    },
    /// A recording's file is complete on disk (or has failed).
    RecordingFinished {
        /// Which.
        recording: RecordingId,
        /// The file.
        path: PathBuf,
        /// The time from start to stop.
        duration: Duration,
        /// When the first sample was taken.
        started_at: Timestamp,
        /// How it ended.
        outcome: RecordingOutcome,
    },
    /// Media flows: the first RTP packet came, or ICE and DTLS connected.
    MediaUp {
        /// Whose.
        leg: LegId,
    },
    /// Media has stopped. The leg stays until it is closed, and may come [`MediaEvent::MediaUp`]
    /// again.
    MediaLost {
        /// Whose.
        leg: LegId,
        /// Why.
        reason: LostReason,
    },
    /// How good a leg's audio has been so far: about a second after it began, and when that has
    /// changed.
    Quality {
        /// Whose.
        leg: LegId,
        /// The estimate.
        quality: Quality,
    },
    /// The sums of a leg, once, when it is closed.
    Stats {
        /// Whose.
        leg: LegId,
        /// The sums.
        stats: LegStats,
    },
}

impl MediaEvent {
    /// The leg that the event is about; `None` for recordings.
    pub fn leg(&self) -> Option<LegId> {
        match *self {
            Self::Dtmf { leg, .. }
            | Self::PlayFinished { leg, .. }
            | Self::SpeechStarted { leg, .. }
            | Self::Utterance { leg, .. }
            | Self::NoSpeech { leg, .. }
            | Self::MediaUp { leg }
            | Self::MediaLost { leg, .. }
            | Self::Quality { leg, .. }
            | Self::Stats { leg, .. } => Some(leg),
            Self::RecordingFinished { .. } => None,
        }
    }
}

/// How a playing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlayOutcome {
    /// All clips were played.
    Completed,
    /// It was stopped or replaced.
    Stopped,
    /// The leg closed.
    LegClosed,
}

/// How a recording ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingOutcome {
    /// The file is whole.
    Complete,
    /// The file is closed and readable, but the disk fell behind and some audio is missing;
    /// silence stands in its place.
    Gaps {
        /// The sum of what is missing.
        missing: Duration,
    },
    /// The file could not be written.
    Failed {
        /// The operating system's words.
        reason: String,
    },
}

/// Why media stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LostReason {
    /// No packet within the configured time although the far end should send.
    Inactivity,
    /// ICE consent expired: the browser is gone or its network changed.
    IceDisconnected,
    /// The far end ended the transport (DTLS close, RTCP BYE).
    RemoteClosed,
    /// DTLS failed: wrong fingerprint, or no common parameters.
    HandshakeFailed,
}

/// The sums of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LegStats {
    /// Audio and event packets received.
    pub packets_received: u64,
    /// Bytes of their payloads.
    pub bytes_received: u64,
    /// Packets that never came (RFC 3550 section 6.4.1, cumulative number lost).
    pub packets_lost: u64,
    /// Packets that came after their playing time.
    pub packets_late: u64,
    /// Packets that came twice.
    pub packets_duplicate: u64,
    /// Packets dropped as malformed, of another payload type, or from another address.
    pub packets_dropped: u64,
    /// Frames made up by concealment.
    pub frames_concealed: u64,
    /// Packets sent.
    pub packets_sent: u64,
    /// Bytes of their payloads.
    pub bytes_sent: u64,
    /// Interarrival jitter (RFC 3550 section 6.4.1), in milliseconds.
    pub jitter_ms: f32,
    /// The mean time that packets waited in the jitter buffer, in milliseconds.
    pub buffer_ms: f32,
    /// The mean round trip by RTCP, in milliseconds, where known.
    pub round_trip_ms: Option<f32>,
    /// The share of our packets, from 0 to 1, that the far end says never came.
    pub far_loss: Option<f32>,
    /// Keys received.
    pub digits_received: u64,
    /// Keys dropped because they came faster than a person can press.
    pub digits_flooded: u64,
}
