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
mod capacity;
mod command;
mod commands;
mod conference;
mod contact;
mod context;
mod dialling;
mod directory;
mod exchange;
mod expiry;
mod flows;
mod fold;
mod input;
mod intake;
pub mod journal;
mod live;
mod monitoring;
mod outbound;
mod output;
mod quick_connects;
mod recovery;
mod settings;
mod snapshot;
mod tasking;
mod tasks;
mod timers;

pub use agent::{AgentFacts, AgentPlace, ContactState, HeldContact, NextStatus, StatusFacts};
pub use command::{
    Amendment, Begin, Command, CommandError, Destination, Monitoring, NewTask, OutboundCall,
    Participant, QueuedCall, RecordingAction, RecordingPart, Reply, TASK_MINUTES, TaskTarget,
};
pub use contact::{
    AgentPart, AudioQuality, CallbackFacts, ContactFacts, CriteriaFacts, Details, DetailsChange,
    Device, DisconnectIssue, DisconnectReason, Endpoint, EndpointKind, Erased, Expression,
    InitiationMethod, KeptData, MonitorFacts, MonitorMode, MonitorTransition, Phase, QualityFacts,
    QualityIssue, QueueFacts, RecordingFacts, RecordingStatus, Reference, References, Skill,
    StepFacts, StepStatus, StringMap, TaskFacts, ThirdPartyFacts, expression_text,
};
pub use dialling::{Dialable, DialableError};
pub use exchange::Exchange;
pub use flow::LambdaFailure;
pub use fold::{Fold, FoldError};
pub use input::{
    Change, CommandToken, DialFailure, EndCause, IncomingCall, Input, LambdaToken, LegEvent,
    LegKind, MediaEvent, RecordingOutcome,
};
pub use output::{
    Builtin, CallerId, HangUpReason, LegCommand, MediaCommand, Output, PlaySource, Publication,
    RecordingScope, Remark, Topic, Voice,
};
pub use settings::{Identity, Settings};
pub use snapshot::{
    AgentContact, AgentSnapshot, LastParty, NamedStatus, Party, PartyEnd, PartyKind, PartyState,
    SnapshotMonitor, SnapshotQueue, SnapshotStatus,
};
