//! What an exchange wants done.
//!
//! After each [`crate::Exchange::handle`] the driver polls until nothing is left: that is one
//! batch. Within a batch all [durable](Output::is_durable) outputs come first, then effects on
//! legs and audio, then snapshots and replies. A driver commits the durable ones before it releases the
//! replies; effects need not wait.

use crate::agent::AgentFacts;
use crate::command::{CommandError, Reply};
use crate::contact::ContactFacts;
use crate::input::{CommandToken, LambdaToken};
use crate::journal::Entry;
use crate::snapshot::AgentSnapshot;
use ids::{BridgeId, ContactId, LegId, PhoneNumber, Pii, PlayId, RecordingId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// Something to be done by the driver.
#[derive(Debug, Clone)]
pub enum Output {
    /// Append to the journal: the truth, enough to rebuild everything from.
    Journal(Entry),
    /// Replace the stored row of a contact (a projection of the journal).
    /// The facts are whole and serialise; [`ContactFacts::complete`] says that no more is due.
    Contact(Box<ContactFacts>),
    /// Replace the stored row of an agent (a projection of the journal).
    Agent(Box<AgentFacts>),
    /// Deliver to sinks, at least once, in order per key.
    Publish(Publication),
    /// To signalling.
    Leg(LegCommand),
    /// To audio.
    Media(MediaCommand),
    /// Invoke a function; the answer is [`crate::Input::LambdaResult`]. The driver does not retry:
    /// the flow asks again where the contract says so.
    InvokeLambda {
        /// Names the answer.
        token: LambdaToken,
        /// For which contact.
        contact: ContactId,
        /// The function's ARN.
        function: String,
        /// Fire and forget: an `Event` invocation.
        asynchronous: bool,
        /// The request's JSON.
        payload: Box<Value>,
        /// After this long an answer is of no use any more.
        timeout: Duration,
    },
    /// Ask another capability of the product for a flow; answered by [`crate::Input::Answered`].
    Ask {
        /// Names the answer.
        token: LambdaToken,
        /// For which contact.
        contact: ContactId,
        /// What is asked.
        request: Box<flow::Request>,
        /// After this long an answer is of no use any more.
        limit: Duration,
    },
    /// Ask a bot for a flow; answered by [`crate::Input::BotAnswered`].
    AskBot {
        /// Names the answer.
        token: LambdaToken,
        /// For which contact; names the conversation.
        contact: ContactId,
        /// What the customer said.
        turn: Box<flow::BotTurn>,
        /// After this long an answer is of no use any more.
        limit: Duration,
    },
    /// Listen to what is said on a leg; answered by [`crate::Input::Heard`].
    Listen {
        /// Names the answer.
        token: LambdaToken,
        /// Whose speech.
        leg: LegId,
        /// The language that is spoken.
        language: String,
        /// How long.
        limits: flow::ListenLimits,
    },
    /// Nobody listens any more; no answer is due.
    StopListening {
        /// Which listening.
        token: LambdaToken,
        /// Whose speech.
        leg: LegId,
    },
    /// An agent's state for the agent's pages.
    AgentSnapshot {
        /// Whose.
        agent: UserId,
        /// The whole state.
        snapshot: AgentSnapshot,
    },
    /// To be counted and not to be kept: nothing follows from it.
    Remark(Remark),
    /// The answer to a command.
    Reply {
        /// Of the command.
        token: CommandToken,
        /// The answer.
        result: Result<Reply, CommandError>,
    },
}

/// What an operator wants counted although no contact's record tells it.
/// Source: connect-d-data-metrics.md §12.1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Remark {
    /// A call was refused because there are as many as there may be.
    CallOverQuota,
    /// A task was refused because there are as many as there may be.
    TaskOverQuota,
    /// A call was refused because its number has no flow that could answer.
    NumberWithoutFlow,
    /// The error branch of an action was taken.
    FlowError {
        /// The flow's name.
        flow: String,
    },
    /// A flow could not go on.
    FlowFailed {
        /// The flow's name.
        flow: String,
    },
    /// A contact was refused because the queue is full.
    QueueFull {
        /// The queue's name; empty for an agent's own.
        queue: String,
    },
    /// A customer's number for a callback may not be called.
    NotDialable {
        /// The flow's name.
        flow: String,
    },
    /// A call was not placed because too many were asked for in a second.
    CallThrottled,
    /// The audio of an agent's browser ended.
    AgentAudio {
        /// Packets that never came here.
        lost: u64,
        /// Those that came.
        came: u64,
    },
    /// Customers' input was encrypted.
    InputEncrypted {
        /// With which key.
        key: String,
    },
}

