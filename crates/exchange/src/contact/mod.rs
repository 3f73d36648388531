//! Contacts: what is known about them, and what is published of them.

mod criteria;
mod details;
mod events;
mod facts;
mod monitor;
mod outside;
mod record;
mod states;

pub use criteria::{CriteriaFacts, Expression, Skill, StepFacts, StepStatus};
pub(crate) use criteria::{UnknownAgent, hundredths};
pub use details::{Details, DetailsChange, Erased, Reference, References, TaskFacts};
pub(crate) use events::{EventType, contact_event};
pub use facts::{
    AgentPart, ContactFacts, Device, Endpoint, EndpointKind, QueueFacts, RecordingFacts,
    RecordingStatus, StringMap,
};
pub use monitor::{MonitorFacts, MonitorMode, MonitorTransition};
pub use outside::{CallbackFacts, KeptData, ThirdPartyFacts};
pub(crate) use record::contact_record;
pub use states::{DisconnectIssue, DisconnectReason, InitiationMethod, Phase};
