//! The configured resources of a contact centre: instances, users, queues, routing profiles,
//! hours, prompts, flows and numbers.
//!
//! These are the shapes in which configuration is stored and in which the engines read it. They
//! are not the wire: `api-connect` turns the public API's shapes into these and back, so that a
//! change of the API never reaches an engine.
//!
//! One file per kind. A new kind is a file here, a variant of [`Resource`] and a row in
//! [`Kind`]; store, search and tags then work for it.

mod flow;
mod hours;
mod instance;
mod number;
mod prompt;
mod queue;
mod resource;
mod routing_profile;
mod user;

pub use flow::{Flow, FlowKind, FlowState, FlowStatus, FlowVersion};
pub use hours::{DayHours, Hours, HoursError, LocalTime, Weekday};
pub use instance::{
    AttributeType, Instance, InstanceStatus, LambdaFunction, StorageConfig, StorageResource,
};
pub use number::{PhoneNumberResource, PhoneNumberStatus, PhoneNumberType};
pub use prompt::Prompt;
pub use queue::{OutboundCaller, Queue, QueueStatus};
pub use resource::{Kind, Resource, Tags};
pub use routing_profile::{AgentOrder, Channel, MediaConcurrency, QueueEntry, RoutingProfile};
pub use user::{
    AgentStatus, AgentStatusState, AgentStatusType, PhoneConfig, PhoneType, SecurityProfile, User,
};
