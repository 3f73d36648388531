//! GetCurrentMetricData: queues and agents as they are.
//!
//! A row is of a queue or a routing profile that is active: with a contact in the queue or an agent
//! online. Source: connect-d-data-metrics.md §3.

use super::definition::managed_name;
use super::floor::{estimate, handle_time, profiles};
use super::question::unique;
use crate::prelude::*;
use ids::{AgentStatusId, QueueId, RoutingProfileId};
use metrics::{CHANNELS, CurrentMetric, Figures, Floor, Part, Profiles, find_current};
use resources::Channel;
use std::collections::{BTreeMap, BTreeSet};

/// What a row is of.
#[derive(Debug, Clone, Default)]
struct Row {
    part: Part,
    /// What it comes to.
    figures: Figures,
    queue: Option<QueueId>,
    profile: Option<RoutingProfileId>,
    channel: Option<Channel>,
    status: Option<AgentStatusId>,
}

/// Average handle times, where an estimate needs them.
type HandleTimes = BTreeMap<BTreeSet<QueueId>, Option<f64>>;

pub(crate) async fn get_current_metric_data(
    ctx: &Ctx,
    input: api::GetCurrentMetricDataRequest,
) -> Result<api::GetCurrentMetricDataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let groupings = input.groupings.clone().unwrap_or_default();
    let groupings: Vec<&str> = groupings.iter().map(|it| it.as_str()).collect();
    unique("Groupings", groupings.iter().copied())?;
    let wanted = wanted(ctx, &input.current_metrics)?;
    check(&input.filters, &groupings, &wanted)?;
    let whole = whole(instance, &input.filters)?;
    let profiles = profiles(ctx, instance).await?;
    let times = handle_times(ctx, instance, &wanted, &whole, &groupings).await?;
    let sort = sorting(input.sort_criteria.as_deref())?;
    let now = ctx.now();
    let read = |live: &metrics::Live<'_>| {
        let floor = Floor::new(live, &profiles, now);
        let mut rows = rows(&floor, &profiles, &whole, &groupings);
        let key = |row: &Row| value(row, sort.0, &groupings, &times).unwrap_or(0.0);
        rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
        if sort.1 {
            rows.reverse();
        }
        let of = |row: &Row, it: &CurrentMetric| value(row, it.name, &groupings, &times);
        let values = |row: Row| {
            let values = wanted.iter().map(|it| of(&row, it)).collect::<Vec<_>>();
            (row, values)
        };
        rows.into_iter().map(values).collect::<Vec<_>>()
    };
    let rows = match nothing(&input.filters, &groupings) {
        true => Vec::new(),
        false => ctx.metrics.live(instance, read).await?,
    };
    let total = i64::try_from(rows.len()).ok();
    let asked_for = (instance, &whole, &groupings, &input.current_metrics, &sort);
    let asked_page = (input.next_token.as_deref(), input.max_results);
    let (page, next_token) = short_page(ctx, asked_page, asked_for, rows)?;
    let results = page.iter().map(|(row, values)| api::CurrentMetricResult {
        dimensions: (!groupings.is_empty()).then(|| dimensions(ctx, instance, row)),
        collections: Some(collections(&input.current_metrics, values)),
    });
    Ok(api::GetCurrentMetricDataResponse {
        metric_results: Some(results.collect()),
        data_snapshot_time: Some(now),
        approximate_total_count: total,
        next_token,
    })
}

fn wanted(ctx: &Ctx, asked: &[api::CurrentMetric]) -> Result<Vec<&'static CurrentMetric>> {
    let of = |it: &api::CurrentMetric| {
        let name = match (&it.name, it.metric_id.as_deref()) {
            (Some(name), None) => name.as_str(),
            (None, Some(id)) => managed_name(ctx, id),
            _ => return Err(invalid("a metric needs either a Name or a MetricId")),
        };
        let found = find_current(name)
            .ok_or_else(|| invalid(format!("CurrentMetrics: {name} is no real-time metric")))?;
        match it.unit.as_ref().is_some_and(|unit| unit.as_str() != found.unit) {
            true => Err(invalid(format!("the Unit of {name} is {}", found.unit))),
            false => Ok(found),
        }
    };
    asked.iter().map(of).collect()
}

