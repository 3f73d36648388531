//! The messaging engine: what may be sent, by whom, through which carrier, and what became of it.
//!
//! [`Engine`] is a struct that takes submissions, carriers' reports and receipts, messages that came
//! in, and the time, and gives out [`Output`]s. Drain [`Engine::poll`] after each call and do what
//! it says in order: first make durable what is to be kept and told, then show it to the world. A
//! [`Message`] is kept as [`Phase::HandingOver`] before its [`HandOver`] leaves, so that after a
//! crash a message that may have left is never sent a second time: it is recorded as unknown.
//!
//! Start at `admission` for what is refused, `originators` for who sends, `lanes` for how fast,
//! `carriers` for through whom, `dispatch` for what becomes of it, `inbound` for what comes in,
//! `parts` for what comes in pieces, `recall` for what is taken back.
//!
//! Source: sms.md sections 3 to 11.

mod admission;
mod answers;
mod calls;
mod carriers;
mod counts;
mod directory;
mod dispatch;
mod engine;
mod events;
mod facts;
mod few;
mod health;
mod inbound;
mod kept;
mod lanes;
mod message;
mod names;
mod networks;
mod originators;
mod parts;
mod rates;
mod recall;
mod short;
pub mod simulator;
mod status;
mod steps;
mod submission;

pub use calls::{CALLS_COUNT, CallQuotas};
pub use carriers::CarrierRules;
pub use counts::{Count, Counted};
pub use directory::Directory;
pub use engine::{Came, Engine, HandOver, Notice, Outcome, Output, Settings};
pub use facts::MessageFacts;
pub use few::Few;
pub use health::{CarrierCounters, CarrierHealth, RATE_SPAN, ReceiptTimes};
pub use inbound::Inbound;
pub use message::{Message, More, Part, Phase};
pub use messaging_resources::MessageType;
pub use names::Name;
pub use networks::{Network, Networks};
pub use originators::{OriginatorKind, Sender};
pub use parts::{Gathered, KeptPart, Line, PartsOf};
pub use rates::{Rate, RateCard};
pub use short::{Country, Recipient, Short, ShortError};
pub use status::Status;
pub use steps::Step;
pub use submission::{Accepted, Channel, Refusal, Spend, Submission, Usd, UsdError, VoiceOptions};
