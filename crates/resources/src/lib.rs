//! The configured resources of a contact centre: instances, users, queues, routing profiles,
//! hours, prompts, flows, numbers and data tables.
//!
//! These are the shapes in which configuration is stored and in which the engines read it. They
//! are not the wire: `api-connect` turns the public API's shapes into these and back, so that a
//! change of the API never reaches an engine.
//!
//! One file per kind. A new kind is a file here with its struct and its [`Indexed`], and a row in
//! the table of kinds in `resource.rs`; keeping, listing, searching, tagging and the check of what
//! is in use then work for it.

pub mod data_table;
mod flow;
mod hours;
mod hours_override;
mod index;
mod instance;
mod module;
mod number;
mod plain;
mod prompt;
mod queue;
mod report;
mod resource;
mod routing_profile;
mod user;

pub use data_table::{DataTable, DataTableRecord};
pub use flow::{Flow, FlowKind, FlowState, FlowStatus, FlowVersion, Versioned};
pub use hours::{DayHours, Hours, HoursError, LocalTime, Weekday};
pub use hours_override::{Frequency, HoursOverride, OverrideKind, Recurrence, Span};
pub use index::{Facets, Indexed, facet, part_name};
pub use instance::{
    AttributeType, Instance, InstanceStatus, LambdaFunction, StorageConfig, StorageResource,
};
pub use module::FlowModule;
pub use number::{PhoneNumberResource, PhoneNumberStatus, PhoneNumberType};
pub use plain::Plain;
pub use prompt::Prompt;
pub use queue::{OutboundCaller, Queue, QueueStatus};
pub use report::{
    Repeat, ReportDefinition, ReportInterval, ReportKind, ReportMetric, ReportRange, ReportRun,
    ReportSchedule, RunOutcome, SavedReport,
};
pub use resource::{Configured, Kind, Resource, Tags};
pub use routing_profile::{
    AgentOrder, Channel, ManualQueue, MediaConcurrency, QueueEntry, RoutingProfile,
};
pub use user::{
    AgentStatus, AgentStatusState, AgentStatusType, PhoneConfig, PhoneType, Proficiency,
    SecurityProfile, User,
};
