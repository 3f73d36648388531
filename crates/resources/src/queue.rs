//! Standard queues.

use crate::Tags;
use ids::{FlowId, HoursId, PhoneNumberId, QueueId};
use serde::{Deserialize, Serialize};

/// A standard queue. Spec: connect-b-routing-channels.md §4.3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Its identifier.
    pub id: QueueId,
    /// Its name, unique in the instance.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it is open.
    pub hours: HoursId,
    /// Contacts that may wait at once; `None` is the instance's limit.
    pub max_contacts: Option<u32>,
    /// Who the called customer sees.
    #[serde(default)]
    pub outbound_caller: OutboundCaller,
    /// Whether contacts may enter.
    pub status: QueueStatus,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Queue {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// `OutboundCallerConfig`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OutboundCaller {
    /// The name shown.
    pub name: Option<String>,
    /// The number shown.
    pub number: Option<PhoneNumberId>,
    /// The outbound whisper flow.
    pub flow: Option<FlowId>,
}

/// Whether a queue takes contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QueueStatus {
    /// It does.
    Enabled,
    /// It does not; those in it are still served.
    Disabled,
}
