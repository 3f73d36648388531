//! GetMetricData: what was counted in up to 24 hours, by queue and channel.
//!
//! Its metrics are those of GetMetricDataV2 with filters of their own. Occupancy is of no queue or
//! channel, so that it has no value beside those filters (connect-g-agent-workspace.md §13.4).

use super::question::{threshold, unique};
use crate::prelude::*;
use ids::Timestamp;
use metrics::{Ask, Dimension, Group, Interval, MetricFilter, Query, V1Metric, find, find_v1};

const FIVE_MINUTES: i64 = 300_000;
const DAY: i64 = 86_400_000;

/// A metric that is wanted and its place among the asks; none where it has no value.
type Wanted = (api::HistoricalMetric, Option<usize>);

pub(crate) async fn get_metric_data(
    ctx: &Ctx,
    input: api::GetMetricDataRequest,
) -> Result<api::GetMetricDataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    range(ctx, input.start_time, input.end_time)?;
    let mut query = Query::new(input.start_time, input.end_time, Interval::TOTAL);
    query.filters = filters(instance, &input.filters)?;
    let groupings = input.groupings.unwrap_or_default();
    unique("Groupings", groupings.iter().map(|it| it.as_str()))?;
    for it in &groupings {
        query.groupings.push(grouping(it.as_str())?);
    }
    let mut wanted = Vec::new();
    for metric in input.historical_metrics {
        wanted.push(asked(metric, &mut query)?);
    }
    let groups = ctx.metrics.answer(instance, &query, ctx.now()).await?;
    let asked_for = (instance, input.start_time, input.end_time, &query);
    let asked_page = (input.next_token.as_deref(), input.max_results);
    let (page, next_token) = short_page(ctx, asked_page, asked_for, groups)?;
    let rows = page
        .iter()
        .map(|group| row(ctx, instance, group, &query.groupings, &wanted));
    Ok(api::GetMetricDataResponse {
        metric_results: Some(rows.collect()),
        next_token,
    })
}

fn range(ctx: &Ctx, from: Timestamp, to: Timestamp) -> Result<()> {
    if from.0 % FIVE_MINUTES != 0 || to.0 % FIVE_MINUTES != 0 {
        return Err(invalid("StartTime and EndTime must be multiples of 5 minutes"));
    }
    if to <= from || to.0 - from.0 > DAY {
        return Err(invalid(
            "EndTime must be later than StartTime, by at most 24 hours",
        ));
    }
    // The start may have been the last multiple when the request was made.
    if from.0 < ctx.now().0 - DAY - FIVE_MINUTES {
        return Err(invalid("StartTime must be within the last 24 hours"));
    }
    Ok(())
}

fn filters(instance: InstanceId, asked: &api::Filters) -> Result<Vec<(Dimension, Vec<String>)>> {
    let given = |it: &Option<Vec<String>>| it.as_ref().is_some_and(|it| !it.is_empty());
    if given(&asked.routing_profiles) || given(&asked.routing_step_expressions) {
        return Err(invalid("Filters: only Queues and Channels can be used here"));
    }
    let mut filters = Vec::new();
    let queues = asked.queues.as_deref().unwrap_or_default();
    if !queues.is_empty() {
        let ids = queues
            .iter()
            .map(|it| Ok(id_text(Kind::Queue, instance, it)?.to_owned()));
        filters.push((Dimension::Queue, ids.collect::<Result<_>>()?));
    }
    let channels = asked.channels.as_deref().unwrap_or_default();
    if !channels.is_empty() {
        let words = channels.iter().map(|it| it.as_str().to_owned());
        filters.push((Dimension::Channel, words.collect()));
    }
    if filters.is_empty() {
        return Err(invalid("Filters need Queues or Channels"));
    }
    Ok(filters)
}

fn grouping(key: &str) -> Result<Dimension> {
    match key {
        "QUEUE" => Ok(Dimension::Queue),
        "CHANNEL" => Ok(Dimension::Channel),
        _ => Err(invalid(format!("Groupings: {key} cannot be used here"))),
    }
}

fn asked(metric: api::HistoricalMetric, query: &mut Query) -> Result<Wanted> {
    let name = metric.name.as_ref().map(|it| it.as_str()).unwrap_or_default();
    let known =
        find_v1(name).ok_or_else(|| invalid(format!("HistoricalMetrics: there is no {name}")))?;
    agrees(&metric, known)?;
    let limit = metric.threshold.as_ref().map(|it| {
        threshold(it.comparison.as_ref().map(|it| it.as_str()), it.threshold_value, false)
    });
    let limit = limit.transpose()?;
    let Some(of) = find(known.of) else {
        return Ok((metric, None));
    };
    if of.needs_threshold() != limit.is_some() {
        let verb = if limit.is_some() { "takes no" } else { "needs a" };
        return Err(invalid(format!("{name} {verb} Threshold")));
    }
    query.asks.push(Ask {
        metric: of,
        threshold: limit,
        filters: only(known),
    });
    Ok((metric, Some(query.asks.len() - 1)))
}

/// Unit and statistic are the metric's own.
fn agrees(metric: &api::HistoricalMetric, known: &V1Metric) -> Result<()> {
    let unit = metric.unit.as_ref().map(|it| it.as_str());
    let statistic = metric.statistic.as_ref().map(|it| it.as_str());
    let name = known.name;
    if unit.is_some_and(|it| it != known.unit) {
        return Err(invalid(format!("the Unit of {name} is {}", known.unit)));
    }
    match statistic.is_some_and(|it| it != known.statistic) {
        true => Err(invalid(format!("the Statistic of {name} is {}", known.statistic))),
        false => Ok(()),
    }
}

fn only(known: &V1Metric) -> Vec<MetricFilter> {
    let of = |dimension, values: &[&str]| {
        (!values.is_empty()).then(|| MetricFilter {
            dimension,
            values: values.iter().map(|it| (*it).to_owned()).collect(),
            negate: false,
        })
    };
    let methods = of(Dimension::InitiationMethod, known.methods);
    let reasons = of(Dimension::DisconnectReason, known.reasons);
    methods.into_iter().chain(reasons).collect()
}

fn row(
    ctx: &Ctx,
    instance: InstanceId,
    group: &Group,
    groupings: &[Dimension],
    wanted: &[Wanted],
) -> api::HistoricalMetricResult {
    let mut dimensions = api::Dimensions::default();
    for (dimension, value) in groupings.iter().zip(&group.values) {
        match dimension {
            Dimension::Queue => {
                dimensions.queue = Some(api::QueueReference {
                    id: Some(value.clone()),
                    arn: Some(arn(ctx, instance, Kind::Queue, value)),
                });
            }
            _ => dimensions.channel = Some(value.as_str().into()),
        }
    }
    let collections = wanted.iter().map(|(metric, at)| api::HistoricalMetricData {
        metric: Some(metric.clone()),
        value: at.and_then(|at| group.metrics.get(at).copied().flatten()),
    });
    api::HistoricalMetricResult {
        dimensions: (!groupings.is_empty()).then_some(dimensions),
        collections: Some(collections.collect()),
    }
}
