//! GetCurrentUserData: what agents do right now.
//!
//! Source: connect-d-data-metrics.md §3. Queues as a filter mean the agents whose routing profile
//! serves one of them.

use crate::prelude::*;
use exchange::{AgentFacts, Command, Reply};
use resources::{AgentStatusType, Channel, RoutingProfile, User};
use std::collections::{BTreeMap, HashMap};
use store::PageKey;

pub(crate) async fn get_current_user_data(
    ctx: &Ctx,
    input: api::GetCurrentUserDataRequest,
) -> Result<api::GetCurrentUserDataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let filters = input.filters;
    let agents = filters.agents.clone().unwrap_or_default();
    let agents = agents
        .iter()
        .map(|text| id(Kind::User, instance, text))
        .collect::<Result<Vec<_>>>()?;
    let query = (instance, format!("{filters:?}"));
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let command = Command::CurrentUserData { agents };
    let Reply::Agents(mut facts) = ctx.exchanges.execute(instance, command).await? else {
        return Err(ServiceError::Internal(
            "an exchange gave another answer".into(),
        ));
    };
    facts.sort_by_key(|it| it.id);
    let mut profiles = HashMap::new();
    let mut rows = Vec::new();
    let size = page_size(input.max_results, 100);
    let mut next = None;
    for fact in facts {
        if after
            .as_ref()
            .is_some_and(|after| fact.id.to_string() <= after.id)
        {
            continue;
        }
        let Some(user) = ctx.find::<User>(instance, &fact.id.to_string()).await? else {
            continue;
        };
        let profile_id = user.value.routing_profile;
        if let std::collections::hash_map::Entry::Vacant(slot) = profiles.entry(profile_id) {
            slot.insert(
                ctx.find::<RoutingProfile>(instance, &profile_id.to_string())
                    .await?,
            );
        }
        let profile = profiles.get(&profile_id).and_then(|it| it.as_ref());
        let path = &user.value.hierarchy_path;
        if !wanted(&filters, instance, &fact, profile.map(|it| &it.value))
            || !below(&filters, instance, path)
        {
            continue;
        }
        if rows.len() == size {
            next = rows
                .last()
                .and_then(|row: &api::UserData| row.user.as_ref()?.id.clone());
            break;
        }
        rows.push(api::UserData {
            hierarchy_path: path_of(ctx, instance, path),
            ..row(ctx, instance, &fact, profile.map(|it| &it.value))
        });
    }
    let next = next.map(|id| PageKey {
        sort: String::new(),
        id,
    });
    Ok(api::GetCurrentUserDataResponse {
        next_token: ctx.next_token(next.as_ref(), &query)?,
        approximate_total_count: i64::try_from(rows.len()).ok(),
        user_data_list: Some(rows),
    })
}

fn wanted(
    filters: &api::UserDataFilters,
    instance: InstanceId,
    fact: &AgentFacts,
    profile: Option<&RoutingProfile>,
) -> bool {
    let named = |kind, texts: &Option<Vec<String>>, id: String| {
        texts.as_ref().is_none_or(|texts| {
            texts.is_empty()
                || texts
                    .iter()
                    .any(|text| id_text(kind, instance, text).is_ok_and(|it| it == id))
        })
    };
    let serves = |queues: &Option<Vec<String>>| {
        queues.as_ref().is_none_or(|queues| {
            queues.is_empty()
                || profile.is_some_and(|profile| {
                    profile.queues.iter().any(|entry| {
                        named(Kind::Queue, &Some(queues.clone()), entry.queue.to_string())
                    })
                })
        })
    };
    let states = filters
        .contact_filter
        .as_ref()
        .and_then(|it| it.contact_states.as_ref());
    let in_state = states.is_none_or(|states| {
        states.is_empty()
            || fact.contacts.iter().any(|contact| {
                states
                    .iter()
                    .any(|state| state.as_str() == contact.state.name())
            })
    });
    let profile_id = profile.map(|it| it.id.to_string()).unwrap_or_default();
    fact.signed_in
        && in_state
        && serves(&filters.queues)
        && named(Kind::RoutingProfile, &filters.routing_profiles, profile_id)
}

/// Whether a user belongs to the group that is asked for, or to one below it.
fn below(filters: &api::UserDataFilters, instance: InstanceId, path: &[String]) -> bool {
    let groups = filters.user_hierarchy_groups.as_deref().unwrap_or_default();
    let holds = |text: &String| {
        let id = id_text(Kind::HierarchyGroup, instance, text);
        id.is_ok_and(|id| path.iter().any(|it| it == id))
    };
    groups.is_empty() || groups.iter().any(holds)
}

fn path_of(
    ctx: &Ctx,
    instance: InstanceId,
    path: &[String],
) -> Option<api::HierarchyPathReference> {
    let mut levels = path.iter().map(|id| api::HierarchyGroupSummaryReference {
        id: Some(id.clone()),
        arn: Some(arn(ctx, instance, Kind::HierarchyGroup, id)),
    });
    (!path.is_empty()).then(|| api::HierarchyPathReference {
        level_one: levels.next(),
        level_two: levels.next(),
        level_three: levels.next(),
        level_four: levels.next(),
        level_five: levels.next(),
    })
}

fn row(
    ctx: &Ctx,
    instance: InstanceId,
    fact: &AgentFacts,
    profile: Option<&RoutingProfile>,
) -> api::UserData {
    let mut active: BTreeMap<Channel, i32> = BTreeMap::new();
    for contact in &fact.contacts {
        *active.entry(contact.channel).or_default() += 1;
    }
    let mut slots: [BTreeMap<String, i32>; 3] = Default::default();
    for entry in profile
        .map(|it| it.concurrency.as_slice())
        .unwrap_or_default()
    {
        let used = active.get(&entry.channel).copied().unwrap_or(0);
        let max = signed(entry.concurrency);
        // In a custom status, or offline, nothing is to be had (connect-d-data-metrics.md §3.1).
        let open = fact.status.status_type == AgentStatusType::Routable;
        let free = if open { (max - used).max(0) } else { 0 };
        let values = [free, max, used];
        for (map, value) in slots.iter_mut().zip(values) {
            map.insert(entry.channel.name().to_owned(), value);
        }
    }
    let [available, max, active] = slots;
    let contacts = fact.contacts.iter().map(|it| api::AgentContactReference {
        contact_id: Some(it.contact.to_string()),
        channel: Some(to_api(&it.channel)),
        initiation_method: Some(it.initiation_method.name().into()),
        agent_contact_state: Some(it.state.name().into()),
        state_start_timestamp: Some(it.state_since),
        connected_to_agent_timestamp: it.connected,
        queue: it.queue.as_ref().map(|queue| api::QueueReference {
            id: Some(queue.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::Queue, queue.id)),
        }),
    });
    api::UserData {
        user: Some(api::UserReference {
            id: Some(fact.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::User, fact.id)),
        }),
        routing_profile: profile.map(|it| api::RoutingProfileReference {
            id: Some(it.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::RoutingProfile, it.id)),
        }),
        status: Some(api::AgentStatusReference {
            status_start_timestamp: Some(fact.status.since),
            status_arn: Some(arn(ctx, instance, Kind::AgentStatus, fact.status.id)),
            status_name: Some(fact.status.name.clone()),
        }),
        available_slots_by_channel: Some(available),
        max_slots_by_channel: Some(max),
        active_slots_by_channel: Some(active),
        contacts: Some(contacts.collect()),
        next_status: fact.next_status.as_ref().map(|it| it.name.clone()),
        ..Default::default()
    }
}
