//! What is told to an exchange.

use crate::agent::AgentFacts;
use crate::command::Command;
use crate::contact::{AudioQuality, ContactFacts};
use flow::{Answer, BotAnswer, Hearing, LambdaFailure, Refusal};
use ids::{ContactId, LegId, PhoneNumber, Pii, PlayId, RecordingId, Timestamp};
use resources::{Kind, Resource};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// Something that happened, or that somebody wants.
#[derive(Debug, Clone)]
pub enum Input {
    /// The configuration changed, or is read for the first time. At start all resources come
    /// first, then [`Input::Recovered`], then everything else.
    Directory(Change),
    /// What the store holds, once at the start: contacts that are not complete are closed with a
    /// truthful reason and their records are published; agents keep their status.
    Recovered {
        /// Contacts that are not complete.
        contacts: Vec<ContactFacts>,
        /// Agents.
        agents: Vec<AgentFacts>,
    },
    /// A call came in and waits for an answer.
    IncomingCall(IncomingCall),
    /// Something happened to a leg.
    Leg(LegEvent),
    /// Something happened to audio.
    Media(MediaEvent),
    /// A function's answer to [`crate::Output::InvokeLambda`].
    LambdaResult {
        /// Which invocation.
        token: LambdaToken,
        /// The body that it answered (not looked at for an asynchronous invocation), or why there
        /// is none.
        result: Result<Vec<u8>, LambdaFailure>,
    },
    /// A capability's answer to [`crate::Output::Ask`].
    Answered {
        /// Which request.
        token: LambdaToken,
        /// The answer, or the error branch to take.
        result: Result<Answer, Refusal>,
    },
    /// A bot's answer to [`crate::Output::AskBot`].
    BotAnswered {
        /// Which turn.
        token: LambdaToken,
        /// The answer, or why there is none.
        result: Result<Box<BotAnswer>, Refusal>,
    },
    /// What became of [`crate::Output::Listen`].
    Heard {
        /// Which listening.
        token: LambdaToken,
        /// What was heard.
        hearing: Hearing,
    },
    /// Somebody wants something; answered by [`crate::Output::Reply`] with the same token.
    Command {
        /// Chosen by the asker.
        token: CommandToken,
        /// What is wanted.
        command: Command,
    },
    /// Time has come: call this at (or after) [`crate::Exchange::next_timer`].
    Timer,
    /// No new calls from now on (they are refused with 503); live ones finish. At the deadline
    /// the rest is closed. [`crate::Exchange::drained`] says when nothing is left.
    Drain {
        /// When the rest is closed.
        deadline: Timestamp,
    },
}

/// Names a command until it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandToken(pub u64);

/// Names what was asked for a flow (a function, a bot, another capability) until it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LambdaToken(pub u64);

/// A change of configuration.
#[derive(Debug, Clone)]
pub enum Change {
    /// Made or changed.
    Put(Box<Resource>),
    /// Deleted.
    Delete {
        /// The kind.
        kind: Kind,
        /// [`Resource::id`].
        id: String,
    },
}

impl From<Resource> for Change {
    fn from(resource: Resource) -> Self {
        Change::Put(Box::new(resource))
    }
}

/// A call that rings at one of the instance's numbers.
#[derive(Debug, Clone)]
pub struct IncomingCall {
    /// The leg, made by the driver.
    pub leg: LegId,
    /// The contact's identifier where the driver has given it out already (the "Test call" page
    /// is told at once); else the exchange makes one.
    pub contact: Option<ContactId>,
    /// The number called.
    pub called: PhoneNumber,
    /// The caller's address: E.164 where it is a number, else as it came (`anonymous`, a SIP user).
    pub caller: Pii<String>,
    /// The caller's name, where sent.
    pub display_name: Option<Pii<String>>,
    /// Headers for `$.Media.Sip.Headers.<name>`, by the names of connect-d-data-metrics.md §1.5.
    pub headers: BTreeMap<String, String>,
    /// What carries it.
    pub kind: LegKind,
}

/// What carries a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegKind {
    /// A SIP dialog.
    Sip,
    /// A browser.
    WebRtc,
}

/// Signalling events of a leg. Events of unknown legs are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegEvent {
    /// An [`crate::LegCommand::Answer`] has taken effect, or a dialled leg was answered: audio can
    /// be heard at the far end.
    Answered {
        /// The leg.
        leg: LegId,
    },
    /// A dialled leg rings.
    Ringing {
        /// The leg.
        leg: LegId,
        /// Whether the far end sends audio already: its own ringing tone, an announcement.
        early_media: bool,
    },
    /// A dialled leg was not answered, and is gone.
    Failed {
        /// The leg.
        leg: LegId,
        /// Why.
        cause: DialFailure,
    },
    /// The leg is gone, for whatever reason but an [`crate::LegCommand::HangUp`] of ours.
    Ended {
        /// The leg.
        leg: LegId,
        /// Who or what ended it.
        cause: EndCause,
    },
}

/// Why a call that was placed was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DialFailure {
    /// The called side is busy.
    Busy,
    /// It rang, or could have rung, and nobody answered.
    NoAnswer,
    /// The called side, or the carrier, refused.
    Rejected,
    /// There is no way to the number, or no such number.
    Unreachable,
}

/// Who or what ended a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndCause {
    /// The far end hung up (BYE, CANCEL, the page's `hangUp`).
    HungUp,
    /// Signalling failed: time-out, transport error, session refresh refused, unusable media.
    Failed,
}

/// Audio events. Events of unknown legs, plays and recordings are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// A key.
    Dtmf {
        /// Whose.
        leg: LegId,
        /// `0-9`, `*`, `#`, `A-D`.
        digit: char,
    },
    /// A play was heard to its end.
    PlayFinished {
        /// Who heard it.
        leg: LegId,
        /// Which.
        play: PlayId,
    },
    /// A play could not be made: unknown prompt, unreadable file, speech synthesis failed.
    PlayFailed {
        /// Who should have heard it.
        leg: LegId,
        /// Which.
        play: PlayId,
        /// Why, for the flow log.
        reason: String,
    },
    /// Audio flows on a leg.
    MediaUp {
        /// Whose.
        leg: LegId,
    },
    /// Audio has stopped although the leg is not known to have ended.
    MediaLost {
        /// Whose.
        leg: LegId,
    },
    /// How good the audio of a leg has been so far: told soon after it began, and again when that
    /// has changed.
    Quality {
        /// Whose.
        leg: LegId,
        /// The estimate.
        quality: AudioQuality,
    },
    /// A recording is complete, in its place, and can be fetched (or never will).
    RecordingFinished {
        /// Which.
        recording: RecordingId,
        /// When its first sample was taken.
        started_at: Timestamp,
        /// Its length.
        duration: Duration,
        /// How it ended.
        outcome: RecordingOutcome,
    },
}

/// How a recording ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingOutcome {
    /// It is where [`crate::MediaCommand::StartRecording`] asked for it.
    Stored,
    /// There is none.
    Failed {
        /// Why.
        reason: String,
    },
}
