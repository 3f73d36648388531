//! DescribeContact: a contact, live or over.

use super::convert::{Found, contact_arn, find, shown_segments};
use super::criteria::criteria;
use crate::plain::typed;
use crate::prelude::*;
use exchange::{ContactFacts, Endpoint};
use ids::{Pii, Timestamp};
use store::ContactRow;

pub(crate) async fn describe_contact(
    ctx: &Ctx,
    input: api::DescribeContactRequest,
) -> Result<api::DescribeContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let contact = match find(ctx, instance, &input.contact_id).await? {
        Found::Live(facts) => from_facts(ctx, instance, *facts),
        Found::Closed(row) => {
            let facts = row
                .state
                .as_ref()
                .and_then(|state| serde_json::from_str::<ContactFacts>(state.reveal()).ok());
            match facts {
                Some(facts) => from_facts(ctx, instance, facts),
                None => from_row(ctx, instance, *row),
            }
        }
    };
    let contact = Some(named(ctx, instance, contact).await?);
    Ok(api::DescribeContactResponse { contact })
}

/// With the name that its task template has now, if it is there still.
async fn named(ctx: &Ctx, instance: InstanceId, mut it: api::Contact) -> Result<api::Contact> {
    if let Some(template) = &mut it.task_template_info
        && let Some(arn) = &template.arn
    {
        let id = arn.rsplit('/').next().unwrap_or(arn);
        let found = ctx.find_any(instance, Kind::TaskTemplate, id).await?;
        template.name = found.and_then(typed).map(|it| it.value.name);
    }
    Ok(it)
}

fn from_facts(ctx: &Ctx, instance: InstanceId, it: ContactFacts) -> api::Contact {
    let endpoint = |it: Endpoint| api::EndpointInfo {
        r#type: Some(it.kind_name().into()),
        address: Some(it.address.into_revealed()),
        display_name: None,
    };
    let seconds = |ms: u64| i32::try_from(ms / 1000).unwrap_or(i32::MAX);
    let segments = shown_segments(&it);
    let over = it.disconnected.is_some();
    let task = it.task.clone();
    let text = |it: &Option<Pii<String>>| it.as_ref().map(|it| it.reveal().clone());
    api::Contact {
        name: text(&it.details.name),
        description: text(&it.details.description),
        customer_id: text(&it.details.customer_id),
        contact_details: task.as_ref().map(|_| api::ContactDetails {
            name: text(&it.details.name),
            description: text(&it.details.description),
        }),
        segment_attributes: Some(segments),
        attributes: Some(it.attributes),
        disconnect_details: it.disconnect_issue.map(|issue| api::DisconnectDetails {
            potential_disconnect_issue: Some(issue.name().into()),
        }),
        contact_association_id: Some(it.initial.unwrap_or(it.id).to_string()),
        recordings: (!it.recordings.is_empty())
            .then(|| it.recordings.iter().map(recording).collect()),
        scheduled_timestamp: task.as_ref().and_then(|it| it.scheduled),
        last_paused_timestamp: task.as_ref().and_then(|it| it.last_paused),
        last_resumed_timestamp: task.as_ref().and_then(|it| it.last_resumed),
        total_pause_count: task.as_ref().and_then(|it| i32::try_from(it.pauses).ok()),
        total_pause_duration_in_seconds: task
            .as_ref()
            .filter(|_| over)
            .map(|it| seconds(it.pause_ms)),
        task_template_info: task.as_ref().and_then(|it| it.template.clone()).map(|id| {
            api::TaskTemplateInfoV2 {
                arn: Some(arn(ctx, instance, Kind::TaskTemplate, id)),
                name: None,
            }
        }),
        queue_priority: task.as_ref().map(|it| i64::from(it.kept.priority)),
        queue_time_adjustment_seconds: task
            .as_ref()
            .and_then(|it| i32::try_from(it.kept.age_adjustment).ok()),
        arn: Some(contact_arn(ctx, instance, it.id)),
        id: Some(it.id.to_string()),
        initial_contact_id: it.initial.map(|id| id.to_string()),
        previous_contact_id: it.previous.map(|id| id.to_string()),
        related_contact_id: it.related.map(|id| id.to_string()),
        initiation_method: Some(it.initiation_method.name().into()),
        channel: Some(it.channel.name().into()),
        queue_info: it
            .queue
            .filter(|queue| queue.enqueued.is_some())
            .map(|queue| api::QueueInfo {
                id: Some(queue.id.to_string()),
                enqueue_timestamp: queue.enqueued,
            }),
        agent_info: it.agent.map(|agent| api::AgentInfo {
            id: Some(agent.id.to_string()),
            accepted_by_agent_timestamp: agent.accepted,
            connected_to_agent_timestamp: agent.connected,
            after_contact_work_start_timestamp: agent.acw_started,
            after_contact_work_end_timestamp: agent.acw_ended,
            after_contact_work_duration: agent
                .acw_started
                .zip(agent.acw_ended)
                .and_then(|(from, to)| i32::try_from(to.since(from).as_secs()).ok()),
            agent_initiated_hold_duration: Some(seconds(agent.hold_ms)),
            agent_pause_duration_in_seconds: Some(seconds(agent.pause_ms)),
            hierarchy_groups: groups(ctx, instance, &agent.hierarchy),
            device_info: agent.device.map(|it| api::DeviceInfo {
                platform_name: Some(it.platform),
                platform_version: Some(it.version),
                operating_system: Some(it.system),
            }),
            ..Default::default()
        }),
        campaign: it.campaign.map(|id| api::Campaign {
            campaign_id: Some(id),
        }),
        initiation_timestamp: Some(it.initiated),
        disconnect_timestamp: it.disconnected,
        last_update_timestamp: Some(it.updated),
        connected_to_system_timestamp: it.connected_to_system,
        customer_endpoint: it.customer.map(endpoint),
        system_endpoint: it.system.map(endpoint),
        tags: Some(it.tags),
        routing_criteria: criteria(it.routing_criteria),
        quality_metrics: it.quality.as_deref().map(quality),
        disconnect_reason: it.disconnect_reason.map(|reason| reason.name().to_owned()),
        ..Default::default()
    }
}

