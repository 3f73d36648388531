//! The contact record. Source: connect-d-data-metrics.md §9.
//!
//! Every field whose capability exists is filled; the others are `null` where consumers expect
//! the key. Durations are whole seconds; times are `yyyy-MM-ddTHH:mm:ssZ`.

use super::events::system_time;
use crate::contact::{
    AgentPart, AudioQuality, ContactFacts, Endpoint, MonitorFacts, MonitorTransition, QualityFacts,
    QualityIssue, QueueFacts, RecordingFacts, RecordingStatus,
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
        let criteria: Vec<Value> = self
            .routing_criteria
            .iter()
            .map(|it| it.document(false, Timestamp::to_iso_seconds))
            .collect();
        let media = match self.channel {
            Channel::Voice => json!([{"Type": "AUDIO"}]),
            Channel::Chat => json!([{"Type": "CHAT"}]),
            Channel::Task | Channel::Email => json!([]),
        };
        let mut record = json!({
            "AWSAccountId": identity.account.as_str(),
            "AWSContactTraceRecordFormatVersion": FORMAT_VERSION,
            "Agent": self.agent.as_ref()
                .filter(|it| it.connected.is_some())
                .map(|it| agent(identity, it, self.monitor.as_deref())),
            "AgentConnectionAttempts": self.connection_attempts,
            "AnsweringMachineDetectionStatus": null,
            "Attributes": self.attributes,
            "Campaign": {"CampaignId": self.campaign},
            "Channel": self.channel.name(),
            "ConnectedToSystemTimestamp": time(system_time(self)),
            "ContactId": self.id,
            "CustomerEndpoint": self.customer.as_ref().map(endpoint),
            "CustomerVoiceActivity": null,
            "DisconnectReason": self.disconnect_reason.map(|it| it.name()),
            "DisconnectDetails": self.disconnect_issue
                .map(|it| json!({"PotentialDisconnectIssue": it.name()})),
            "DisconnectTimestamp": time(self.disconnected),
            "ExternalThirdParty": self.third_party.as_ref().map(|it| json!({
                "ExternalThirdPartyInteractionDuration": it.interaction_ms / 1000,
            })),
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
            "RelatedContactId": self.related,
            "RoutingCriteria": criteria,
            "SegmentAttributes": segments(self),
            "SystemEndpoint": self.system.as_ref().map(endpoint),
            "Tags": self.tags,
            "TransferCompletedTimestamp": time(self.third_party.as_ref().map(|it| it.connected)),
            "TransferredToEndpoint": self.third_party.as_ref().map(|it| endpoint(&it.endpoint)),
            "VoiceIdResult": null,
        });
        if let Value::Object(members) = &mut record {
            members.extend(said(self));
            let quality = self.quality.as_deref().map(quality);
            members.insert("QualityMetrics".to_owned(), json!(quality));
        }
        record
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

fn agent(identity: &Identity, agent: &AgentPart, monitor: Option<&MonitorFacts>) -> Value {
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
        "AgentPauseDuration": agent.pause_ms / 1000,
        "ConnectedToAgentTimestamp": time(agent.connected),
        "CustomerHoldDuration": agent.hold_ms / 1000,
        "DeviceInfo": agent.device.as_ref().map(|it| json!({
            "PlatformName": it.platform,
            "PlatformVersion": it.version,
            "OperatingSystem": it.system,
        })),
        "HierarchyGroups": hierarchy(identity, agent),
        "LongestHoldDuration": agent.longest_hold_ms / 1000,
        "NumberOfHolds": agent.holds,
        "RoutingProfile": {
            "ARN": identity.arn(Kind::RoutingProfile, agent.routing_profile),
            "Name": agent.routing_profile_name,
        },
        "StateTransitions": monitor.map(transitions),
        "Username": agent.username,
    })
}

/// What a supervisor did. The names of the members are those of the source.
fn transitions(monitor: &MonitorFacts) -> Value {
    let shown = |it: &MonitorTransition| {
        json!({
            "state": it.mode.name(),
            "stateStartTimestamp": time(Some(it.started)),
            "stateEndTimestamp": time(it.ended),
        })
    };
    monitor.transitions.iter().map(shown).collect()
}

/// The hierarchy groups of an agent, by level. Older facts do not have their names.
fn hierarchy(identity: &Identity, agent: &AgentPart) -> Value {
    if agent.hierarchy.is_empty() {
        return Value::Null;
    }
    let level = |(at, group): (usize, &String)| {
        let arn = identity.arn(Kind::HierarchyGroup, group);
        let name = agent.hierarchy_names.get(at);
        let group = json!({"ARN": arn, "GroupName": name});
        (format!("Level{}", at + 1), group)
    };
    agent
        .hierarchy
        .iter()
        .enumerate()
        .map(level)
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What people say about it, and the times of a task. The time of all pauses together is known
/// once it is over (connect-a-foundation.md §3.5).
fn said(facts: &ContactFacts) -> [(String, Value); 7] {
    let task = facts.task.as_deref();
    let over = task.filter(|_| facts.disconnected.is_some());
    let details = match task {
        Some(_) => json!({
            "Name": facts.details.name,
            "Description": facts.details.description,
        }),
        // A call's are among its attributes, if anywhere.
        None => json!({}),
    };
    [
        ("ContactDetails", details),
        ("References", references(facts).into()),
        ("ScheduledTimestamp", time(task.and_then(|it| it.scheduled))),
        (
            "LastPausedTimestamp",
            time(task.and_then(|it| it.last_paused)),
        ),
        (
            "LastResumedTimestamp",
            time(task.and_then(|it| it.last_resumed)),
        ),
        ("TotalPauseCount", json!(task.map(|it| it.pauses))),
        (
            "TotalPauseDurationInSeconds",
            json!(over.map(|it| it.pause_ms / 1000)),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

/// How good the audio of each side was. The members are those of the API's `QualityMetrics`.
fn quality(facts: &QualityFacts) -> Value {
    let audio = |it: &AudioQuality| {
        let issues: Vec<_> = it.issues.iter().copied().map(QualityIssue::name).collect();
        json!({"Audio": {
            "QualityScore": it.quality_score(),
            "PotentialQualityIssues": issues,
        }})
    };
    json!({
        "Agent": facts.agent.as_ref().map(audio),
        "Customer": facts.customer.as_ref().map(audio),
    })
}

fn references(facts: &ContactFacts) -> Vec<Value> {
    let all = facts.details.references.iter();
    all.map(|(name, it)| {
        let mut shown = json!({"Name": name, "Type": it.kind, "Value": it.value});
        // Attachments alone have one (connect-d-data-metrics.md §9.2).
        if let Some(status) = &it.status {
            shown["Status"] = json!(status);
        }
        shown
    })
    .collect()
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
    let mut shown: serde_json::Map<_, _> = facts
        .segment_attributes
        .iter()
        .map(|(name, value)| (name.clone(), json!({"ValueString": value})))
        .collect();
    if let Some(task) = &facts.task {
        let expiry = json!({"ValueMap": {
            "ExpiryDuration": {"ValueInteger": task.expiry_minutes},
            "ExpiryTimeStamp": {"ValueString": task.expires.to_iso_millis()},
        }});
        shown.insert("connect:ContactExpiry".to_owned(), expiry);
    }
    shown.into()
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    to.since(from).as_secs()
}

fn time(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| Value::String(at.to_iso_seconds()))
}
