//! Routing profiles: which queues an agent serves, in which order, on which channels.

use crate::{Facets, Indexed, Kind, Tags, facet};
use ids::{QueueId, RoutingProfileId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

/// A channel of contacts. What a channel can do is read from its capabilities, not its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// Calls.
    Voice,
    /// Chats, SMS among them.
    Chat,
    /// Tasks.
    Task,
    /// Email.
    Email,
}

impl Channel {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Channel::Voice => "VOICE",
            Channel::Chat => "CHAT",
            Channel::Task => "TASK",
            Channel::Email => "EMAIL",
        }
    }

    /// How long an offered agent has to answer: 20 s for voice and chat, 30 s for task and email.
    /// Source: connect-g-agent-workspace.md; email is inferred to follow tasks.
    pub const fn offer_time(self) -> Duration {
        match self {
            Channel::Voice | Channel::Chat => Duration::from_secs(20),
            Channel::Task | Channel::Email => Duration::from_secs(30),
        }
    }
}

/// A routing profile. Spec: connect-b-routing-channels.md §4.5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoutingProfile {
    /// Its identifier.
    pub id: RoutingProfileId,
    /// Its name, unique in the instance.
    pub name: String,
    /// What it is for (the API requires it).
    pub description: String,
    /// The queue of calls that the agent makes.
    pub default_outbound_queue: QueueId,
    /// The queues served.
    #[serde(default)]
    pub queues: Vec<QueueEntry>,
    /// The queues whose contacts agents may take by hand, though they are not offered them.
    #[serde(default)]
    pub manual_queues: Vec<ManualQueue>,
    /// How many contacts at once, per channel.
    pub concurrency: Vec<MediaConcurrency>,
    /// Which of several free agents is first.
    #[serde(default)]
    pub agent_order: AgentOrder,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for RoutingProfile {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_text(facet::DESCRIPTION, &self.description);
        to.refers(Kind::Queue, self.default_outbound_queue);
        for entry in &self.queues {
            to.refers(Kind::Queue, entry.queue);
        }
        for entry in &self.manual_queues {
            to.refers(Kind::Queue, entry.queue);
        }
    }
}

/// A queue within a routing profile, for one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueEntry {
    /// The queue.
    pub queue: QueueId,
    /// The channel.
    pub channel: Channel,
    /// 1 to 99, lower is served first.
    pub priority: u32,
    /// Seconds that a contact waits before agents of this profile are offered it: 0 to 9999.
    pub delay: u32,
}

/// A queue that agents take contacts from by hand, for one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualQueue {
    /// The queue.
    pub queue: QueueId,
    /// The channel.
    pub channel: Channel,
}

/// How many contacts of a channel at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaConcurrency {
    /// The channel.
    pub channel: Channel,
    /// Voice 1; chat, task and email 1 to 10.
    pub concurrency: u32,
    /// `CrossChannelBehavior`: may other channels be offered while on this one?
    #[serde(default)]
    pub route_any_channel: bool,
}

/// `AgentAvailabilityTimer`: since when an agent counts as waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgentOrder {
    /// Since the last activity of any kind.
    #[default]
    TimeSinceLastActivity,
    /// Since the last inbound contact ended.
    TimeSinceLastInbound,
}
