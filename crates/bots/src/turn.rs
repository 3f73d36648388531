//! What a turn takes and comes to; the three ways into the machine.

use crate::hook::{BotIdentity, HookError, HookOutcome, HookSource};
use crate::locale::Bot;
use crate::machine::{Machine, Then};
use crate::matcher::Candidate;
use crate::response::{Message, Response};
use crate::session::{GivenState, Session, State};
use ids::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// Hooks asked in one turn.
const MOST_HOOKS: u32 = 5;
/// The session's idle time where nothing is said. Source: the console's default, 5 minutes.
const IDLE: Duration = Duration::from_secs(300);

/// What the customer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Typed.
    Text(String),
    /// Said, as it was recognised.
    Speech(String),
    /// Keys as they came, the end key included if it was pressed.
    Dtmf(String),
}

impl Input {
    pub(crate) fn mode(&self) -> &'static str {
        match self {
            Self::Text(_) => "Text",
            Self::Speech(_) => "Speech",
            Self::Dtmf(_) => "DTMF",
        }
    }

    /// What was said, typed or keyed.
    pub fn transcript(&self) -> &str {
        match self {
            Self::Text(it) | Self::Speech(it) | Self::Dtmf(it) => it,
        }
    }
}

/// One turn's request.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// What the customer did.
    pub input: Input,
    /// For hooks; answered as they came.
    pub request_attributes: BTreeMap<String, String>,
    /// The time.
    pub now: Timestamp,
    /// After how long without a turn a new conversation begins.
    pub idle: Duration,
    /// Whether interpretations carry a sentiment.
    pub detect_sentiment: bool,
    /// Which bot it is.
    pub identity: BotIdentity,
}

impl Turn {
    /// A turn with nothing but an input.
    pub fn new(input: Input, now: Timestamp) -> Self {
        Self {
            input,
            request_attributes: BTreeMap::new(),
            now,
            idle: IDLE,
            detect_sentiment: false,
            identity: BotIdentity::default(),
        }
    }
}

/// What a turn comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The answer, and the session to keep.
    Answer(Box<Answer>),
    /// A function is to be asked first.
    AskHook(Box<Pending>),
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// To be kept for the next turn.
    pub session: Session,
    /// To be told.
    pub response: Response,
}

/// A turn that waits for a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    pub(crate) session: Session,
    pub(crate) turn: Turn,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) messages: Vec<Message>,
    pub(crate) hooks: u32,
    pub(crate) then: Then,
    /// What it is asked for.
    pub source: HookSource,
    /// The event to invoke it with.
    pub event: serde_json::Value,
}

/// Takes one turn. A session that was idle for too long counts as a new one.
pub fn begin(bot: &Bot, session: Session, turn: Turn) -> Step {
    let mut machine = Machine::new(bot, session, turn);
    machine.hear()
}

/// Goes on after a hook.
///
/// # Errors
/// When the hook failed and the intent has no words for it, or its answer makes no sense; the
/// session stays as it was before the turn.
pub fn resume(bot: &Bot, pending: Pending, outcome: HookOutcome) -> Result<Step, HookError> {
    let mut machine = Machine {
        bot,
        session: pending.session,
        turn: pending.turn,
        candidates: pending.candidates,
        messages: pending.messages,
        hooks: pending.hooks,
    };
    if machine.hooks > MOST_HOOKS {
        return Err(HookError::TooOften);
    }
    let fulfilling = pending.then == Then::Fulfilled;
    let failure = match outcome {
        HookOutcome::Answered(answer) => return machine.answered(answer, pending.then),
        HookOutcome::Failed => HookError::Failed,
        HookOutcome::TimedOut => HookError::TimedOut,
    };
    let words = machine.intent().map(|it| match failure {
        HookError::TimedOut if !it.fulfillment.timeout.is_empty() => &it.fulfillment.timeout,
        _ => &it.fulfillment.failure,
    });
    match words {
        Some(words) if fulfilling && !words.is_empty() => {
            let words = words.clone();
            machine.say(&words);
            Ok(machine.close(State::Failed))
        }
        _ => Err(failure),
    }
}

/// Sets where a conversation stands, as PutSession does, and answers what the bot then says:
/// `messages`, or else its own prompt for the action.
///
/// # Errors
/// [`HookError::Invalid`] when the state makes no sense for this bot.
pub fn put(
    bot: &Bot,
    session: Session,
    given: GivenState,
    messages: Option<Vec<Message>>,
    turn: Turn,
) -> Result<Step, HookError> {
    let mut machine = Machine::new(bot, session, turn);
    machine.take_state(given, false)?;
    machine.act(messages, Then::Advance)
}
