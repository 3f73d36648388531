//! The older export format ("version 1"), turned into the current one.
//!
//! Modules become actions, branches become transitions, namespaces become `$.` paths, and every
//! position and every other word for the designer goes along in `Metadata`. What cannot be turned
//! is not dropped: the note says which module and why, and the action is left out only where the
//! format gives no other choice. Names of resources (`resourceName`) are collected, so that an
//! importer can find the instance's own.
//!
//! Spec: flow-language.md §11. One room each for what is read (`document`), values and
//! namespaces (`value`), branches (`branch`) and modules (`action`).

mod action;
mod branch;
mod document;
mod value;

use crate::FlowKind;
use document::{Document, Module};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use thiserror::Error;

/// A flow that was turned.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The content in the current format.
    pub content: Value,
    /// Its type, if the file says one that is known.
    pub kind: Option<FlowKind>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Resources that it names, by identifier and by name.
    pub resources: Vec<NamedResource>,
    /// What could not be turned, or not exactly.
    pub notes: Vec<Note>,
}

/// A resource that a flow names by identifier, with the name that it had where it was exported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedResource {
    /// The identifier or ARN in the content.
    pub id: String,
    /// Its name there.
    pub name: String,
}

/// Something that an author should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The module.
    pub action: String,
    /// What about it.
    pub message: String,
}

/// Why a file cannot be turned.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum LegacyError {
    /// It is not JSON of this format.
    #[error("the content is not in the older export format: {0}")]
    Format(String),
    /// It has no modules.
    #[error("the flow has no modules")]
    Empty,
}

/// Whether a content is in the older format, as far as a look tells.
pub fn is_legacy(content: &Value) -> bool {
    content.get("modules").is_some() && content.get("Actions").is_none()
}

/// Turns a flow of the older format into the current one.
///
/// # Errors
/// See [`LegacyError`]. A module that is not known is a note, not an error.
pub fn convert(content: &str) -> Result<Converted, LegacyError> {
    let document: Document =
        serde_json::from_str(content).map_err(|error| LegacyError::Format(error.to_string()))?;
    if document.modules.is_empty() {
        return Err(LegacyError::Empty);
    }
    let mut work = Work {
        in_queue: document.kind() == Some("customerQueue"),
        ..Work::default()
    };
    let mut actions = Vec::with_capacity(document.modules.len());
    let mut metadata = Map::new();
    for module in &document.modules {
        actions.push(work.action(module));
        metadata.insert(module.id.clone(), work.metadata(module));
    }
    let content = json!({
        "Version": "2019-10-30",
        "StartAction": document.start,
        "Metadata": envelope(&document, metadata),
        "Actions": actions,
    });
    Ok(Converted {
        content,
        kind: document.kind().and_then(flow_kind),
        name: document.text("name"),
        description: document.text("description"),
        resources: work.resources.into_iter().collect(),
        notes: work.notes,
    })
}

/// The flow type that the older format calls so. Source: flow-language.md §11.
fn flow_kind(name: &str) -> Option<FlowKind> {
    Some(match name {
        "contactFlow" => FlowKind::ContactFlow,
        "customerQueue" => FlowKind::CustomerQueue,
        "customerHold" => FlowKind::CustomerHold,
        "customerWhisper" => FlowKind::CustomerWhisper,
        "outboundWhisper" => FlowKind::OutboundWhisper,
        "agentHold" => FlowKind::AgentHold,
        "agentWhisper" => FlowKind::AgentWhisper,
        "agentTransfer" => FlowKind::AgentTransfer,
        "queueTransfer" => FlowKind::QueueTransfer,
        _ => return None,
    })
}

/// The document's metadata: what the older one had, with the actions' under `ActionMetadata`.
fn envelope(document: &Document, actions: Map<String, Value>) -> Value {
    let mut envelope = document.metadata.clone();
    envelope.insert("ActionMetadata".into(), Value::Object(actions));
    Value::Object(envelope)
}

/// What is gathered while modules are turned.
#[derive(Debug, Default)]
struct Work {
    /// Whether the flow runs for a contact that waits in a queue.
    in_queue: bool,
    resources: BTreeSet<NamedResource>,
    notes: Vec<Note>,
}

impl Work {
    fn note(&mut self, module: &Module, message: impl Into<String>) {
        self.notes.push(Note {
            action: module.id.clone(),
            message: message.into(),
        });
    }

    fn action(&mut self, module: &Module) -> Value {
        let made = action::of(self, module);
        let transitions = branch::transitions(self, module, &made);
        json!({
            "Identifier": module.id,
            "Type": made.name,
            "Parameters": made.parameters,
            "Transitions": transitions,
        })
    }

    /// The module's own metadata, and the display names of the resources that it names.
    fn metadata(&mut self, module: &Module) -> Value {
        let mut metadata = module.metadata.clone();
        let mut named = Map::new();
        for parameter in &module.parameters {
            let Some(name) = parameter.name_of_resource() else {
                continue;
            };
            let id = value::of(parameter);
            named.insert(
                action::current_name(&parameter.name).to_owned(),
                json!({"displayName": name}),
            );
            self.resources.insert(NamedResource {
                id,
                name: name.to_owned(),
            });
        }
        if !named.is_empty() && !metadata.contains_key("parameters") {
            metadata.insert("parameters".into(), Value::Object(named));
        }
        Value::Object(metadata)
    }
}
