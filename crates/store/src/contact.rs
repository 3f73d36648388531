//! Contacts: a projection of the journal, kept so that they can be shown, searched and, while
//! live, recovered after a crash.

use crate::{Order, PageKey, Revision};
use ids::{Pii, Timestamp};
use std::collections::BTreeMap;

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Its instance.
    pub instance: String,
    /// Its identifier, unique within the instance.
    pub id: String,
    /// The first contact of its chain; its own identifier when it is the first.
    pub initial_id: String,
    /// The contact that it followed, such as the one that was transferred.
    pub previous_id: Option<String>,
    /// The channel as the API writes it, such as `VOICE`.
    pub channel: String,
    /// The initiation method as the API writes it, such as `INBOUND`.
    pub initiation_method: String,
    /// The last queue it was in.
    pub queue_id: Option<String>,
    /// The agent it was connected to.
    pub agent_id: Option<String>,
    /// When it began.
    pub initiated: Timestamp,
    /// When it was put into its queue.
    pub enqueued: Option<Timestamp>,
    /// When an agent was connected.
    pub connected_to_agent: Option<Timestamp>,
    /// When it ended.
    pub disconnected: Option<Timestamp>,
    /// When it is due, for those begun by a schedule.
    pub scheduled: Option<Timestamp>,
    /// When it ends by itself, or would have ended, for those that expire.
    pub expires: Option<Timestamp>,
    /// Why it ended, as the API writes it.
    pub disconnect_reason: Option<String>,
    /// The customer's address, such as a number in E.164 form.
    pub customer_address: Option<Pii<String>>,
    /// Whether the exchange still has it.
    pub live: bool,
    /// Words by which it can be found besides: name, description, addresses.
    pub text: Pii<String>,
    /// Contact attributes, set by flows and by the API. Names that begin with `$`, which no such
    /// attribute can have, hold what the contact is found by besides: see [`found_by`].
    pub attributes: BTreeMap<String, Pii<String>>,
    /// The contact record: JSON.
    pub record: Pii<String>,
    /// What the exchange needs to recover it: JSON; `None` once it is no longer live.
    pub state: Option<Pii<String>>,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Counts its versions from 1. Set by the store; ignored when written.
    pub revision: Revision,
}

/// A point in the life of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactTime {
    /// It began.
    Initiated,
    /// It was put into its queue.
    Enqueued,
    /// An agent was connected.
    ConnectedToAgent,
    /// It ended.
    Disconnected,
    /// It is due.
    Scheduled,
    /// It ends by itself.
    Expires,
}

impl ContactRow {
    /// When it reached a point; `None` when it has not.
    pub fn time(&self, which: ContactTime) -> Option<Timestamp> {
        match which {
            ContactTime::Initiated => Some(self.initiated),
            ContactTime::Enqueued => self.enqueued,
            ContactTime::ConnectedToAgent => self.connected_to_agent,
            ContactTime::Disconnected => self.disconnected,
            ContactTime::Scheduled => self.scheduled,
            ContactTime::Expires => self.expires,
        }
    }
}

/// A span of time over one point of the contacts' lives. Contacts that have not reached that point
/// are outside of every span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    /// The point.
    pub of: ContactTime,
    /// The start, included.
    pub from: Timestamp,
    /// The end, included.
    pub to: Timestamp,
}

/// What a listing of contacts is sorted by; ties by identifier. Contacts that lack the value come
/// before all others in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactSort {
    /// By a point of their lives.
    Time(ContactTime),
    /// By the channel's name.
    Channel,
    /// By the initiation method's name.
    InitiationMethod,
}

/// Names among a row's attributes that are none of the contact's own: by them it is found.
pub mod found_by {
    /// Its whole name.
    pub const NAME: &str = "$name";
    /// The contact that it has to do with.
    pub const RELATED: &str = "$related";
    /// Before the key of a tag.
    pub const TAG: &str = "$tag:";
    /// Before the name of a segment attribute.
    pub const SEGMENT: &str = "$segment:";
    /// Before the level, from 1, of the agent's hierarchy groups.
    pub const GROUP: &str = "$group:";
    /// Before the identifier of an agent whom its routing criteria name; the value is `true`.
    pub const PREFERRED: &str = "$preferred:";
}

