//! A flow as it is parsed once and shared by all its runs.

use crate::problem::Problem;
use resources::FlowKind;
use serde_json::Value;
use std::sync::Arc;

/// A parsed flow. Immutable; runs share it.
#[derive(Debug)]
pub struct Flow {
    document: Value,
}

/// A flow that may run: its content and what the instance knows about it.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its ARN, for the flow log.
    pub arn: Arc<str>,
    /// Its name, for the flow log.
    pub name: Arc<str>,
    /// Where it may run.
    pub kind: FlowKind,
    /// What it does.
    pub flow: Arc<Flow>,
}

impl Flow {
    /// Reads a flow's content. Reports all problems that keep it from running.
    pub fn parse(content: &str) -> Result<Self, Vec<Problem>> {
        let document = serde_json::from_str(content).map_err(|error| {
            vec![Problem::document(crate::Rule::Syntax, error.to_string(), "")]
        })?;
        Ok(Self { document })
    }

    /// The document as it was read.
    pub const fn document(&self) -> &Value {
        &self.document
    }
}
