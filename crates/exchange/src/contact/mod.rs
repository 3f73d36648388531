//! Contacts: what is known about them, and what is published of them.

mod events;
mod facts;
mod record;

pub(crate) use events::{EventType, contact_event};
pub use facts::{
    AgentPart, ContactFacts, DisconnectIssue, DisconnectReason, Endpoint, EndpointKind,
    InitiationMethod, Phase, QueueFacts, RecordingFacts, RecordingStatus, StringMap,
};
pub(crate) use record::contact_record;
