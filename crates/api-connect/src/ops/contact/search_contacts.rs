//! SearchContacts.
//!
//! Conditions that nothing here can meet yet (transcripts, hierarchies, routing criteria) are
//! refused rather than passed over, so that no answer is wider than what was asked.

use super::convert::contact_arn;
use crate::prelude::*;
use ids::Timestamp;
use store::{AttributeMatch, ContactQuery, ContactSort, ContactTime, Order, TimeRange};

/// The longest span of time. Source: SearchContacts, eight weeks.
const LONGEST: u64 = 8 * 7 * 24 * 3600;

pub(crate) async fn search_contacts(
    ctx: &Ctx,
    input: api::SearchContactsRequest,
) -> Result<api::SearchContactsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let mut query = ContactQuery::new(instance.to_string());
    query.time = Some(time_range(&input.time_range)?);
    if let Some(criteria) = input.search_criteria {
        narrow(&mut query, instance, criteria)?;
    }
    if let Some(sort) = &input.sort {
        query.sort = match sort.field_name.as_str() {
            "CHANNEL" => ContactSort::Channel,
            "INITIATION_METHOD" => ContactSort::InitiationMethod,
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
    let contacts = found.rows.into_iter().map(|it| api::ContactSearchSummary {
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
    });
    Ok(api::SearchContactsResponse {
        contacts: contacts.collect(),
        next_token: ctx.next_token(found.next.as_ref(), &asked)?,
        total_count: i64::try_from(total).ok(),
    })
}

fn time(name: &str) -> Result<ContactTime> {
    Ok(match name {
        "INITIATION_TIMESTAMP" => ContactTime::Initiated,
        "SCHEDULED_TIMESTAMP" => ContactTime::Scheduled,
        "CONNECTED_TO_AGENT_TIMESTAMP" => ContactTime::ConnectedToAgent,
        "DISCONNECT_TIMESTAMP" => ContactTime::Disconnected,
        "ENQUEUE_TIMESTAMP" => ContactTime::Enqueued,
        other => return Err(invalid(format!("{other} is not supported"))),
    })
}

fn time_range(range: &api::SearchContactsTimeRange) -> Result<TimeRange> {
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

fn narrow(
    query: &mut ContactQuery,
    instance: InstanceId,
    criteria: api::SearchCriteria,
) -> Result<()> {
    let unsupported = [
        (
            "AgentHierarchyGroups",
            criteria.agent_hierarchy_groups.is_some(),
        ),
        ("ContactAnalysis", criteria.contact_analysis.is_some()),
        ("RoutingCriteria", criteria.routing_criteria.is_some()),
        (
            "AdditionalTimeRange",
            criteria.additional_time_range.is_some(),
        ),
        (
            "SearchableSegmentAttributes",
            criteria.searchable_segment_attributes.is_some(),
        ),
        ("ContactTags", criteria.contact_tags.is_some()),
    ];
    if let Some((name, _)) = unsupported.iter().find(|(_, given)| *given) {
        return Err(invalid(format!("SearchCriteria.{name} is not supported")));
    }
    let ids = |kind, texts: Option<Vec<String>>| -> Result<Vec<String>> {
        texts
            .unwrap_or_default()
            .iter()
            .map(|text| id_text(kind, instance, text).map(str::to_owned))
            .collect()
    };
    query.agents = ids(Kind::User, criteria.agent_ids)?;
    query.queues = ids(Kind::Queue, criteria.queue_ids)?;
    let channels = criteria.channels.unwrap_or_default();
    query.channels = channels.iter().map(ToString::to_string).collect();
    let methods = criteria.initiation_methods.unwrap_or_default();
    query.initiation_methods = methods.iter().map(ToString::to_string).collect();
    if let Some(name) = criteria.name {
        let [text] = name.search_text.as_slice() else {
            return Err(invalid("SearchCriteria.Name.SearchText must hold one text"));
        };
        query.text = Some(text.clone());
    }
    if let Some(attributes) = criteria.searchable_contact_attributes {
        query.attribute_match = match attributes.match_type.as_ref().map(|it| it.to_string()) {
            None => AttributeMatch::All,
            Some(word) if word == "MATCH_ALL" => AttributeMatch::All,
            Some(word) if word == "MATCH_ANY" => AttributeMatch::Any,
            Some(word) => return Err(invalid(format!("MatchType {word} is not supported"))),
        };
        let criteria = attributes.criteria.into_iter();
        query.attributes = criteria.map(|it| (it.key, it.values)).collect();
    }
    Ok(())
}
