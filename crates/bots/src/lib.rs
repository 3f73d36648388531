//! The bot engine: what a bot answers to one turn of a conversation.
//!
//! A [`Bot`] is a built locale ([`BotLocale`]: intents, slots, slot types, prompts) made ready to
//! match. A conversation is a [`Session`], plain data that whoever calls keeps between turns:
//!
//! ```
//! use bots::{Bot, BotLocale, Input, Session, Step, Turn, begin};
//! use ids::Timestamp;
//!
//! let bot = Bot::new(BotLocale::new("en_US")).unwrap();
//! let now = Timestamp(1_700_000_000_000);
//! let turn = Turn::new(Input::Text("hello".into()), now);
//! match begin(&bot, Session::new("caller-1", now), turn) {
//!     Step::Answer(answer) => assert_eq!(answer.response.session_id, "caller-1"),
//!     // A code hook is asked first: invoke it and give its answer to `resume`.
//!     Step::AskHook(pending) => drop(pending),
//! }
//! ```
//!
//! The engine is no model of language. An utterance is an intent's if its words are those of a
//! sample, or nearly (room [`matcher`]); sentiment is a list of words ([`sentiment`]). Shapes are
//! those of the Lex V2 runtime, so that a bot behind that API and this one are told apart by
//! nobody. Source: models/lexv2-runtime.json; what the model does not say is marked inferred.
//!
//! Knows no clock, no socket, no store and no function: time is an argument, hooks are asked for.

mod heard;
mod hook;
mod intents;
mod interpret;
mod locale;
mod machine;
mod matcher;
mod response;
mod sentiment;
mod session;
mod slots;
mod timing;
mod turn;

pub use hook::{BotIdentity, HookError, HookOutcome, HookSource};
pub use intents::{BUILT_IN_INTENTS, BuiltInIntent};
pub use locale::{
    Bot, BotLocale, BuildProblem, Confirmation, Fulfillment, Intent, MessageGroup, OutputContext,
    Prompt, Resolution, Slot, SlotType, SlotTypeValue,
};
pub use response::{Button, Confidence, ContentType, ImageCard, Interpretation, Message, Response};
pub use sentiment::{Sentiment, SentimentResponse, SentimentScore, sentiment};
pub use session::{
    ActiveContext, ConfirmationState, DialogAction, DialogActionType, GivenState, IntentState,
    Session, SessionState, SlotValue, State, TimeToLive, Value as SlotText,
};
pub use slots::{BUILT_IN_SLOT_TYPES, BuiltInSlotType};
pub use timing::{InputTiming, TimingError};
pub use turn::{Answer, Input, Pending, Step, Turn, begin, put, resume};
