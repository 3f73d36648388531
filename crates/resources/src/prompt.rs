//! Prompts of the library.

use crate::{Facets, Indexed, Tags, facet};
use ids::PromptId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A recorded prompt. Spec: connect-c-flows.md §9.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    /// Its identifier.
    pub id: PromptId,
    /// Its name, unique in the instance.
    pub name: String,
    /// What it says.
    pub description: Option<String>,
    /// The path of its WAV file among the blobs.
    pub blob: String,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for Prompt {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
    }
}