/// What goes together. Source: GetCurrentMetricData, `Filters`, `Groupings`, `CurrentMetrics`.
fn check(filters: &api::Filters, groupings: &[&str], wanted: &[&CurrentMetric]) -> Result<()> {
    let given = |it: &Option<Vec<String>>| it.as_ref().is_some_and(|it| !it.is_empty());
    let (queues, profiles) = (given(&filters.queues), given(&filters.routing_profiles));
    let by = |key| groupings.contains(&key);
    let has = |name| wanted.iter().any(|it| it.name == name);
    let first = groupings.first().copied();
    let wrong = if queues && profiles {
        "Filters cannot have both Queues and RoutingProfiles"
    } else if !queues && !profiles {
        "Filters need Queues or RoutingProfiles"
    } else if !queues
        && (given(&filters.agent_statuses)
            || given(&filters.subtypes)
            || given(&filters.validation_test_types))
    {
        "Filters by AgentStatuses, Subtypes or ValidationTestTypes need Queues"
    } else if given(&filters.routing_step_expressions) != by("ROUTING_STEP_EXPRESSION") {
        "RoutingStepExpressions and the grouping ROUTING_STEP_EXPRESSION go together"
    } else if given(&filters.routing_step_expressions)
        && filters.queues.as_ref().is_none_or(|it| it.len() != 1)
    {
        "RoutingStepExpressions need exactly one queue"
    } else if by("CHANNEL") && filters.channels.as_ref().is_none_or(Vec::is_empty) {
        "the grouping CHANNEL needs the filter Channels"
    } else if by("AGENT_STATUS") && !(first == Some("QUEUE") && queues) {
        "the grouping AGENT_STATUS needs QUEUE before it and the filter Queues"
    } else if by("AGENT_STATUS") && wanted.iter().any(|it| it.name != "AGENTS_ONLINE") {
        "the grouping AGENT_STATUS has AGENTS_ONLINE only"
    } else if (by("SUBTYPE") || by("VALIDATION_TEST_TYPE")) && !(first == Some("QUEUE") && queues) {
        "the groupings SUBTYPE and VALIDATION_TEST_TYPE need QUEUE before them and the filter Queues"
    } else if by("ROUTING_PROFILE")
        && !profiles
        && ["CONTACTS_SCHEDULED", "CONTACTS_IN_QUEUE", "OLDEST_CONTACT_AGE"]
            .into_iter()
            .any(has)
    {
        "with the grouping ROUTING_PROFILE, contacts in queue need the filter RoutingProfiles"
    } else if has("ESTIMATED_WAIT_TIME") && !(by("QUEUE") && by("CHANNEL")) {
        "ESTIMATED_WAIT_TIME needs the groupings QUEUE and CHANNEL"
    } else {
        return Ok(());
    };
    Err(invalid(wrong))
}

/// Asked for by what no contact has.
fn nothing(filters: &api::Filters, groupings: &[&str]) -> bool {
    let given = |it: &Option<Vec<String>>| it.as_ref().is_some_and(|it| !it.is_empty());
    let keys = ["SUBTYPE", "VALIDATION_TEST_TYPE", "ROUTING_STEP_EXPRESSION"];
    given(&filters.routing_step_expressions)
        || given(&filters.subtypes)
        || given(&filters.validation_test_types)
        || keys.iter().any(|it| groupings.contains(it))
}

fn whole(instance: InstanceId, filters: &api::Filters) -> Result<Part> {
    let texts = |it: &Option<Vec<String>>| it.clone().unwrap_or_default();
    let mut part = Part::default();
    for text in texts(&filters.queues) {
        part.queues.insert(id(Kind::Queue, instance, &text)?);
    }
    for text in texts(&filters.routing_profiles) {
        part.profiles.insert(id(Kind::RoutingProfile, instance, &text)?);
    }
    for channel in filters.channels.as_deref().unwrap_or_default() {
        part.channels.insert(from_api("Channels", channel)?);
    }
    let statuses = texts(&filters.agent_statuses);
    if statuses.len() > 1 {
        return Err(invalid("AgentStatuses: one at a time can be asked for"));
    }
    if let Some(text) = statuses.first() {
        part.status = Some(id(Kind::AgentStatus, instance, text)?);
    }
    Ok(part)
}

/// The metric that rows are sorted by, and whether from the greatest.
fn sorting(criteria: Option<&[api::CurrentMetricSortCriteria]>) -> Result<(&'static str, bool)> {
    let Some(by) = criteria.and_then(|it| it.first()) else {
        return Ok(("AGENTS_ONLINE", true));
    };
    let name = by.sort_by_metric.as_ref().map_or("AGENTS_ONLINE", |it| it.as_str());
    let found = find_current(name).filter(|it| !it.name.starts_with("SLOTS_"));
    let found = found.ok_or_else(|| invalid(format!("rows cannot be sorted by {name}")))?;
    let descending = by.sort_order.as_ref().is_none_or(|it| it.as_str() == "DESCENDING");
    Ok((found.name, descending))
}

async fn handle_times(
    ctx: &Ctx,
    instance: InstanceId,
    wanted: &[&CurrentMetric],
    whole: &Part,
    groupings: &[&str],
) -> Result<HandleTimes> {
    let mut times = HandleTimes::new();
    let estimates = wanted.iter().any(|it| it.name == "ESTIMATED_WAIT_TIME");
    if estimates && groupings.contains(&"QUEUE") {
        for queue in &whole.queues {
            let only = BTreeSet::from([*queue]);
            let time = handle_time(ctx, instance, &only).await?;
            times.insert(only, time);
        }
    }
    Ok(times)
}

