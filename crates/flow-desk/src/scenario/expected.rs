//! What must come of a scenario.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What must come of a scenario. What is not named is not looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expected {
    /// How it ends: `ended`, `disconnected`, `queued`, `connected`, `transferred-to-agent`,
    /// `transferred-to-number`, `failed`, `hung-up` or `waiting`.
    pub end: Option<String>,
    /// Texts that are played in this order, others between them.
    pub hear: Vec<String>,
    /// The working queue: its identifier, ARN or a part of it.
    pub queue: Option<String>,
    /// Attributes, among others.
    pub attributes: BTreeMap<String, String>,
    /// Attributes of the flow that ran last, among others.
    pub flow_attributes: BTreeMap<String, String>,
    /// The contact's tags, among others.
    pub tags: BTreeMap<String, String>,
    /// The routing priority.
    pub priority: Option<u32>,
    /// Flows for later moments, by the moment as `UpdateContactEventHooks` calls it: a part of the
    /// identifier.
    pub hooks: BTreeMap<String, String>,
    /// Who is recorded: `agent`, `customer`, `screen`, `automated`; those that are not named are
    /// not.
    pub recording: Option<Vec<String>>,
    /// Actions that were made, by their identifiers.
    pub visited: Vec<String>,
    /// Ways that were taken.
    pub branches: Vec<Branch>,
    /// Functions that were invoked, in this order, others between them.
    pub invoked: Vec<Invoked>,
}

/// A way from an action to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// The action's identifier.
    pub from: String,
    /// The other one's.
    pub to: String,
}

/// An invocation of a function.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoked {
    /// Its ARN or a part of it.
    pub function: String,
    /// Parameters, among others.
    #[serde(default)]
    pub parameters: BTreeMap<String, Value>,
}