/// Attributes that are asked for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeGroup {
    /// All of them or any.
    pub matches: AttributeMatch,
    /// Name and one of the values, compared without regard to case.
    pub attributes: Vec<(String, Vec<String>)>,
}

/// What is asked of a point in a contact's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeCondition {
    /// It was reached in a span of time.
    Within(TimeRange),
    /// It was not reached.
    Missing(ContactTime),
}

/// How several attributes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AttributeMatch {
    /// Each must be there.
    #[default]
    All,
    /// One suffices.
    Any,
    /// None may be there.
    None,
}

/// Which contacts to list: those that meet every condition. An empty list is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactQuery {
    /// The instance.
    pub instance: String,
    /// When.
    pub time: Option<TimeRange>,
    /// One of these channels.
    pub channels: Vec<String>,
    /// One of these queues.
    pub queues: Vec<String>,
    /// One of these agents.
    pub agents: Vec<String>,
    /// One of these initiation methods.
    pub initiation_methods: Vec<String>,
    /// Of this chain.
    pub initial_id: Option<String>,
    /// Live, or no longer live.
    pub live: Option<bool>,
    /// Has these attributes: name and one of the values, compared without regard to case.
    pub attributes: Vec<(String, Vec<String>)>,
    /// All of them or any.
    pub attribute_match: AttributeMatch,
    /// More attributes: each of the groups must be met.
    pub groups: Vec<AttributeGroup>,
    /// More points in time.
    pub more_times: Vec<TimeCondition>,
    /// All of those or any.
    pub more_times_match: AttributeMatch,
    /// Its text holds these, without regard to case.
    pub texts: Vec<String>,
    /// All of them or any.
    pub text_match: AttributeMatch,
    /// What to sort by.
    pub sort: ContactSort,
    /// Which way.
    pub order: Order,
    /// Go on after this row.
    pub after: Option<PageKey>,
    /// The most rows to return, at least 1.
    pub limit: usize,
}

impl AttributeMatch {
    /// The conditions as backends join them, in SQL.
    pub fn join(self, conditions: &[impl AsRef<str>]) -> String {
        let conditions: Vec<&str> = conditions.iter().map(AsRef::as_ref).collect();
        match self {
            Self::All => conditions.join(" AND "),
            Self::Any => conditions.join(" OR "),
            Self::None => format!("NOT ({})", conditions.join(" OR ")),
        }
    }
}

impl ContactQuery {
    /// All contacts of an instance, newest first, 100 a page.
    pub fn new(instance: impl Into<String>) -> Self {
        Self {
            instance: instance.into(),
            time: None,
            channels: Vec::new(),
            queues: Vec::new(),
            agents: Vec::new(),
            initiation_methods: Vec::new(),
            initial_id: None,
            live: None,
            attributes: Vec::new(),
            attribute_match: AttributeMatch::All,
            groups: Vec::new(),
            more_times: Vec::new(),
            more_times_match: AttributeMatch::All,
            texts: Vec::new(),
            text_match: AttributeMatch::All,
            sort: ContactSort::Time(ContactTime::Initiated),
            order: Order::Descending,
            after: None,
            limit: 100,
        }
    }

    /// All groups of attributes that are asked for.
    pub fn attribute_groups(&self) -> impl Iterator<Item = AttributeGroup> {
        let own = AttributeGroup {
            matches: self.attribute_match,
            attributes: self.attributes.clone(),
        };
        let groups = std::iter::once(own).chain(self.groups.iter().cloned());
        groups.filter(|it| !it.attributes.is_empty())
    }

    /// The key of a row in this listing.
    pub fn key(&self, row: &ContactRow) -> PageKey {
        let sort = match self.sort {
            ContactSort::Time(which) => row.time(which).map_or(NO_TIME, |at| at.0).to_string(),
            ContactSort::Channel => row.channel.clone(),
            ContactSort::InitiationMethod => row.initiation_method.clone(),
        };
        PageKey {
            sort,
            id: row.id.clone(),
        }
    }
}

/// How backends keep a point in time that was not reached: so that it sorts and is indexed like
/// the others.
pub const NO_TIME: i64 = -1;
