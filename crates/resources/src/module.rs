//! Flow modules: parts of flows that flows invoke.

use crate::{
    Facets, Flow, FlowKind, FlowState, FlowStatus, FlowVersion, Indexed, Tags, Versioned, facet,
};
use ids::{FlowId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// A flow module. Spec: connect-c-flows.md §8.7, flow-language.md §5.4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowModule {
    /// Its identifier; no flow has the same.
    pub id: FlowId,
    /// Its name, unique among the instance's modules.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// `ACTIVE` or `ARCHIVED`.
    pub state: FlowState,
    /// Whether the published content is the latest.
    pub status: FlowStatus,
    /// The content that runs; `None` until it was published once.
    pub published: Option<String>,
    /// When that was published; `None` where it was before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// The content last saved.
    pub saved: Option<String>,
    /// Its contract, JSON as it came: input, result data and results.
    #[serde(default)]
    pub settings: Option<String>,
    /// `ExternalInvocationConfiguration`, as it came.
    #[serde(default)]
    pub external: Option<Value>,
    /// Numbered versions, oldest first.
    #[serde(default)]
    pub versions: Vec<FlowVersion>,
    /// The greatest number that a version ever had.
    #[serde(default)]
    pub last_version: u64,
    /// When it last changed.
    pub modified: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Versioned for FlowModule {
    fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    fn versions(&mut self) -> (&mut Vec<FlowVersion>, &mut u64) {
        (&mut self.versions, &mut self.last_version)
    }
}

impl Indexed for FlowModule {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
        to.put_word("status", self.status);
        to.put_word(facet::STATE, self.state);
    }
}

impl FlowModule {
    /// The module as the engine runs it: a flow of the module type.
    pub fn into_flow(self) -> Flow {
        Flow {
            id: self.id,
            name: self.name,
            description: self.description,
            kind: FlowKind::Module,
            state: self.state,
            status: self.status,
            published: self.published,
            published_at: self.published_at,
            saved: self.saved,
            versions: self.versions,
            last_version: self.last_version,
            modified: self.modified,
            tags: self.tags,
        }
    }
}