impl Output {
    /// Whether this must be committed before replies of the same batch are released.
    pub fn is_durable(&self) -> bool {
        matches!(
            self,
            Output::Journal(_) | Output::Contact(_) | Output::Agent(_) | Output::Publish(_)
        )
    }
}

/// A record for sinks.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// Which stream.
    pub topic: Topic,
    /// What order is kept for: the contact's identifier, or the agent's ARN.
    pub key: String,
    /// The JSON that the public product writes.
    pub body: Value,
}

/// A stream of published records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Contact events (connect-d-data-metrics.md §8).
    ContactEvents,
    /// Agent events (connect-d-data-metrics.md §7).
    AgentEvents,
    /// Contact records (connect-d-data-metrics.md §9).
    ContactRecords,
    /// Flow logs (connect-c-flows.md §19).
    FlowLogs,
}

impl Topic {
    /// The name in stores and configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Topic::ContactEvents => "contact-events",
            Topic::AgentEvents => "agent-events",
            Topic::ContactRecords => "contact-records",
            Topic::FlowLogs => "flow-logs",
        }
    }
}

/// What to do with a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegCommand {
    /// Answer an incoming call.
    Answer {
        /// The leg.
        leg: LegId,
    },
    /// Refuse an incoming call that was not answered.
    Reject {
        /// The leg.
        leg: LegId,
        /// SIP status, such as 503.
        status: u16,
    },
    /// Call somebody by telephone. [`crate::LegEvent::Ringing`] may follow, then
    /// [`crate::LegEvent::Answered`] or [`crate::LegEvent::Failed`].
    Dial {
        /// The leg to be made.
        leg: LegId,
        /// Whom; the exchange has seen to it that the number may be called.
        number: PhoneNumber,
        /// As whom.
        caller: CallerId,
        /// How long it may ring.
        limit: Duration,
        /// A leg that it will meet, there or to come, so that both live on one media thread.
        beside: LegId,
    },
    /// Make the leg of an agent who accepted: the page opens a WebRTC session that is given this
    /// identifier, and [`crate::MediaEvent::MediaUp`] tells that audio flows.
    ConnectAgent {
        /// The leg to be made.
        leg: LegId,
        /// The agent.
        agent: UserId,
        /// For which contact; page and leg know each other by it.
        contact: ContactId,
        /// The customer's leg, so that both live on one media thread.
        customer: LegId,
    },
    /// End a leg, signalling and audio; one that is not answered yet is refused. No [`crate::LegEvent::Ended`] is due afterwards.
    HangUp {
        /// The leg.
        leg: LegId,
        /// Why, for the Reason header and the pages.
        reason: HangUpReason,
    },
}

/// Who calls, as the called side is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallerId {
    /// The number in E.164; `None` is an anonymous call.
    pub number: Option<Pii<String>>,
    /// The name, which not every network carries.
    pub name: Option<Pii<String>>,
}

/// Why the exchange ends a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HangUpReason {
    /// The conversation, or the flow, is over.
    Normal,
    /// The queue is full: all circuits busy.
    Busy,
    /// The exchange is closing.
    ShuttingDown,
    /// Something failed.
    Failed,
}

