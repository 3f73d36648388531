//! GetMetricDataV2: what was counted, by intervals of any time zone.
//!
//! Dimensions are answered by identifier, and by ARN under the key with `_ARN` (inferred).

use super::custom::{Part, Wanted, wanted};
use super::question::{Boundary, filters, grouping, threshold, unique};
use crate::prelude::*;
use ids::Timestamp;
use metrics::{Ask, Dimension, Group, Interval, MetricFilter, Period, Query, Zone};
use std::collections::BTreeMap;

/// How far back questions go. Source: connect-d-data-metrics.md §4, §18: three months.
const DAYS_BACK: i64 = 92;
/// Metrics of one request that have a threshold, and those that are named by `MetricId`.
const MOST_OF_A_KIND: usize = 20;
const DAY: i64 = 86_400_000;

pub(crate) async fn get_metric_data_v2(
    ctx: &Ctx,
    input: api::GetMetricDataV2Request,
) -> Result<api::GetMetricDataV2Response> {
    let instance = instance(ctx, &input.resource_arn).await?;
    let interval = interval(input.interval.as_ref())?;
    range(ctx, input.start_time, input.end_time, interval.period)?;
    let boundary = boundary(instance, &input)?;
    let period = interval.period;
    let mut query = Query::new(input.start_time, input.end_time, interval);
    query.filters.clone_from(&boundary.filters);
    query.groupings.clone_from(&boundary.groupings);
    let mut wanted = Vec::new();
    for metric in &input.metrics {
        wanted.push(asked(ctx, instance, metric, &boundary, &mut query.asks).await?);
    }
    query.extremes = wanted.iter().any(Wanted::takes_extremes);
    limits(&input.metrics)?;
    let groups = match boundary.nothing {
        true => Vec::new(),
        false => ctx.metrics.answer(instance, &query, ctx.now()).await?,
    };
    let asked_for = (instance, input.start_time, input.end_time, &query.asks, &boundary, period);
    let asked_page = (input.next_token.as_deref(), input.max_results);
    let (page, next_token) = short_page(ctx, asked_page, asked_for, groups)?;
    let rows = page.iter().map(|group| {
        row(ctx, instance, group, (period, &boundary), input.metrics.iter().zip(&wanted))
    });
    Ok(api::GetMetricDataV2Response {
        metric_results: Some(rows.collect()),
        next_token,
    })
}

fn interval(asked: Option<&api::IntervalDetails>) -> Result<Interval> {
    let Some(asked) = asked else {
        return Ok(Interval::TOTAL);
    };
    let period = asked.interval_period.as_ref().map(|it| it.as_str());
    let zone = match asked.time_zone.as_deref() {
        Some(name) => Zone::find(name).map_err(|error| invalid(error.to_string()))?,
        None => Zone::UTC,
    };
    let period = period.map_or(Some(Period::Total), Period::find);
    Ok(Interval {
        period: period.ok_or_else(|| invalid("Interval.IntervalPeriod is not known"))?,
        zone,
    })
}

fn range(ctx: &Ctx, from: Timestamp, to: Timestamp, period: Period) -> Result<()> {
    let now = ctx.now();
    if to <= from {
        return Err(invalid("EndTime must be later than StartTime"));
    }
    // A second for clocks that differ.
    if to.0 > now.0 + 1_000 {
        return Err(invalid("EndTime must not be later than now"));
    }
    if from.0 < now.0 - DAYS_BACK * DAY {
        return Err(invalid("StartTime must be within the last 3 months"));
    }
    if to.0 - from.0 > period.most_days() * DAY {
        return Err(invalid(format!(
            "with intervals of {} at most {} days can be asked for at once",
            period.name(),
            period.most_days()
        )));
    }
    Ok(())
}

fn boundary(instance: InstanceId, input: &api::GetMetricDataV2Request) -> Result<Boundary> {
    let mut boundary = filters(instance, &input.filters)?;
    let groupings = input.groupings.as_deref().unwrap_or_default();
    unique("Groupings", groupings.iter().map(String::as_str))?;
    for key in groupings {
        grouping(&mut boundary, key)?;
    }
    Ok(boundary)
}

