//! Standard queues.

use crate::{Facets, Indexed, Kind, Tags, facet};
use ids::{FlowId, HoursId, PhoneNumberId, QueueId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    /// The quick connects that its agents see.
    #[serde(default)]
    pub quick_connects: Vec<String>,
    /// The email addresses of its contacts.
    #[serde(default)]
    pub email_addresses: Vec<String>,
    /// The email address that its agents write from.
    #[serde(default)]
    pub outbound_email: Option<String>,
    /// Whether contacts may enter.
    pub status: QueueStatus,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for Queue {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
        to.refers(Kind::Hours, self.hours);
        to.refers_some(Kind::PhoneNumber, self.outbound_caller.number);
        to.refers_some(Kind::Flow, self.outbound_caller.flow);
        for id in &self.quick_connects {
            to.refers(Kind::QuickConnect, id);
        }
        for id in self.email_addresses.iter().chain(&self.outbound_email) {
            to.refers(Kind::EmailAddress, id);
        }
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
