//! The criteria of SearchContacts as a query of the store.
//!
//! Conditions that nothing here can meet (analytics of conversations, agents that are programs) are
//! refused rather than passed over, so that no answer is wider than what was asked.

use super::search_contacts::{time, time_range};
use crate::prelude::*;
use store::{AttributeGroup, AttributeMatch, ContactQuery, TimeCondition, found_by};

/// The most alternatives that tag conditions may multiply to (inferred; the console asks for a few).
const ALTERNATIVES: usize = 64;

/// Narrows a query by criteria; false when nothing can meet them.
pub(super) fn narrow(
    ctx: &Ctx,
    query: &mut ContactQuery,
    instance: InstanceId,
    criteria: api::SearchCriteria,
) -> Result<bool> {
    let unbuilt = [
        ("ContactAnalysis", criteria.contact_analysis.is_some()),
        ("AiAgents", criteria.ai_agents.is_some()),
    ];
    if let Some((name, _)) = unbuilt.iter().find(|(_, given)| *given) {
        return Err(invalid(format!("SearchCriteria.{name} is not available")));
    }
    query.agents = ids(Kind::User, instance, criteria.agent_ids)?;
    query.queues = ids(Kind::Queue, instance, criteria.queue_ids)?;
    let channels = criteria.channels.unwrap_or_default();
    query.channels = channels.iter().map(ToString::to_string).collect();
    let methods = criteria.initiation_methods.unwrap_or_default();
    query.initiation_methods = methods.iter().map(ToString::to_string).collect();
    if let Some(name) = criteria.name {
        named(query, name)?;
    }
    if let Some(attributes) = criteria.searchable_contact_attributes {
        query.attribute_match = matching(attributes.match_type.as_ref())?;
        let criteria = attributes.criteria.into_iter();
        query.attributes = criteria.map(|it| (it.key, it.values)).collect();
    }
    if let Some(segments) = criteria.searchable_segment_attributes {
        let attributes = segments.criteria.into_iter();
        query.groups.push(AttributeGroup {
            matches: matching(segments.match_type.as_ref())?,
            attributes: attributes
                .map(|it| (format!("{}{}", found_by::SEGMENT, it.key), it.values))
                .collect(),
        });
    }
    if let Some(groups) = criteria.agent_hierarchy_groups {
        query.groups.push(hierarchy(instance, groups)?);
    }
    for step in criteria.routing_criteria.and_then(|it| it.steps).unwrap_or_default() {
        if let Some(agents) = step.agent_criteria {
            query.groups.push(preferred(instance, agents)?);
        }
    }
    if let Some(tags) = criteria.contact_tags {
        query.groups.extend(tagged(tags)?);
    }
    if let Some(times) = criteria.additional_time_range {
        query.more_times_match = matching(Some(&times.match_type))?;
        let all = times.criteria.into_iter().map(condition);
        query.more_times = all.collect::<Result<_>>()?;
    }
    // All contacts here are active in this region.
    let regions = criteria.active_regions.unwrap_or_default();
    let here = ctx.region.to_string();
    Ok(regions.is_empty() || regions.contains(&here))
}

fn ids(kind: Kind, instance: InstanceId, texts: Option<Vec<String>>) -> Result<Vec<String>> {
    let texts = texts.unwrap_or_default();
    let id = |text: &String| id_text(kind, instance, text).map(str::to_owned);
    texts.iter().map(id).collect()
}

/// How several conditions are joined; all must hold where nothing is said.
fn matching(word: Option<&api::SearchContactsMatchType>) -> Result<AttributeMatch> {
    match word.map(|it| it.as_str()) {
        None | Some("MATCH_ALL") => Ok(AttributeMatch::All),
        Some("MATCH_ANY") => Ok(AttributeMatch::Any),
        Some("MATCH_NONE") => Ok(AttributeMatch::None),
        Some(word) => Err(invalid(format!("MatchType {word} is not supported here"))),
    }
}

