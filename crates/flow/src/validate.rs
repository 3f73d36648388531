//! The rules of publishing: what the service refuses although it could be run.

use crate::document::Flow;
use crate::problem::Problem;
use resources::FlowKind;

/// The resources of an instance, asked for while a flow is validated.
pub trait Directory {
    /// Whether a resource exists, by id or ARN (for an agent, user id, user name or ARN).
    fn exists(&self, kind: ResourceKind, id: &str) -> bool;

    /// The type of a published flow or module, by id or ARN; `None` when there is none.
    fn flow_kind(&self, id: &str) -> Option<FlowKind>;
}

/// The kinds of resources that flows name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A queue.
    Queue,
    /// A user, whose own queue is meant.
    Agent,
    /// A flow of any type.
    Flow,
    /// A flow module.
    Module,
    /// A prompt of the library.
    Prompt,
    /// Hours of operation.
    Hours,
    /// A function that was associated with the instance.
    Function,
}

/// A directory in which everything exists: for a flow that is looked at without its instance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anything;

impl Directory for Anything {
    fn exists(&self, _: ResourceKind, _: &str) -> bool {
        true
    }

    fn flow_kind(&self, _: &str) -> Option<FlowKind> {
        None
    }
}

/// Everything that keeps a flow from being published as `kind` in the instance of `directory`.
pub fn validate(flow: &Flow, kind: FlowKind, directory: &dyn Directory) -> Vec<Problem> {
    let _ = (flow, kind, directory);
    Vec::new()
}
