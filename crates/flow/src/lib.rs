//! The flow engine: parses published flow JSON and runs it as a machine that takes inputs and a
//! time and returns effects.
//!
//! - [`Flow::parse`] reads a document, [`validate`] applies the rules of publishing to it.
//! - [`registry`] lists every action type; parser, validator, documentation and designer read it.
//! - [`schema`] says what each action's parameters are, and writes the JSON Schema of the language.
//! - [`interchange`] brings flows from files and other instances, and writes them for those.
//! - [`Run`] executes a flow for one contact. It knows no clock and no device: what it needs to
//!   know at once it asks of a [`Host`], what takes time it asks for as an [`Effect`].
//!
//! The older export format is told apart by [`Rule::LegacyFormat`]; [`legacy::convert`] turns it
//! into the current one.
//!
//! One file per action in `blocks/`, one row per action in the registry. Spec: flow-language.md
//! and connect-c-flows.md.

mod blocks;
mod change;
mod contract;
mod cx;
mod document;
mod effect;
mod host;
mod interactive;
pub mod interchange;
pub mod legacy;
mod log;
mod memory;
mod params;
mod problem;
mod references;
mod registry;
mod request;
mod run;
pub mod schema;
mod table;
mod transitions;
mod validate;

pub use change::{
    Callback, Change, ContactUpdate, EventHook, HeldParticipant, QueueChoice, Recording,
    RoutingCriteria, RoutingExpression, RoutingStep, TargetContact, Voice,
};
pub use contract::{Contract, ContractError};
pub use document::{ACTION_LIMIT, Action, Flow, Published, check_saved};
pub use effect::{
    CallerId, Effect, Failure, Hearing, Input, LambdaFailure, ListenLimits, Outcome, PromptSource,
    RequestId, ThirdPartyEvent, Timer, WaitEvent,
};
pub use host::{
    AgentCounts, ContactData, Endpoint, Host, MetricQuery, Metrics, QueueData, ReferenceData,
    Refusal, SegmentValue,
};
pub use log::FlowLogEntry;
pub use memory::Memory;
pub use problem::{MESSAGE_LIMIT, Problem, Rule};
pub use references::{Owner, Path, Resolved, Root, Template};
pub use registry::{Channels, Conditions, Ends, FlowTypes, Need, OnChannel, Row, Runs, registry};
pub use request::{
    Answer, BotAnswer, BotChoice, BotInput, BotOutcome, BotTalk, BotTurn, CaseAction, CaseRequest,
    DataTableAction, DataTableRequest, DataTableRow, NewChat, NewTask, ProfileAction,
    ProfileRequest, Request, ViewRequest,
};
pub use resources::{Channel, FlowKind};
pub use run::{INSTANT_STEPS, Run};
pub use table::table;
pub use transitions::{Condition, ErrorType, Operator, Transitions};
pub use validate::{
    Advice, Anything, Directory, EXPORT_BLOCKS, EXPORT_BYTES, MANAGED_VIEWS, ResourceKind, Topic,
    advise, validate, validate_module,
};
