//! DescribeContact: a contact, live or over.

use super::convert::{Found, contact_arn, find};
use crate::prelude::*;
use exchange::{ContactFacts, Endpoint};
use ids::Timestamp;
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
    Ok(api::DescribeContactResponse {
        contact: Some(contact),
    })
}

fn from_facts(ctx: &Ctx, instance: InstanceId, it: ContactFacts) -> api::Contact {
    let endpoint = |it: Endpoint| api::EndpointInfo {
        r#type: Some(it.kind_name().into()),
        address: Some(it.address.into_revealed()),
        display_name: None,
    };
    let seconds = |ms: u64| i32::try_from(ms / 1000).unwrap_or(i32::MAX);
    api::Contact {
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
            connected_to_agent_timestamp: agent.connected,
            after_contact_work_start_timestamp: agent.acw_started,
            after_contact_work_end_timestamp: agent.acw_ended,
            after_contact_work_duration: agent
                .acw_started
                .zip(agent.acw_ended)
                .and_then(|(from, to)| i32::try_from(to.since(from).as_secs()).ok()),
            agent_initiated_hold_duration: Some(seconds(agent.hold_ms)),
            ..Default::default()
        }),
        initiation_timestamp: Some(it.initiated),
        disconnect_timestamp: it.disconnected,
        last_update_timestamp: Some(it.updated),
        connected_to_system_timestamp: it.connected_to_system,
        customer_endpoint: it.customer.map(endpoint),
        system_endpoint: it.system.map(endpoint),
        tags: Some(it.tags),
        disconnect_reason: it.disconnect_reason.map(|reason| reason.name().to_owned()),
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
