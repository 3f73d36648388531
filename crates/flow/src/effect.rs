//! What goes into a run and what comes out of it.

use crate::host::Refusal;
use crate::log::FlowLogEntry;
use crate::request::{Answer, BotAnswer, BotTurn, Request};
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
    /// A capability answered, or refused with the error branch to take.
    Answer(RequestId, Result<Answer, Refusal>),
    /// A bot answered a turn, or could not be asked.
    Bot(RequestId, Result<Box<BotAnswer>, Refusal>),
    /// The customer wrote something in a chat.
    Text(String),
    /// What became of listening.
    Heard(RequestId, Hearing),
    /// What became of a call that was placed.
    ThirdParty(RequestId, ThirdPartyEvent),
}

/// What became of listening to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hearing {
    /// The customer began to speak. More follows.
    SpeechStarted,
    /// What was said.
    Said(String),
    /// Nothing was said in time, or nothing that could be understood.
    Nothing,
    /// There is nobody to understand speech; keys are still taken.
    Unavailable,
}

/// What became of a call to a third party, or to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThirdPartyEvent {
    /// It was answered, and both hear each other.
    Connected,
    /// The far end hung up, and the customer is still there.
    Left,
    /// It could not be placed, or was refused.
    Failed,
    /// Nobody answered within the limit.
    TimedOut,
}

/// Who calls, as the far end sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CallerId {
    /// An E.164 number.
    pub number: Option<String>,
    /// A name.
    pub name: Option<String>,
}

/// How long a bot listens. Source: connect-c-flows.md §7.18, voice timeouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenLimits {
    /// Silence before speech after which nothing was said.
    pub start_silence: Duration,
    /// Silence after speech that ends it.
    pub end_silence: Duration,
    /// The longest speech.
    pub max_length: Duration,
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
    /// Ask another capability of the product. Answer with [`Input::Answer`]; after the limit an
    /// answer is of no use any more.
    Ask {
        /// Names this request in the answer.
        id: RequestId,
        /// What is asked.
        request: Request,
        /// The time limit.
        limit: Duration,
    },
    /// Ask a bot. Answer with [`Input::Bot`].
    AskBot {
        /// Names this turn in the answer.
        id: RequestId,
        /// The turn.
        turn: Box<BotTurn>,
        /// The time limit.
        limit: Duration,
    },
    /// Listen to the participant's speech. Answer with [`Input::Heard`].
    Listen {
        /// Names this listening in the answer and in [`Effect::StopListening`].
        id: RequestId,
        /// The language that is spoken, such as `en-US`.
        language: String,
        /// How long.
        limits: ListenLimits,
    },
    /// Stop listening now. No answer is awaited.
    StopListening(RequestId),
    /// Call a third party and join it with the customer. Answer with [`Input::ThirdParty`], twice
    /// when it is connected.
    DialThirdParty {
        /// Names the call in the answer.
        id: RequestId,
        /// An E.164 number.
        number: String,
        /// How long it may ring.
        limit: Duration,
        /// Who calls; by default the customer's own number is passed through.
        caller_id: CallerId,
        /// Keys (`0-9`, `*`, `#`; `,` is 750 ms) to be sent after it is answered.
        dtmf: Option<String>,
        /// Whether the flow goes on when the third party hangs up. If not, the run ends as
        /// [`Outcome::TransferredToNumber`] once connected.
        resume: bool,
    },
    /// Call the customer of an outbound contact; only comes in an outbound whisper flow whose
    /// [`Host::reached`](crate::Host::reached) says that it was not done yet. Answer with
    /// [`Input::ThirdParty`]. A failure ends the run as [`Outcome::Disconnect`].
    DialCustomer {
        /// Names the call in the answer.
        id: RequestId,
        /// Who calls; by default the queue's outbound caller id.
        caller_id: CallerId,
        /// How long it may ring, where the flow says.
        limit: Option<Duration>,
    },
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
    /// Until a capability or a bot must have answered.
    Answer,
    /// Until the next key for a bot.
    BotKeys,
    /// Until the customer of a chat must have said something to a bot.
    BotText,
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
    /// The customer and a third party talk to each other: [`Effect::DialThirdParty`] without a
    /// return. The contact ends when either hangs up.
    TransferredToNumber,
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