/// The hierarchy groups of an agent, by level.
fn groups(ctx: &Ctx, instance: InstanceId, path: &[String]) -> Option<api::HierarchyGroups> {
    let level = |at: usize| {
        let group = path.get(at)?;
        Some(api::AgentHierarchyGroup {
            arn: Some(arn(ctx, instance, Kind::HierarchyGroup, group)),
        })
    };
    (!path.is_empty()).then(|| api::HierarchyGroups {
        level1: level(0),
        level2: level(1),
        level3: level(2),
        level4: level(3),
        level5: level(4),
    })
}

/// How good the audio of each side was.
fn quality(it: &exchange::QualityFacts) -> api::QualityMetrics {
    let audio = |it: &exchange::AudioQuality| api::AudioQualityMetricsInfo {
        quality_score: Some(it.quality_score()),
        potential_quality_issues: Some(it.issues.iter().map(|it| it.name().to_owned()).collect()),
    };
    api::QualityMetrics {
        agent: it.agent.as_ref().map(|it| api::AgentQualityMetrics {
            audio: Some(audio(it)),
        }),
        customer: it.customer.as_ref().map(|it| api::CustomerQualityMetrics {
            audio: Some(audio(it)),
        }),
    }
}

fn recording(it: &exchange::RecordingFacts) -> api::RecordingInfo {
    let (status, location) = match it.status {
        exchange::RecordingStatus::Available => ("AVAILABLE", Some(it.location())),
        _ => ("NULL", None),
    };
    api::RecordingInfo {
        storage_type: Some("S3".into()),
        location,
        media_stream_type: Some("AUDIO".into()),
        participant_type: Some("ALL".into()),
        start_timestamp: Some(it.started),
        stop_timestamp: it.stopped,
        status: (status == "AVAILABLE").then(|| status.into()),
        ..Default::default()
    }
}

/// A contact of which the store has the row only. What the columns do not hold is in the contact
/// record, whose names are those of the contact record's data model.
fn from_row(ctx: &Ctx, instance: InstanceId, it: ContactRow) -> api::Contact {
    let record: serde_json::Value = serde_json::from_str(it.record.reveal()).unwrap_or_default();
    let time = |path: &str| -> Option<Timestamp> { record.pointer(path)?.as_str()?.parse().ok() };
    let number =
        |path: &str| -> Option<i32> { i32::try_from(record.pointer(path)?.as_i64()?).ok() };
    let endpoint = |path: &str| {
        let at = record.pointer(path)?;
        Some(api::EndpointInfo {
            r#type: Some(at.get("Type")?.as_str()?.into()),
            address: Some(at.get("Address")?.as_str()?.to_owned()),
            display_name: None,
        })
    };
    api::Contact {
        arn: Some(contact_arn(ctx, instance, &it.id)),
        initial_contact_id: Some(it.initial_id).filter(|id| *id != it.id),
        id: Some(it.id),
        previous_contact_id: it.previous_id,
        initiation_method: Some(it.initiation_method.as_str().into()),
        channel: Some(it.channel.as_str().into()),
        queue_info: it
            .queue_id
            .filter(|_| it.enqueued.is_some())
            .map(|id| api::QueueInfo {
                id: Some(id),
                enqueue_timestamp: it.enqueued,
            }),
        agent_info: it.agent_id.map(|id| api::AgentInfo {
            id: Some(id),
            connected_to_agent_timestamp: it.connected_to_agent,
            after_contact_work_start_timestamp: time("/Agent/AfterContactWorkStartTimestamp"),
            after_contact_work_end_timestamp: time("/Agent/AfterContactWorkEndTimestamp"),
            after_contact_work_duration: number("/Agent/AfterContactWorkDuration"),
            agent_initiated_hold_duration: number("/Agent/CustomerHoldDuration"),
            ..Default::default()
        }),
        initiation_timestamp: Some(it.initiated),
        disconnect_timestamp: it.disconnected,
        scheduled_timestamp: it.scheduled,
        last_update_timestamp: Some(it.modified),
        connected_to_system_timestamp: time("/ConnectedToSystemTimestamp"),
        customer_endpoint: endpoint("/CustomerEndpoint"),
        system_endpoint: endpoint("/SystemEndpoint"),
        disconnect_reason: it.disconnect_reason,
        ..Default::default()
    }
}
