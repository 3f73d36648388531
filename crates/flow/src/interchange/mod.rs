//! Flows from and to files: what is needed beside their content.
//!
//! [`FlowFile::read`] reads a file of either format, as a console or this product exported it.
//! [`mentions`] lists the resources of an instance that a flow names, with the names that they had
//! where it was exported. [`FlowFile::resolve`] finds each in another instance: by what the
//! importer says, by identifier or ARN, then by name. What is found nowhere is told, and whether
//! the flow can be published without it. [`export`] writes the names beside the identifiers, so
//! that the next import finds them.
//!
//! Contents are changed as text (`patch`): but for what is replaced, every byte stays.
//!
//! Spec: connect-c-flows.md §13, flow-language.md §9 and §11.

mod export;
mod file;
mod mention;
mod patch;
mod resolve;

pub use export::{Envelope, export};
pub use file::FlowFile;
pub use mention::{Mention, mentions};
pub use patch::Step;
pub(crate) use patch::Way;
pub use resolve::{Catalog, Found, How, Named, Remap, Resolution, Resolved, Unresolved};

use resources::FlowKind;

/// The flow type by its name in files (`contactFlow`) or in the API (`CONTACT_FLOW`).
/// Source: flow-language.md §11; the words of modules and campaigns are inferred.
pub fn flow_kind(word: &str) -> Option<FlowKind> {
    KINDS
        .iter()
        .find(|(_, file, api)| *file == word || *api == word)
        .map(|(kind, _, _)| *kind)
}

/// The flow type's name in files.
pub fn kind_word(kind: FlowKind) -> &'static str {
    KINDS
        .iter()
        .find(|(listed, _, _)| *listed == kind)
        .map_or("contactFlow", |(_, file, _)| file)
}

const KINDS: &[(FlowKind, &str, &str)] = &[
    (FlowKind::ContactFlow, "contactFlow", "CONTACT_FLOW"),
    (FlowKind::CustomerQueue, "customerQueue", "CUSTOMER_QUEUE"),
    (FlowKind::CustomerHold, "customerHold", "CUSTOMER_HOLD"),
    (
        FlowKind::CustomerWhisper,
        "customerWhisper",
        "CUSTOMER_WHISPER",
    ),
    (
        FlowKind::OutboundWhisper,
        "outboundWhisper",
        "OUTBOUND_WHISPER",
    ),
    (FlowKind::AgentHold, "agentHold", "AGENT_HOLD"),
    (FlowKind::AgentWhisper, "agentWhisper", "AGENT_WHISPER"),
    (FlowKind::AgentTransfer, "agentTransfer", "AGENT_TRANSFER"),
    (FlowKind::QueueTransfer, "queueTransfer", "QUEUE_TRANSFER"),
    (FlowKind::Campaign, "campaign", "CAMPAIGN"),
    (FlowKind::Module, "flowModule", "MODULE"),
];
