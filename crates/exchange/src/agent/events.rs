//! Agent events as they are published. Source: connect-d-data-metrics.md §7.

use super::facts::{AgentFacts, HeldContact};
use crate::directory::Directory;
use crate::output::{Publication, Topic};
use crate::settings::Identity;
use ids::{Timestamp, UserId};
use resources::{Channel, Kind, Proficiency, RoutingProfile, User};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The `Version` that is written.
const VERSION: &str = "2017-10-01";

/// The types of agent events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgentEventType {
    Login,
    Logout,
    StateChange,
    HeartBeat,
}

impl AgentEventType {
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::Logout => "LOGOUT",
            Self::StateChange => "STATE_CHANGE",
            Self::HeartBeat => "HEART_BEAT",
        }
    }
}

/// An object of ready values. `json!` would copy each of them, at every level again.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// An agent event between two snapshots.
pub(crate) fn agent_event(
    identity: &Identity,
    agent: UserId,
    event: AgentEventType,
    previous: Option<Value>,
    current: Value,
    id: Uuid,
    at: Timestamp,
) -> Publication {
    let arn = identity.arn(Kind::User, agent);
    let body = object([
        ("AWSAccountId", json!(identity.account.as_str())),
        ("AgentARN", json!(arn)),
        ("CurrentAgentSnapshot", current),
        ("EventId", json!(id)),
        ("EventTimestamp", json!(at.to_iso_millis())),
        ("EventType", json!(event.name())),
        ("InstanceARN", json!(identity.instance_arn())),
        ("PreviousAgentSnapshot", previous.unwrap_or(Value::Null)),
        ("Version", json!(VERSION)),
    ]);
    Publication {
        topic: Topic::AgentEvents,
        key: arn,
        body,
    }
}

/// `AgentSnapshot`; `None` when the user is gone.
pub(crate) fn agent_snapshot(
    identity: &Identity,
    directory: &Directory,
    facts: &AgentFacts,
) -> Option<Value> {
    let user = directory.user(facts.id)?;
    let next = facts.next_status.as_ref().map(|it| {
        json!({
            "ARN": identity.arn(Kind::AgentStatus, it.id),
            "Name": it.name,
            "EnqueuedTimestamp": it.enqueued.to_iso_millis(),
        })
    });
    let profile = directory
        .profile(user.routing_profile)
        .map(|it| profile(identity, directory, facts, it));
    let contacts: Vec<Value> = facts
        .contacts
        .iter()
        .map(|it| contact(identity, it))
        .collect();
    let status = json!({
        "ARN": identity.arn(Kind::AgentStatus, facts.status.id),
        "Name": facts.status.name,
        "StartTimestamp": facts.status.since.to_iso_millis(),
        "Type": facts.status.status_type,
    });
    let configuration = object([
        ("AgentHierarchyGroups", groups(identity, directory, user)),
        ("FirstName", json!(user.first_name.reveal())),
        ("LastName", json!(user.last_name.reveal())),
        ("Proficiencies", proficiencies(user)),
        ("RoutingProfile", profile.unwrap_or(Value::Null)),
        ("Username", json!(user.username)),
    ]);
    Some(object([
        ("AgentStatus", status),
        ("NextAgentStatus", next.unwrap_or(Value::Null)),
        ("Configuration", configuration),
        ("Contacts", Value::Array(contacts)),
    ]))
}

/// The agent's groups from the top down as `Level1` to `Level5`; null without one.
fn groups(identity: &Identity, directory: &Directory, user: &User) -> Value {
    if user.hierarchy_path.is_empty() {
        return Value::Null;
    }
    let level = |(at, id): (usize, &String)| {
        let group = json!({
            "ARN": identity.arn(Kind::HierarchyGroup, id),
            "Name": directory.group(id),
        });
        (format!("Level{}", at + 1), group)
    };
    let levels = user.hierarchy_path.iter().enumerate().map(level);
    Value::Object(levels.collect())
}

/// The published sample names the level `Level`, the table `ProficiencyLevel`; the sample counts.
fn proficiencies(user: &User) -> Value {
    let shown = |it: &Proficiency| {
        json!({
            "Level": it.level,
            "Name": it.attribute,
            "Value": it.value,
        })
    };
    user.proficiencies.iter().map(shown).collect()
}

fn profile(
    identity: &Identity,
    directory: &Directory,
    facts: &AgentFacts,
    profile: &RoutingProfile,
) -> Value {
    let concurrency: Vec<Value> = profile
        .concurrency
        .iter()
        .map(|it| {
            let held = facts
                .contacts
                .iter()
                .filter(|held| {
                    held.channel == it.channel && held.state != super::ContactState::Paused
                })
                .count();
            let held = u32::try_from(held).unwrap_or(u32::MAX);
            json!({
                "AvailableSlots": it.concurrency.saturating_sub(held),
                "Channel": it.channel.name(),
                "MaximumSlots": it.concurrency,
            })
        })
        .collect();
    let all: Vec<&str> = profile
        .concurrency
        .iter()
        .map(|it| it.channel.name())
        .collect();
    let mut channels: BTreeMap<_, Vec<Channel>> = BTreeMap::new();
    for entry in &profile.queues {
        channels.entry(entry.queue).or_default().push(entry.channel);
    }
    let mut inbound = vec![json!({
        "ARN": format!("{}/queue/agent/{}", identity.instance_arn(), facts.id),
        "Channels": all,
        "Name": null,
    })];
    inbound.extend(channels.iter().map(|(queue, channels)| {
        let names: Vec<&str> = channels.iter().map(|it| it.name()).collect();
        json!({
            "ARN": identity.arn(Kind::Queue, queue),
            "Channels": names,
            "Name": directory.queue(*queue).map(|it| it.name.as_str()),
        })
    }));
    let outbound = profile.default_outbound_queue;
    object([
        ("ARN", json!(identity.arn(Kind::RoutingProfile, profile.id))),
        ("Concurrency", Value::Array(concurrency)),
        (
            "DefaultOutboundQueue",
            json!({
                "ARN": identity.arn(Kind::Queue, outbound),
                "Channels": ["VOICE"],
                "Name": directory.queue(outbound).map(|it| it.name.as_str()),
            }),
        ),
        ("InboundQueues", Value::Array(inbound)),
        ("Name", json!(profile.name)),
    ])
}

fn contact(identity: &Identity, it: &HeldContact) -> Value {
    // The stream has one state for a ringing and an accepted inbound contact: it begins with the
    // offer.
    let since = match it.state {
        super::ContactState::Connecting => it.arrived,
        _ => it.state_since,
    };
    json!({
        "Channel": it.channel.name(),
        "ConnectedToAgentTimestamp": it.connected.map(Timestamp::to_iso_millis),
        "ContactId": it.contact,
        "InitialContactId": it.initial,
        "InitiationMethod": it.initiation_method.name(),
        "Queue": it.queue.as_ref().map(|queue| json!({
            "ARN": identity.queue_arn(queue),
            "Name": if queue.owner.is_some() { None } else { Some(&queue.name) },
        })),
        "QueueTimestamp": it.queue.as_ref()
            .and_then(|queue| queue.enqueued)
            .map(Timestamp::to_iso_millis),
        "State": it.state.event_name(it.initiation_method),
        "StateStartTimestamp": since.to_iso_millis(),
    })
}
