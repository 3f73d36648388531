//! What people say about a contact: name, description, references; and what is due of a task.
//! Source: connect-a-foundation.md §3.4 and §3.5, connect-d-data-metrics.md §9.2.

use crate::contact::{Endpoint, KeptData, StringMap};
use ids::{FlowId, Pii, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// References of a contact, by name.
pub type References = BTreeMap<String, Reference>;

/// What people say about a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Its name, which agents see.
    pub name: Option<Pii<String>>,
    /// Its description.
    pub description: Option<Pii<String>>,
    /// The customer's identification.
    pub customer_id: Option<Pii<String>>,
    /// Links and the like.
    pub references: References,
}

/// Something that a contact points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// `URL`, `ATTACHMENT`, `CONTACT_ANALYSIS`, `NUMBER`, `STRING`, `DATE`, `EMAIL`,
    /// `EMAIL_MESSAGE`, `EMAIL_MESSAGE_PLAIN_TEXT`.
    pub kind: String,
    /// The address, the number, the text; the place of an attachment among the blobs.
    pub value: Pii<String>,
    /// What became of an attachment: `APPROVED`, `REJECTED`, `DELETED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The ARN of an attachment's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
}

impl Reference {
    /// One that is no attachment.
    pub fn new(kind: impl Into<String>, value: Pii<String>) -> Self {
        Self {
            kind: kind.into(),
            value,
            status: None,
            arn: None,
        }
    }
}

/// A change of what is said about a contact; what is absent or empty stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsChange {
    /// The name.
    pub name: Option<Pii<String>>,
    /// The description.
    pub description: Option<Pii<String>>,
    /// The customer's identification.
    pub customer_id: Option<Pii<String>>,
    /// References, which take the place of those with their names.
    pub references: References,
    /// Segment attributes, likewise.
    pub segment_attributes: StringMap,
    /// The customer's address.
    pub customer: Option<Endpoint>,
    /// The system's address.
    pub system: Option<Endpoint>,
    /// The task template.
    pub template: Option<String>,
    /// How long a task may take, in minutes since its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_minutes: Option<u32>,
}

impl Details {
    pub(crate) fn take(&mut self, change: &DetailsChange) {
        let set = |field: &mut Option<Pii<String>>, value: &Option<Pii<String>>| {
            if value.is_some() {
                field.clone_from(value);
            }
        };
        set(&mut self.name, &change.name);
        set(&mut self.description, &change.description);
        set(&mut self.customer_id, &change.customer_id);
        self.references.extend(change.references.clone());
    }
}

/// What is due of a task, and how it was paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// The flow that it began with; none for one that an agent has from the beginning.
    pub flow: Option<FlowId>,
    /// When it begins, where that was put off.
    pub scheduled: Option<Timestamp>,
    /// When it ends by itself.
    pub expires: Timestamp,
    /// How long it may take, in minutes.
    pub expiry_minutes: u32,
    /// How often the time of its beginning was changed.
    pub reschedules: u32,
    /// The template that it was made from.
    pub template: Option<String>,
    /// Since when it is paused.
    pub paused: Option<Timestamp>,
    /// How often it was paused.
    pub pauses: u32,
    /// Milliseconds of pauses that are over.
    pub pause_ms: u64,
    /// When it was paused last.
    pub last_paused: Option<Timestamp>,
    /// When it was resumed last.
    pub last_resumed: Option<Timestamp>,
    /// When the first contact of its chain entered a queue.
    pub queue_since: Option<Timestamp>,
    /// What flows set for it.
    pub kept: KeptData,
}

impl TaskFacts {
    pub(crate) fn pause(&mut self, at: Timestamp) {
        self.paused = Some(at);
        self.last_paused = Some(at);
        self.pauses += 1;
    }

    /// It may take so many minutes from its beginning.
    pub(crate) fn limit(&mut self, begun: Timestamp, minutes: u32) {
        self.expiry_minutes = minutes;
        self.expires = begun + Duration::from_secs(u64::from(minutes) * 60);
    }

    pub(crate) fn unpause(&mut self, at: Timestamp) {
        if let Some(since) = self.paused.take() {
            self.pause_ms += u64::try_from(at.since(since).as_millis()).unwrap_or(u64::MAX);
            self.last_resumed = Some(at);
        }
    }
}

/// Which personal data of a contact that is over are to be erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// User-defined attributes.
    pub attributes: bool,
    /// The customer's address.
    pub customer: bool,
    /// Name, description, references, the customer's identification and name.
    pub details: bool,
}
