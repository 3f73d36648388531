//! Contacts: what is known about them, and what is published of them.

mod facts;

pub use facts::{
    AgentPart, ContactFacts, DisconnectIssue, DisconnectReason, Endpoint, EndpointKind,
    InitiationMethod, Phase, QueueFacts, RecordingFacts, RecordingStatus, StringMap,
};
