//! What goes into a run and what comes out of it.

use crate::log::FlowLogEntry;
use serde_json::Value;
use std::time::Duration;

/// Ties an answer to the request that it answers. Unique within one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// What happened outside. An input that the run does not wait for is dropped.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The time named by [`Run::wake_at`](crate::Run::wake_at) has come. Early or late is harmless.
    Wake,
    /// The participant pressed a key: one of `0`-`9`, `*`, `#` (others are dropped).
    Dtmf(char),
    /// A prompt was played to its end.
    PromptFinished(RequestId),
    /// A prompt cannot be played: not found, malformed, or no voice for it.
    PromptFailed(RequestId),
    /// A function answered with this body, or did not. For an asynchronous invocation `Ok` means
    /// accepted, and the body is not looked at.
    LambdaResult(RequestId, Result<Vec<u8>, LambdaFailure>),
    /// Something that a `Wait` action may wait for.
    Event(WaitEvent),
}

/// What a run asks of the world. Drain with [`Run::poll`](crate::Run::poll) after each call.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Play or say a prompt to the run's participant. Answer with [`Input::PromptFinished`] or
    /// [`Input::PromptFailed`]. A new prompt is only asked for when the last one ended or was
    /// stopped. On a channel without sound, a text is sent as a message and finished at once.
    Play {
        /// Names this playing in the answer and in [`Effect::StopPrompt`].
        id: RequestId,
        /// What to play.
        source: PromptSource,
    },
    /// Stop a prompt now. No answer is awaited; a late one is dropped.
    StopPrompt(RequestId),
    /// Invoke a function. Answer with [`Input::LambdaResult`]. The run keeps the time limit and
    /// repeats the request where the contract says so; the driver never retries.
    InvokeLambda {
        /// Names this invocation in the answer.
        id: RequestId,
        /// The function's ARN, as the flow gives it.
        function: String,
        /// Fire and forget: an `Event` invocation.
        asynchronous: bool,
        /// After this long an answer is of no use any more.
        timeout: Duration,
        /// The event that the function receives.
        payload: Box<Value>,
    },
    /// A line for the flow log; only comes while logging is on.
    Log(Box<FlowLogEntry>),
}

/// Where a prompt comes from. Source: flow-language.md §7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptSource {
    /// Plain text, with its references filled in. In a text that opens with `<speak>` the
    /// markup is meant (connect-c-flows.md §7.25).
    Text(String),
    /// Speech markup.
    Ssml(String),
    /// A prompt of the library, by id or ARN.
    Prompt(String),
    /// An audio file by its address.
    Media {
        /// Such as `https://bucket.s3.amazonaws.com/en/welcome.wav`.
        uri: String,
    },
}

/// Why a function gave no answer. Source: connect-c-flows.md §16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LambdaFailure {
    /// Too many requests (429): asked again.
    #[error("the function was throttled")]
    Throttled,
    /// The service failed (5xx): asked again.
    #[error("the function's service failed")]
    Service,
    /// The function itself raised an error (`FunctionError`).
    #[error("the function raised an error")]
    Function,
    /// No such function, not allowed, or the connection failed.
    #[error("the function cannot be reached")]
    Unreachable,
    /// No answer within the limit.
    #[error("the function did not answer in time")]
    TimedOut,
}

/// What a `Wait` action may end on, apart from its time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaitEvent {
    /// The customer came back to the chat with a message.
    CustomerReturned,
    /// The bot taking part was disconnected.
    BotParticipantDisconnected,
}

impl WaitEvent {
    /// The name in `Events` and in the condition.
    pub const fn name(self) -> &'static str {
        match self {
            WaitEvent::CustomerReturned => "CustomerReturned",
            WaitEvent::BotParticipantDisconnected => "BotParticipantDisconnected",
        }
    }
}

/// The timers of a run, by name; see [`Run::wake_at`](crate::Run::wake_at).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Until the first key of an input.
    FirstDigit,
    /// Until the next key of an input.
    InterDigit,
    /// Whether one more key belongs to a terminating sequence of equal keys.
    Terminator,
    /// Until looping prompts are interrupted.
    LoopInterrupt,
    /// A breath between rounds of looping prompts that are (nearly) empty.
    LoopPause,
    /// Until a function must have answered.
    Lambda,
    /// Until a function is asked again.
    LambdaRetry,
    /// The time limit of a `Wait` action.
    Wait,
    /// The two minutes that a whisper may take.
    Whisper,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The flow ended and the contact goes on: a whisper leads to the join, a queue flow to
    /// silent waiting. An inbound flow never ends so; there it is [`Outcome::Disconnect`].
    Ended,
    /// The flow disconnects the contact.
    Disconnect,
    /// The contact was put into its working queue by [`Change::TransferToQueue`].
    ///
    /// [`Change::TransferToQueue`]: crate::Change::TransferToQueue
    Queued,
    /// The contact was handed to the agent by [`Change::TransferToAgent`].
    ///
    /// [`Change::TransferToAgent`]: crate::Change::TransferToAgent
    TransferredToAgent,
    /// An action failed and no branch leads on. The contact is disconnected, except that in a
    /// customer queue flow it keeps waiting (flow-language.md §2).
    Failed(Failure),
}

/// Why a run cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// An action failed and has no branch for it.
    #[error("action {action:?} failed and has no branch for it")]
    NoBranch {
        /// The action's `Identifier`.
        action: String,
    },
    /// More instant actions in a row than [`INSTANT_STEPS`](crate::INSTANT_STEPS), cut at this one.
    #[error("endless loop of instant actions, cut at {action:?}")]
    EndlessLoop {
        /// The action's `Identifier`.
        action: String,
    },
    /// A whisper took longer than two minutes.
    #[error("the whisper took longer than two minutes")]
    WhisperTooLong,
}