/// Contacts with these words in their texts, or with exactly one of these names.
fn named(query: &mut ContactQuery, name: api::NameCriteria) -> Result<()> {
    if name.match_type.as_str() == "MATCH_EXACT" {
        query.groups.push(AttributeGroup {
            matches: AttributeMatch::All,
            attributes: vec![(found_by::NAME.into(), name.search_text)],
        });
        return Ok(());
    }
    query.text_match = matching(Some(&name.match_type))?;
    query.texts = name.search_text;
    Ok(())
}

/// Contacts whose agents are in one of the groups of each level that is named.
fn hierarchy(instance: InstanceId, it: api::AgentHierarchyGroups) -> Result<AttributeGroup> {
    let levels = [it.l1_ids, it.l2_ids, it.l3_ids, it.l4_ids, it.l5_ids];
    let mut attributes = Vec::new();
    for (at, level) in levels.into_iter().enumerate() {
        let groups = ids(Kind::HierarchyGroup, instance, level)?;
        if !groups.is_empty() {
            attributes.push((format!("{}{}", found_by::GROUP, at + 1), groups));
        }
    }
    Ok(AttributeGroup {
        matches: AttributeMatch::All,
        attributes,
    })
}

/// Contacts whose routing criteria name these agents.
fn preferred(
    instance: InstanceId,
    it: api::SearchableAgentCriteriaStep,
) -> Result<AttributeGroup> {
    let agents = ids(Kind::User, instance, it.agent_ids)?;
    let named = |agent| (format!("{}{agent}", found_by::PREFERRED), vec!["true".to_owned()]);
    Ok(AttributeGroup {
        matches: matching(it.match_type.as_ref())?,
        attributes: agents.into_iter().map(named).collect(),
    })
}

/// Conditions on tags: groups of alternatives of which each must be met.
fn tagged(filter: api::ControlPlaneTagFilter) -> Result<Vec<AttributeGroup>> {
    let mut groups = Vec::new();
    let each = filter.and_conditions.unwrap_or_default();
    for condition in each.into_iter().chain(filter.tag_condition) {
        groups.push(vec![tag(condition)?]);
    }
    // One of several lists that each must be met whole: any choice of one of each list.
    let lists = filter.or_conditions.unwrap_or_default();
    let mut choices: Vec<Vec<(String, Vec<String>)>> = vec![Vec::new()];
    for list in lists.into_iter().filter(|it| !it.is_empty()) {
        let mut more = Vec::new();
        for condition in list {
            let condition = tag(condition)?;
            for choice in &choices {
                more.push([choice.clone(), vec![condition.clone()]].concat());
            }
        }
        if more.len() > ALTERNATIVES {
            return Err(invalid("ContactTags has too many conditions"));
        }
        choices = more;
    }
    groups.extend(choices.into_iter().filter(|it| !it.is_empty()));
    let any = |attributes| AttributeGroup {
        matches: AttributeMatch::Any,
        attributes,
    };
    Ok(groups.into_iter().map(any).collect())
}

fn tag(it: api::TagCondition) -> Result<(String, Vec<String>)> {
    match (it.tag_key, it.tag_value) {
        (Some(key), Some(value)) => Ok((format!("{}{key}", found_by::TAG), vec![value])),
        _ => Err(invalid("a TagCondition needs TagKey and TagValue")),
    }
}

fn condition(it: api::SearchContactsAdditionalTimeRangeCriteria) -> Result<TimeCondition> {
    match (it.time_range, it.timestamp_condition) {
        (Some(range), None) => Ok(TimeCondition::Within(time_range(&range)?)),
        (None, Some(missing)) => Ok(TimeCondition::Missing(time(missing.r#type.as_str())?)),
        _ => Err(invalid(
            "each AdditionalTimeRange is a TimeRange or a TimestampCondition",
        )),
    }
}
