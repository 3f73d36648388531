//! SearchContacts. Its criteria are read in [`super::search_criteria`].

use super::convert::{contact_arn, shown_segments};
use super::criteria::criteria;
use super::search_criteria::narrow;
use crate::prelude::*;
use exchange::ContactFacts;
use ids::{Pii, Timestamp};
use store::{ContactQuery, ContactRow, ContactSort, ContactTime, Order, TimeRange};

/// The longest span of time. Source: SearchContacts, eight weeks.
const LONGEST: u64 = 8 * 7 * 24 * 3600;

pub(crate) async fn search_contacts(
    ctx: &Ctx,
    input: api::SearchContactsRequest,
) -> Result<api::SearchContactsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let mut query = ContactQuery::new(instance.to_string());
    query.time = Some(time_range(&input.time_range)?);
    if let Some(criteria) = input.search_criteria
        && !narrow(ctx, &mut query, instance, criteria)?
    {
        return Ok(api::SearchContactsResponse {
            total_count: Some(0),
            ..Default::default()
        });
    }
    if let Some(sort) = &input.sort {
        query.sort = match sort.field_name.as_str() {
            "CHANNEL" => ContactSort::Channel,
            "INITIATION_METHOD" => ContactSort::InitiationMethod,
            "EXPIRY_TIMESTAMP" => ContactSort::Time(ContactTime::Expires),
            name => ContactSort::Time(time(name)?),
        };
        query.order = if sort.order.as_str() == "ASCENDING" {
            Order::Ascending
        } else {
            Order::Descending
        };
    }
    let asked = format!("{query:?}");
    query.after = ctx.resume(input.next_token.as_deref(), &asked)?;
    query.limit = page_size(input.max_results, 100);
    let total = ctx.store.count_contacts(&query).await?;
    let found = ctx.store.contacts(&query).await?;
    let contacts = found.rows.into_iter().map(|it| summary(ctx, instance, it));
    Ok(api::SearchContactsResponse {
        contacts: contacts.collect(),
        next_token: ctx.next_token(found.next.as_ref(), &asked)?,
        total_count: i64::try_from(total).ok(),
    })
}

fn summary(ctx: &Ctx, instance: InstanceId, it: ContactRow) -> api::ContactSearchSummary {
    let facts: Option<ContactFacts> = it
        .state
        .as_ref()
        .and_then(|state| serde_json::from_str(state.reveal()).ok());
    let mut out = api::ContactSearchSummary {
        arn: Some(contact_arn(ctx, instance, &it.id)),
        initial_contact_id: Some(it.initial_id).filter(|id| *id != it.id),
        id: Some(it.id),
        previous_contact_id: it.previous_id,
        initiation_method: Some(it.initiation_method.as_str().into()),
        channel: Some(it.channel.as_str().into()),
        queue_info: it.queue_id.map(|id| api::ContactSearchSummaryQueueInfo {
            id: Some(id),
            enqueue_timestamp: it.enqueued,
        }),
        agent_info: it.agent_id.map(|id| api::ContactSearchSummaryAgentInfo {
            id: Some(id),
            connected_to_agent_timestamp: it.connected_to_agent,
        }),
        initiation_timestamp: Some(it.initiated),
        disconnect_timestamp: it.disconnected,
        scheduled_timestamp: it.scheduled,
        ..Default::default()
    };
    if let Some(facts) = facts {
        out.name = facts.details.name.clone().map(Pii::into_revealed);
        let segments = shown_segments(&facts).into_iter();
        out.segment_attributes = Some(
            segments
                .map(|(name, it)| {
                    let value_string = it.value_string;
                    let value_map = it.value_map;
                    let value = api::ContactSearchSummarySegmentAttributeValue {
                        value_string,
                        value_map,
                    };
                    (name, value)
                })
                .collect(),
        );
        out.routing_criteria = criteria(facts.routing_criteria);
        out.tags = Some(facts.tags);
    }
    out
}

pub(super) fn time(name: &str) -> Result<ContactTime> {
    Ok(match name {
        "INITIATION_TIMESTAMP" => ContactTime::Initiated,
        "SCHEDULED_TIMESTAMP" => ContactTime::Scheduled,
        "CONNECTED_TO_AGENT_TIMESTAMP" => ContactTime::ConnectedToAgent,
        "DISCONNECT_TIMESTAMP" => ContactTime::Disconnected,
        "ENQUEUE_TIMESTAMP" => ContactTime::Enqueued,
        other => return Err(invalid(format!("{other} is not supported"))),
    })
}

pub(super) fn time_range(range: &api::SearchContactsTimeRange) -> Result<TimeRange> {
    let (from, to): (Timestamp, Timestamp) = (range.start_time, range.end_time);
    if to < from {
        return Err(invalid("TimeRange.EndTime must not be before StartTime"));
    }
    if to.since(from).as_secs() > LONGEST {
        return Err(invalid("TimeRange must be at most 8 weeks"));
    }
    Ok(TimeRange {
        of: time(range.r#type.as_str())?,
        from,
        to,
    })
}
