//! The conductor: contacts, agents, offers and calls of one instance, as one deterministic
//! machine on virtual time.
//!
//! An [`Exchange`] is told what happened with [`Exchange::handle`] and then polled with
//! [`Exchange::poll`] until it has nothing more to say; [`Exchange::next_timer`] is when it wants
//! [`Input::Timer`]. It knows no clock, socket, database or task: the same inputs at the same
//! times give the same outputs, which is how it is tested and could be replayed.
//!
//! Start at [`Input`] and [`Output`] for its edge, at [`journal`] for what becomes durable, at
//! [`ContactFacts`] and [`AgentFacts`] for what is known.

mod agent;
mod calls;
mod command;
mod commands;
mod contact;
mod context;
mod directory;
mod exchange;
mod expiry;
mod flows;
mod input;
mod intake;
pub mod journal;
mod output;
mod recovery;
mod settings;
mod snapshot;
mod timers;

pub use agent::{AgentFacts, ContactState, HeldContact, NextStatus, StatusFacts};
pub use command::{Command, CommandError, Reply};
pub use contact::{
    AgentPart, ContactFacts, DisconnectIssue, DisconnectReason, Endpoint, EndpointKind,
    InitiationMethod, Phase, QueueFacts, RecordingFacts, RecordingStatus, StringMap,
};
pub use exchange::Exchange;
pub use flow::LambdaFailure;
pub use input::{
    Change, CommandToken, EndCause, IncomingCall, Input, LambdaToken, LegEvent, LegKind,
    MediaEvent, RecordingOutcome,
};
pub use output::{
    Builtin, HangUpReason, LegCommand, MediaCommand, Output, PlaySource, Publication,
    RecordingScope, Topic, Voice,
};
pub use settings::{Identity, Settings};
pub use snapshot::{AgentContact, AgentSnapshot, NamedStatus, SnapshotQueue, SnapshotStatus};