/// What to do with audio; mirrors the media engine's commands in the exchange's own words.
/// Commands about things already gone are ignored.
#[derive(Debug, Clone, PartialEq)]
pub enum MediaCommand {
    /// Play to one leg; replaces what plays there.
    Play {
        /// Who hears it.
        leg: LegId,
        /// Names it in [`crate::MediaEvent::PlayFinished`].
        play: PlayId,
        /// One after the other.
        sources: Vec<PlaySource>,
        /// Again from the first after the last, until stopped.
        looped: bool,
    },
    /// End a play; no event is due.
    StopPlay {
        /// Who hears it.
        leg: LegId,
        /// Which.
        play: PlayId,
    },
    /// Let a leg hear and speak in a bridge, made by the first to join.
    Join {
        /// The bridge.
        bridge: BridgeId,
        /// The leg.
        leg: LegId,
    },
    /// Take a leg out of a bridge.
    Leave {
        /// The bridge.
        bridge: BridgeId,
        /// The leg.
        leg: LegId,
    },
    /// Silence a leg, or let it through.
    Mute {
        /// The leg.
        leg: LegId,
        /// True to silence it.
        muted: bool,
    },
    /// Send keys to the far end.
    SendDtmf {
        /// The leg.
        leg: LegId,
        /// `0-9`, `*`, `#`, `A-D`, `,`.
        digits: String,
    },
    /// Record in stereo: customer left, agent right.
    StartRecording {
        /// Names it.
        recording: RecordingId,
        /// For which contact.
        contact: ContactId,
        /// Which audio.
        scope: RecordingScope,
        /// The customer's side.
        left: Vec<LegId>,
        /// The agent's side.
        right: Vec<LegId>,
        /// Where the finished file goes: the path among the blobs, bucket first.
        key: String,
    },
    /// Another leg counts to the customer's side of a recording.
    RecordAlso {
        /// Which.
        recording: RecordingId,
        /// Who came later.
        leg: LegId,
    },
    /// Write silence until resumed.
    PauseRecording {
        /// Which.
        recording: RecordingId,
    },
    /// Go on.
    ResumeRecording {
        /// Which.
        recording: RecordingId,
    },
    /// Finish the file; [`crate::MediaEvent::RecordingFinished`] follows.
    StopRecording {
        /// Which.
        recording: RecordingId,
    },
}

/// Which audio a recording takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingScope {
    /// What the legs say while they are in this bridge.
    Bridge(BridgeId),
    /// What the left legs say, and on the right what is played to them.
    Interaction,
}

/// Something audible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaySource {
    /// Text to be spoken.
    Text {
        /// The text.
        text: String,
        /// By whom.
        voice: Voice,
    },
    /// SSML to be spoken.
    Ssml {
        /// The document.
        ssml: String,
        /// By whom.
        voice: Voice,
    },
    /// A prompt of the library.
    Prompt {
        /// Its WAV file: the path among the blobs.
        blob: String,
    },
    /// A file elsewhere, by its `s3://` or `https://` address.
    Media {
        /// The address.
        uri: String,
    },
    /// A sound that needs no configuration.
    Builtin(Builtin),
}

/// Sounds that need no configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// A short tone, played when joined.
    Beep,
    /// Music on hold.
    HoldMusic,
    /// Fast busy: all circuits busy.
    Reorder,
    /// What a caller hears while the other side rings.
    Ringback,
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Voice {
    /// The API's voice name, such as `Joanna`.
    pub name: String,
    /// The language, such as `en-US`.
    pub language: Option<String>,
    /// The engine's name where given: `standard`, `neural`.
    pub engine: Option<String>,
    /// The speaking style where given: `Conversational`, `Newscaster`.
    pub style: Option<String>,
}

impl Default for Voice {
    fn default() -> Self {
        Self {
            name: "Joanna".into(),
            language: None,
            engine: None,
            style: None,
        }
    }
}
