//! The flow engine: parses published flow JSON and runs it as a machine that takes inputs and a
//! time and returns effects.
//!
//! - [`Flow::parse`] reads a document, [`validate`] applies the rules of publishing to it.
//! - [`registry`] lists every action type; parser, validator, documentation and designer read it.
//! - [`Run`] executes a flow for one contact. It knows no clock and no device: what it needs to
//!   know at once it asks of a [`Host`], what takes time it asks for as an [`Effect`].
//!
//! The older export format is told apart by [`Rule::LegacyFormat`]; what converts it to the current
//! one belongs in a module beside `document`, which then parses the result.
//!
//! One file per action in `blocks/`, one row per action in the registry. Spec: flow-language.md
//! and connect-c-flows.md.

mod blocks;
mod cx;
mod document;
mod effect;
mod host;
mod log;
mod memory;
mod params;
mod problem;
mod references;
mod registry;
mod run;
mod table;
mod transitions;
mod validate;

pub use document::{ACTION_LIMIT, Action, Flow, Published};
pub use effect::{
    Effect, Failure, Input, LambdaFailure, Outcome, PromptSource, RequestId, Timer, WaitEvent,
};
pub use host::{
    AgentCounts, Change, ContactData, ContactUpdate, Endpoint, EventHook, Host, MetricQuery,
    Metrics, QueueChoice, QueueData, Recording, ReferenceData, Refusal, SegmentValue,
    TargetContact, Voice,
};
pub use log::FlowLogEntry;
pub use memory::Memory;
pub use problem::{MESSAGE_LIMIT, Problem, Rule};
pub use references::{Owner, Path, Resolved, Root, Template};
pub use registry::{Channels, Conditions, Ends, FlowTypes, Need, OnChannel, Row, registry};
pub use resources::{Channel, FlowKind};
pub use run::{INSTANT_STEPS, Run};
pub use table::table;
pub use transitions::{Condition, ErrorType, Operator, Transitions};
pub use validate::{Anything, Directory, ResourceKind, validate};
