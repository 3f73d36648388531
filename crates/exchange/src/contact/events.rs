//! Contact events as they are published. Source: connect-d-data-metrics.md §8.

use crate::contact::ContactFacts;
use crate::output::{Publication, Topic};
use crate::settings::Identity;
use ids::Timestamp;
use resources::Kind;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The types of contact events that exist so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventType {
    Initiated,
    ConnectedToSystem,
    Queued,
    ConnectedToAgent,
    Disconnected,
    DataUpdated,
    Paused,
    Resumed,
}

impl EventType {
    const fn name(self) -> &'static str {
        match self {
            Self::Initiated => "INITIATED",
            Self::ConnectedToSystem => "CONNECTED_TO_SYSTEM",
            Self::Queued => "QUEUED",
            Self::ConnectedToAgent => "CONNECTED_TO_AGENT",
            Self::Disconnected => "DISCONNECTED",
            Self::DataUpdated => "CONTACT_DATA_UPDATED",
            Self::Paused => "PAUSED",
            Self::Resumed => "RESUMED",
        }
    }
}

/// A contact event in its envelope. `updated` names the changed properties.
pub(crate) fn contact_event(
    identity: &Identity,
    facts: &ContactFacts,
    event: EventType,
    updated: &[&str],
    id: Uuid,
    at: Timestamp,
) -> Publication {
    let contact_arn = identity.contact_arn(facts.id);
    let instance_arn = identity.instance_arn();
    let body = json!({
        "version": "0",
        "id": id,
        "detail-type": "Amazon Connect Contact Event",
        "source": "aws.connect",
        "account": identity.account.as_str(),
        "time": at.to_iso_seconds(),
        "region": identity.region.as_str(),
        "resources": [instance_arn, contact_arn],
        "detail": detail(identity, facts, event, updated),
    });
    Publication {
        topic: Topic::ContactEvents,
        key: facts.id.to_string(),
        body,
    }
}

fn detail(
    identity: &Identity,
    facts: &ContactFacts,
    event: EventType,
    updated: &[&str],
) -> Map<String, Value> {
    let mut detail = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            detail.insert(name.into(), value);
        }
    };
    put("initiationTimestamp", time(Some(facts.initiated)));
    put("connectedToSystemTimestamp", time(system_time(facts)));
    let queue = facts.queue.as_ref().filter(|it| it.enqueued.is_some());
    put("enqueueTimestamp", time(queue.and_then(|it| it.enqueued)));
    let agent = facts.agent.as_ref().filter(|it| it.connected.is_some());
    put(
        "connectedToAgentTimestamp",
        time(agent.and_then(|it| it.connected)),
    );
    put("disconnectTimestamp", time(facts.disconnected));
    let scheduled = facts.task.as_ref().and_then(|it| it.scheduled);
    put("scheduledTimestamp", time(scheduled));
    put("contactId", json!(facts.id));
    put("initialContactId", json!(facts.initial));
    put("previousContactId", json!(facts.previous));
    put("relatedContactId", json!(facts.related));
    put("channel", json!(facts.channel.name()));
    put("instanceArn", json!(identity.instance_arn()));
    put("initiationMethod", json!(facts.initiation_method.name()));
    put("eventType", json!(event.name()));
    put(
        "disconnectReason",
        json!(facts.disconnect_reason.map(|it| it.name())),
    );
    if !updated.is_empty() {
        put("updatedProperties", json!(updated));
    }
    if let Some(agent) = agent {
        put(
            "agentInfo",
            json!({
                "agentArn": identity.arn(Kind::User, agent.id),
                "connectedToAgentTimestamp": agent.connected.map(Timestamp::to_iso_millis),
                "hierarchyGroups": hierarchy(identity, &agent.hierarchy),
            }),
        );
    }
    if let Some(queue) = queue {
        put(
            "queueInfo",
            json!({
                "queueArn": identity.queue_arn(queue),
                "queueType": if queue.owner.is_some() { "AGENT" } else { "STANDARD" },
                "enqueueTimestamp": queue.enqueued.map(Timestamp::to_iso_millis),
            }),
        );
    }
    if !facts.segment_attributes.is_empty() {
        put("segmentAttributes", json!(facts.segment_attributes));
    }
    if let Some(criteria) = facts.routing_criteria.last() {
        let criteria = criteria.document(true, Timestamp::to_iso_millis);
        put("routingCriteria", criteria);
    }
    put("tags", json!(facts.tags));
    if let Some(campaign) = &facts.campaign {
        put("campaign", json!({"campaignId": campaign}));
    }
    detail
}

/// The hierarchy groups of an agent, by level.
fn hierarchy(identity: &Identity, groups: &[String]) -> Map<String, Value> {
    let level = |(at, group): (usize, &String)| {
        let arn = identity.arn(Kind::HierarchyGroup, group);
        (format!("level{}", at + 1), json!({"arn": arn}))
    };
    groups.iter().enumerate().map(level).collect()
}

/// For inbound contacts the moment of initiation. Source: connect-d-data-metrics.md §9.2.
pub(super) fn system_time(facts: &ContactFacts) -> Option<Timestamp> {
    facts
        .connected_to_system
        .map(|at| match facts.initiation_method {
            crate::contact::InitiationMethod::Inbound => facts.initiated,
            _ => at,
        })
}

fn time(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| Value::String(at.to_iso_millis()))
}
