//! A waiting contact, and where it stands.

use crate::need::NeedId;
use ids::{ContactId, QueueId, Timestamp, UserId};
use resources::Channel;

/// The routing priority of a contact to which nobody gave another.
/// Source: connect-c-flows.md §7.4.
pub const DEFAULT_PRIORITY: u32 = 5;

/// A queue: a standard one, or an agent's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueKey {
    /// A standard queue.
    Standard(QueueId),
    /// The queue that belongs to one agent.
    Agent(UserId),
}

/// A contact that waits in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The queue.
    pub queue: QueueKey,
    /// The channel.
    pub channel: Channel,
    /// Routing priority, from 1; lower is served first.
    pub priority: u32,
    /// When it entered this queue: delays count from here.
    pub enqueued: Timestamp,
    /// The time by which it is ranked: when it entered, or when the contact before it in its
    /// chain did, moved by an adjustment of its age. Source: connect-b-routing-channels.md §4.1.
    pub ranked: Timestamp,
}

/// The place of a contact among others: priority, age, then the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) priority: u32,
    pub(crate) ranked: Timestamp,
    pub(crate) arrival: u64,
    pub(crate) contact: ContactId,
    /// What it needs of an agent; never decides the order, since no two arrive at once.
    pub(crate) need: Option<NeedId>,
}