/// The rows that are active.
fn rows(floor: &Floor<'_>, profiles: &Profiles, whole: &Part, groupings: &[&str]) -> Vec<Row> {
    let mut rows = vec![Row {
        part: whole.clone(),
        ..Row::default()
    }];
    for key in groupings {
        rows = rows
            .into_iter()
            .flat_map(|row| divide(floor, profiles, row, key))
            .collect();
    }
    for row in &mut rows {
        row.figures = floor.figures(&row.part);
    }
    rows.retain(|it| it.figures.queued > 0 || it.figures.seats.online > 0);
    rows
}

fn divide(floor: &Floor<'_>, profiles: &Profiles, row: Row, key: &str) -> Vec<Row> {
    let with = |change: &dyn Fn(&mut Row)| {
        let mut row = row.clone();
        change(&mut row);
        row
    };
    match key {
        "QUEUE" => {
            let mut queues = row.part.queues.clone();
            if queues.is_empty() {
                let of = row.part.profiles.iter().filter_map(|it| profiles.get(it));
                queues.extend(of.flat_map(|it| it.queues.iter().map(|it| it.queue)));
            }
            let of = |queue: QueueId| {
                with(&|row| {
                    row.queue = Some(queue);
                    row.part.queues = BTreeSet::from([queue]);
                })
            };
            queues.into_iter().map(of).collect()
        }
        "ROUTING_PROFILE" => {
            let mut ids = row.part.profiles.clone();
            if ids.is_empty() {
                ids.extend(profiles.keys());
            }
            let of = |profile: RoutingProfileId| {
                with(&|row| {
                    row.profile = Some(profile);
                    row.part.profiles = BTreeSet::from([profile]);
                })
            };
            ids.into_iter().map(of).collect()
        }
        "CHANNEL" => {
            let here = |it: &Channel| {
                row.part.channels.is_empty() || row.part.channels.contains(it)
            };
            let of = |channel: Channel| {
                with(&|row| {
                    row.channel = Some(channel);
                    row.part.channels = BTreeSet::from([channel]);
                })
            };
            CHANNELS.into_iter().filter(here).map(of).collect()
        }
        "AGENT_STATUS" => {
            let of = |status: AgentStatusId| {
                with(&|row| {
                    row.status = Some(status);
                    row.part.status = Some(status);
                })
            };
            floor.statuses(&row.part).into_iter().map(of).collect()
        }
        _ => Vec::new(),
    }
}

fn value(row: &Row, metric: &str, groupings: &[&str], times: &HandleTimes) -> Option<f64> {
    let figures = &row.figures;
    let seats = &figures.seats;
    Some(match metric {
        "AGENTS_ONLINE" => seats.online.into(),
        "AGENTS_AVAILABLE" => seats.available.into(),
        "AGENTS_ON_CALL" | "AGENTS_ON_CONTACT" => seats.on_contact.into(),
        "AGENTS_NON_PRODUCTIVE" => seats.non_productive.into(),
        "AGENTS_STAFFED" => seats.staffed.into(),
        "AGENTS_ERROR" => seats.error.into(),
        "AGENTS_AFTER_CONTACT_WORK" => figures.working.into(),
        "CONTACTS_IN_QUEUE" => figures.queued as f64,
        "CONTACTS_SCHEDULED" => figures.scheduled.into(),
        // Milliseconds where nothing is grouped (GetCurrentMetricData, `CurrentMetrics`).
        "OLDEST_CONTACT_AGE" if groupings.is_empty() => figures.oldest_ms as f64,
        "OLDEST_CONTACT_AGE" => (figures.oldest_ms / 1000) as f64,
        "SLOTS_ACTIVE" => figures.active.into(),
        "SLOTS_AVAILABLE" => figures.available.into(),
        _ => {
            let time = times.get(&row.part.queues).copied().flatten();
            return estimate(figures.queued + 1, time, seats.staffed);
        }
    })
}

fn dimensions(ctx: &Ctx, instance: InstanceId, row: &Row) -> api::Dimensions {
    api::Dimensions {
        queue: row.queue.map(|id| api::QueueReference {
            id: Some(id.to_string()),
            arn: Some(arn(ctx, instance, Kind::Queue, id)),
        }),
        routing_profile: row.profile.map(|id| api::RoutingProfileReference {
            id: Some(id.to_string()),
            arn: Some(arn(ctx, instance, Kind::RoutingProfile, id)),
        }),
        channel: row.channel.map(|it| to_api(&it)),
        agent_status: row.status.map(|id| api::AgentStatusIdentifier {
            id: Some(id.to_string()),
            arn: Some(arn(ctx, instance, Kind::AgentStatus, id)),
        }),
        ..Default::default()
    }
}

fn collections(asked: &[api::CurrentMetric], values: &[Option<f64>]) -> Vec<api::CurrentMetricData> {
    let pairs = asked.iter().zip(values);
    pairs
        .map(|(metric, value)| api::CurrentMetricData {
            metric: Some(metric.clone()),
            value: *value,
        })
        .collect()
}
