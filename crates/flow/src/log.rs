//! The flow log: what each action was given and what came of it.

use ids::{ContactId, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// One line of the flow log. Serialises to the published shape.
/// Source: connect-c-flows.md §19 and §7.27.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FlowLogEntry {
    /// The contact, whose id is the same through all its flows.
    pub contact_id: ContactId,
    /// The flow's ARN.
    #[serde(serialize_with = "plain")]
    pub contact_flow_id: Arc<str>,
    /// The flow's name.
    #[serde(serialize_with = "plain")]
    pub contact_flow_name: Arc<str>,
    /// The block's name in logs: a vocabulary of its own, such as `SetQueue`.
    pub contact_flow_module_type: &'static str,
    /// The action's `Identifier`.
    pub identifier: String,
    /// When, as `yyyy-MM-ddTHH:mm:ss.SSSZ`.
    pub timestamp: Timestamp,
    /// The action's parameters with references filled in.
    pub parameters: Map<String, Value>,
    /// What came of it: the result, or the branch taken on an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<String>,
    /// What an outside service answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_results: Option<Value>,
}

fn plain<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
