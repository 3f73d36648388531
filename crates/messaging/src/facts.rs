//! What is told about a message.

use crate::{Channel, Step, Usd};
use ids::{Pii, Timestamp};
use messaging_resources::MessageType;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message as it can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageFacts {
    /// Its identifier.
    pub message_id: String,
    /// What kind.
    pub channel: Channel,
    /// To whom.
    pub destination: Pii<String>,
    /// By which number or sender ID.
    pub originator: String,
    /// The recipient's country.
    pub country: String,
    /// What for.
    pub message_type: MessageType,
    /// Its parts.
    pub parts: u32,
    /// What it costs.
    pub price: Usd,
    /// The carrier that it was handed to, last.
    pub carrier: Option<String>,
    /// The last status, such as `DELIVERED`.
    pub status: String,
    /// Why, in words.
    pub description: String,
    /// Whether nothing more will come.
    pub is_final: bool,
    /// The application that submitted it by SMPP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// When the status was reached.
    pub at: Timestamp,
    /// The pool that the sender was chosen from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// The configuration set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_set: Option<String>,
    /// Its text.
    #[serde(default = "no_text")]
    pub text: Pii<String>,
    /// Whether its text needs UCS-2.
    #[serde(default)]
    pub unicode: bool,
    /// What comes back in events.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, String>,
    /// What happened to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// The text of what was kept before texts were.
fn no_text() -> Pii<String> {
    Pii::new(String::new())
}
