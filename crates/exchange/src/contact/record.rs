//! The contact record. Source: connect-d-data-metrics.md §9.
//!
//! Every field whose capability exists is filled; the others are `null` where consumers expect
//! the key. Durations are whole seconds; times are `yyyy-MM-ddTHH:mm:ssZ`.

use super::events::system_time;
use crate::contact::{
    AgentPart, ContactFacts, Endpoint, QueueFacts, RecordingFacts, RecordingStatus,
};
use crate::output::{Publication, Topic};
use crate::settings::Identity;
use ids::Timestamp;
use resources::{Channel, Kind};
use serde_json::{Value, json};

/// The version written to `AWSContactTraceRecordFormatVersion`.
const FORMAT_VERSION: &str = "2017-03-10";

impl ContactFacts {
    /// The contact record as it is delivered and shown. Complete once [`ContactFacts::complete`].
    pub fn record(&self, identity: &Identity) -> Value {
        let recordings: Vec<Value> = self.recordings.iter().map(recordings_info).collect();
        let media = match self.channel {
            Channel::Voice => json!([{"Type": "AUDIO"}]),
            Channel::Chat => json!([{"Type": "CHAT"}]),
            Channel::Task | Channel::Email => json!([]),
        };
        json!({
            "AWSAccountId": identity.account.as_str(),
            "AWSContactTraceRecordFormatVersion": FORMAT_VERSION,
            "Agent": self.agent.as_ref()
                .filter(|it| it.connected.is_some())
                .map(|it| agent(identity, it)),
            "AgentConnectionAttempts": self.connection_attempts,
            "AnsweringMachineDetectionStatus": null,
            "Attributes": self.attributes,
            "Campaign": {"CampaignId": null},
            "Channel": self.channel.name(),
            "ConnectedToSystemTimestamp": time(system_time(self)),
            "ContactDetails": {},
            "ContactId": self.id,
            "CustomerEndpoint": self.customer.as_ref().map(endpoint),
            "CustomerVoiceActivity": null,
            "DisconnectReason": self.disconnect_reason.map(|it| it.name()),
            "DisconnectDetails": self.disconnect_issue
                .map(|it| json!({"PotentialDisconnectIssue": it.name()})),
            "DisconnectTimestamp": time(self.disconnected),
            "InitialContactId": self.initial,
            "InitiationMethod": self.initiation_method.name(),
            "InitiationTimestamp": time(Some(self.initiated)),
            "InstanceARN": identity.instance_arn(),
            "LastUpdateTimestamp": time(Some(self.updated)),
            "MediaStreams": media,
            "NextContactId": self.next,
            "PreviousContactId": self.previous,
            "Queue": self.queue.as_ref()
                .filter(|it| it.enqueued.is_some())
                .map(|it| queue(identity, it)),
            "Recording": self.recordings.first().map(recording),
            "Recordings": recordings,
            "References": [],
            "RelatedContactId": self.related,
            "RoutingCriteria": [],
            "ScheduledTimestamp": null,
            "SegmentAttributes": segments(self),
            "SystemEndpoint": self.system.as_ref().map(endpoint),
            "Tags": self.tags,
            "TransferCompletedTimestamp": null,
            "TransferredToEndpoint": null,
            "VoiceIdResult": null,
        })
    }
}

/// The record for sinks.
pub(crate) fn contact_record(identity: &Identity, facts: &ContactFacts) -> Publication {
    Publication {
        topic: Topic::ContactRecords,
        key: facts.id.to_string(),
        body: facts.record(identity),
    }
}

fn agent(identity: &Identity, agent: &AgentPart) -> Value {
    let work = match (agent.acw_started, agent.acw_ended) {
        (Some(from), Some(to)) => seconds(from, to),
        _ => 0,
    };
    json!({
        "ARN": identity.arn(Kind::User, agent.id),
        "AfterContactWorkDuration": work,
        "AfterContactWorkEndTimestamp": time(agent.acw_ended),
        "AfterContactWorkStartTimestamp": time(agent.acw_started),
        "AgentInteractionDuration": agent.interaction_ms / 1000,
        "AgentPauseDuration": null,
        "ConnectedToAgentTimestamp": time(agent.connected),
        "CustomerHoldDuration": agent.hold_ms / 1000,
        "DeviceInfo": null,
        "HierarchyGroups": null,
        "LongestHoldDuration": agent.longest_hold_ms / 1000,
        "NumberOfHolds": agent.holds,
        "RoutingProfile": {
            "ARN": identity.arn(Kind::RoutingProfile, agent.routing_profile),
            "Name": agent.routing_profile_name,
        },
        "StateTransitions": null,
        "Username": agent.username,
    })
}

fn queue(identity: &Identity, queue: &QueueFacts) -> Value {
    let duration = match (queue.enqueued, queue.dequeued) {
        (Some(from), Some(to)) => seconds(from, to),
        _ => 0,
    };
    json!({
        "ARN": identity.queue_arn(queue),
        "DequeueTimestamp": time(queue.dequeued),
        "Duration": duration,
        "EnqueueTimestamp": time(queue.enqueued),
        "Name": queue.name,
    })
}

fn recording(it: &RecordingFacts) -> Value {
    json!({
        "DeletionReason": null,
        "Location": location(it),
        "Status": status(it),
        "Type": "AUDIO",
    })
}

fn recordings_info(it: &RecordingFacts) -> Value {
    json!({
        "DeletionReason": null,
        "FragmentStartNumber": null,
        "FragmentStopNumber": null,
        "Location": location(it),
        "MediaStreamType": "AUDIO",
        "ParticipantType": "All",
        "StartTimestamp": time(Some(it.started)),
        "StopTimestamp": time(it.stopped),
        "Status": status(it),
        "StorageType": "Amazon S3",
    })
}

fn location(it: &RecordingFacts) -> Option<String> {
    (it.status == RecordingStatus::Available).then(|| it.location())
}

/// `NULL` is the specified word for a recording that there is none of.
fn status(it: &RecordingFacts) -> &'static str {
    match it.status {
        RecordingStatus::Available => "AVAILABLE",
        RecordingStatus::Running | RecordingStatus::Failed => "NULL",
    }
}

fn endpoint(it: &Endpoint) -> Value {
    json!({"Address": it.address.reveal(), "Type": it.kind_name()})
}

fn segments(facts: &ContactFacts) -> Value {
    facts
        .segment_attributes
        .iter()
        .map(|(name, value)| (name.clone(), json!({"ValueString": value})))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    to.since(from).as_secs()
}

fn time(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| Value::String(at.to_iso_seconds()))
}
