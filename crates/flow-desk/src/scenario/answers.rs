//! What answers on a desk in the place of functions, bots and the rest.

use serde::Deserialize;
use serde_json::{Map, Value};

/// What a function or another capability answers: `returns` or `fails`; with neither, nothing
/// particular, and that at once.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answer {
    /// This.
    pub returns: Option<Value>,
    /// No answer, but this.
    pub fails: Option<Fault>,
    /// After how many seconds.
    pub after: f64,
    /// Whether a case that is answered could not be linked to the contact.
    pub not_linked: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A function: too many requests. It is asked again.
    Throttled,
    /// A function: its service failed. It is asked again.
    Service,
    /// A function: it raised an error.
    Function,
    /// A function: there is none, or it cannot be reached.
    Unreachable,
    /// Nothing comes before the time limit.
    Late,
    /// It was refused.
    Error,
    /// Nothing was found.
    NoneFound,
    /// More than one was found.
    MultipleFound,
}

/// What a bot answers to a turn.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BotReply {
    /// The intent.
    pub intent: String,
    /// What it says.
    pub message: Option<String>,
    /// What it says, where that is more than one message.
    pub messages: Vec<String>,
    /// The slots, by name.
    pub slots: Map<String, Value>,
    /// The session attributes.
    pub attributes: Map<String, Value>,
    /// `POSITIVE`, `NEGATIVE`, `NEUTRAL` or `MIXED`.
    pub sentiment: Option<String>,
    /// Whether the conversation is over; by default it is.
    pub closed: Option<bool>,
    /// No answer, but this: `late` or `error`.
    pub fails: Option<Fault>,
    /// After how many seconds.
    pub after: f64,
}

/// What somebody does in a view: `action` or `fails`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ViewAnswer {
    /// The action, such as `Next`.
    pub action: String,
    /// What was entered.
    pub data: Map<String, Value>,
    /// Nothing, but this: `late` or `error`.
    pub fails: Option<Fault>,
    /// After how many seconds.
    pub after: f64,
}

/// What becomes of a call that the flow places.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// It is answered, and the far end hangs up after so many seconds.
    HangsUpAfter(f64),
    /// It is answered and lasts.
    Answers,
    /// The far end is busy.
    Busy,
    /// It cannot be placed.
    Fails,
    /// Nobody answers.
    NoAnswer,
}

/// Figures and limits of a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueFigures {
    /// Its name, where the flow asks for it; by default its identifier.
    pub name: Option<String>,
    /// Contacts that wait in it.
    pub contacts: u32,
    /// How long the oldest of them has waited, in seconds.
    pub oldest_age: u64,
    /// Agents that are free.
    pub available: u32,
    /// Agents that are available, on a contact or in after-contact work; by default those free.
    pub staffed: Option<u32>,
    /// Agents that are not offline; by default those staffed.
    pub online: Option<u32>,
    /// Whether it is full.
    pub at_capacity: bool,
    /// Whether nothing may enter it.
    pub disabled: bool,
}
