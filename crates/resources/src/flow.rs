//! Flows and flow modules as resources. What their content means is the `flow` crate's.

use crate::{Facets, Indexed, Tags, facet};
use ids::{FlowId, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A flow or module. Spec: connect-c-flows.md §8.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Its identifier.
    pub id: FlowId,
    /// Its name, unique among the instance's flows.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Where it may run.
    pub kind: FlowKind,
    /// `ACTIVE` or `ARCHIVED`.
    pub state: FlowState,
    /// Whether the published content is the latest.
    pub status: FlowStatus,
    /// The content that runs; `None` until it was published once. Byte for byte as it came.
    pub published: Option<String>,
    /// When that was published; `None` where it was before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// The content last saved (`$SAVED`), which may be newer than the published one.
    pub saved: Option<String>,
    /// Numbered versions made by CreateContactFlowVersion, oldest first.
    #[serde(default)]
    pub versions: Vec<FlowVersion>,
    /// The greatest number that a version ever had: numbers are not used twice.
    #[serde(default)]
    pub last_version: u64,
    /// When it last changed.
    pub modified: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// What has numbered versions: flows and modules.
pub trait Versioned {
    /// The content that runs, of which a version is made.
    fn published(&self) -> Option<&str>;

    /// The versions, oldest first, and the greatest number that one ever had.
    fn versions(&mut self) -> (&mut Vec<FlowVersion>, &mut u64);
}

impl Versioned for Flow {
    fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    fn versions(&mut self) -> (&mut Vec<FlowVersion>, &mut u64) {
        (&mut self.versions, &mut self.last_version)
    }
}

impl Indexed for Flow {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
        to.put_word("status", self.status);
        to.put_word(facet::TYPE, self.kind);
        to.put_word(facet::STATE, self.state);
    }
}

/// A numbered, unchangeable version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowVersion {
    /// From 1.
    pub number: u64,
    /// What it is.
    pub description: Option<String>,
    /// Its content.
    pub content: String,
    /// When it was made.
    pub created: Timestamp,
}

/// Where a flow may run: the API's `ContactFlowType`. Spec: connect-c-flows.md §8.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlowKind {
    /// Inbound flow.
    ContactFlow,
    /// While waiting in a queue.
    CustomerQueue,
    /// To the customer on hold.
    CustomerHold,
    /// To the customer before being joined.
    CustomerWhisper,
    /// To the agent on hold.
    AgentHold,
    /// To the agent before being joined.
    AgentWhisper,
    /// To the called customer before being joined.
    OutboundWhisper,
    /// When transferring to an agent.
    AgentTransfer,
    /// When transferring to a queue.
    QueueTransfer,
    /// For campaigns.
    Campaign,
    /// A module.
    Module,
}

impl FlowKind {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContactFlow => "CONTACT_FLOW",
            Self::CustomerQueue => "CUSTOMER_QUEUE",
            Self::CustomerHold => "CUSTOMER_HOLD",
            Self::CustomerWhisper => "CUSTOMER_WHISPER",
            Self::AgentHold => "AGENT_HOLD",
            Self::AgentWhisper => "AGENT_WHISPER",
            Self::OutboundWhisper => "OUTBOUND_WHISPER",
            Self::AgentTransfer => "AGENT_TRANSFER",
            Self::QueueTransfer => "QUEUE_TRANSFER",
            Self::Campaign => "CAMPAIGN",
            Self::Module => "MODULE",
        }
    }
}

/// `ContactFlowState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlowState {
    /// In use.
    Active,
    /// Hidden, and refused to new uses.
    Archived,
}

/// `ContactFlowStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlowStatus {
    /// What is saved runs.
    Published,
    /// There are saved changes that do not run yet.
    Saved,
}
