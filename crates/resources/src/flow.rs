//! Flows and flow modules as resources. What their content means is the `flow` crate's.

use crate::Tags;
use ids::{FlowId, Timestamp};
use serde::{Deserialize, Serialize};

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
    /// The content last saved (`$SAVED`), which may be newer than the published one.
    pub saved: Option<String>,
    /// Numbered versions made by CreateContactFlowVersion, oldest first.
    #[serde(default)]
    pub versions: Vec<FlowVersion>,
    /// When it last changed.
    pub modified: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Flow {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
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
