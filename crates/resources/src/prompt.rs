//! Prompts of the library.

use crate::Tags;
use ids::PromptId;
use serde::{Deserialize, Serialize};

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

impl Prompt {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}