/// Source: GetMetricDataV2, `Metrics`.
fn limits(metrics: &[api::MetricV2]) -> Result<()> {
    let levels = metrics.iter().filter(|it| it.name.as_deref() == Some("SERVICE_LEVEL"));
    let by_id = metrics.iter().filter(|it| it.metric_id.is_some());
    if levels.count() > MOST_OF_A_KIND || by_id.count() > MOST_OF_A_KIND {
        return Err(invalid(format!(
            "a request can have at most {MOST_OF_A_KIND} SERVICE_LEVEL metrics and as many MetricIds"
        )));
    }
    Ok(())
}

/// Adds what a metric needs to the question, and says how its value is made.
async fn asked(
    ctx: &Ctx,
    instance: InstanceId,
    metric: &api::MetricV2,
    boundary: &Boundary,
    asks: &mut Vec<Ask>,
) -> Result<Wanted> {
    let named = match (metric.name.as_deref(), metric.metric_id.as_deref()) {
        (Some(name), None) => name,
        (None, Some(id)) => id,
        _ => return Err(invalid("a metric needs either a Name or a MetricId")),
    };
    let wanted = wanted(ctx, instance, named, metric.name.is_some()).await?;
    let own = own_filters(metric)?;
    let limit = metric.threshold.as_deref().unwrap_or_default().first();
    let limit = limit.map(|it| threshold(it.comparison.as_deref(), it.threshold_value, true));
    let limit = limit.transpose()?;
    wanted.into_asks(asks, |part: &Part| {
        boundary.check(part.metric)?;
        if part.metric.needs_threshold() && limit.is_none() {
            return Err(invalid(format!("{} needs a Threshold", part.metric.name)));
        }
        if limit.is_some() && !part.metric.needs_threshold() {
            return Err(invalid(format!("{} takes no Threshold", part.metric.name)));
        }
        let mut filters = part.filters.clone();
        for filter in &own {
            let allowed = part.metric.metric_filters.contains(&filter.dimension);
            if !allowed {
                let (name, key) = (part.metric.name, filter.dimension.key());
                return Err(invalid(format!("{name} cannot be filtered by {key} alone")));
            }
            filters.push(filter.clone());
        }
        Ok(Ask {
            metric: part.metric,
            threshold: limit,
            filters,
        })
    })
}

fn own_filters(metric: &api::MetricV2) -> Result<Vec<MetricFilter>> {
    let filters = metric.metric_filters.as_deref().unwrap_or_default();
    filters
        .iter()
        .map(|it| {
            let key = it.metric_filter_key.as_deref().unwrap_or_default();
            let values = it.metric_filter_values.clone().unwrap_or_default();
            super::question::metric_filter(key, values, it.negate.unwrap_or(false))
        })
        .collect()
}

fn row<'a>(
    ctx: &Ctx,
    instance: InstanceId,
    group: &Group,
    (period, boundary): (Period, &Boundary),
    metrics: impl Iterator<Item = (&'a api::MetricV2, &'a Wanted)>,
) -> api::MetricResultV2 {
    let mut dimensions = BTreeMap::new();
    for (dimension, value) in boundary.groupings.iter().zip(&group.values) {
        dimensions.insert(dimension.key().to_owned(), value.clone());
        if let Some(kind) = kind(*dimension) {
            let arn = arn(ctx, instance, kind, value);
            dimensions.insert(format!("{}_ARN", dimension.key()), arn);
        }
    }
    for (key, value) in &boundary.constant {
        dimensions.insert((*key).to_owned(), (*value).to_owned());
    }
    let collections = metrics.map(|(metric, wanted)| api::MetricDataV2 {
        metric: Some(metric.clone()),
        value: wanted.value(group),
    });
    api::MetricResultV2 {
        dimensions: Some(dimensions),
        metric_interval: Some(api::MetricInterval {
            interval: Some(period.name().into()),
            start_time: Some(group.interval.0),
            end_time: Some(group.interval.1),
        }),
        collections: Some(collections.collect()),
    }
}

/// The kind of resource that a dimension's values are of.
pub(super) fn kind(dimension: Dimension) -> Option<Kind> {
    match dimension {
        Dimension::Queue => Some(Kind::Queue),
        Dimension::RoutingProfile => Some(Kind::RoutingProfile),
        Dimension::Agent => Some(Kind::User),
        Dimension::Flow | Dimension::NextFlow => Some(Kind::Flow),
        Dimension::FlowModule => Some(Kind::Module),
        Dimension::ParentFlow => Some(Kind::Flow),
        Dimension::NextQueue => Some(Kind::Queue),
        it if it.of_agent() => Some(Kind::HierarchyGroup),
        _ => None,
    }
}
