//! Contacts: what is known about them, and what is published of them.

mod criteria;
mod details;
mod endpoint;
mod events;
mod facts;
mod monitor;
mod outside;
mod quality;
mod record;
mod states;

pub use criteria::{CriteriaFacts, Expression, Skill, StepFacts, StepStatus, expression_text};
pub(crate) use criteria::{UnknownAgent, hundredths};
pub use details::{Details, DetailsChange, Erased, Reference, References, TaskFacts};
pub use endpoint::{Endpoint, EndpointKind};
pub(crate) use events::{EventType, contact_event};
pub use facts::{
    AgentPart, ContactFacts, Device, QueueFacts, RecordingFacts, RecordingStatus, StringMap,
};
pub use monitor::{MonitorFacts, MonitorMode, MonitorTransition};
pub use outside::{CallbackFacts, KeptData, ThirdPartyFacts};
pub use quality::{AudioQuality, QualityFacts, QualityIssue};
pub(crate) use record::contact_record;
pub use states::{DisconnectIssue, DisconnectReason, InitiationMethod, Phase};
