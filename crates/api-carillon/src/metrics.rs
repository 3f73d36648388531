//! Metrics by the minute of an instance over a time: all that there are data of. See
//! docs/metrics.md.

use crate::CarillonApi;
use crate::faults::fault;
use aws_wire::Fault;
use carillon_model as api;
use metrics::watch::{self, Beside, Stat, Watched};
use services::ServiceError;
use std::collections::BTreeMap;

/// Points of each series in one answer.
const MOST: i64 = 1_440;
/// Seconds of a period where nobody said how many.
const PERIOD: i32 = 60;

pub(crate) async fn get(
    it: &CarillonApi,
    input: api::GetInstanceMetricsRequest,
) -> Result<api::GetInstanceMetricsResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let period = input.period.unwrap_or(PERIOD);
    let millis = i64::from(period) * 1000;
    let from = watch::minute(input.start_time);
    let to = input.end_time;
    let count = (to.0.saturating_sub(from.0)).div_euclid(millis);
    if period % 60 != 0 || !(0..=MOST).contains(&count) {
        return Err(fault(ServiceError::InvalidParameter(format!(
            "Period must be a multiple of 60 seconds, and from StartTime to EndTime there must be \
             at most {MOST} of them."
        ))));
    }
    let readings = it.services.metrics.minutes(instance, from, to);
    let readings = readings.await.map_err(fault)?;
    let series = watch::periods(readings, from, millis);
    Ok(api::GetInstanceMetricsResponse {
        period: Some(period),
        series: Some(series.into_iter().map(shown).collect()),
    })
}

type Points = BTreeMap<ids::Timestamp, Stat>;

fn shown(((metric, of), points): ((Watched, String), Points)) -> api::MetricSeries {
    let (group, dimension) = match metric.beside() {
        Beside::Group(group) => (Some(group), None),
        Beside::Named(group, name) => (Some(group), Some(name)),
        Beside::Only(name) => (None, Some(name)),
        Beside::Fixed(_) => (None, None),
    };
    api::MetricSeries {
        metric_name: Some(metric.name().to_owned()),
        unit: Some(metric.unit().to_owned()),
        definition: Some(metric.definition().to_owned()),
        metric_group: group.map(str::to_owned),
        dimension_name: dimension.map(str::to_owned),
        dimension_value: dimension.map(|_| of),
        points: Some(points.into_iter().map(point).collect()),
    }
}

fn point((at, stat): (ids::Timestamp, Stat)) -> api::MetricPoint {
    api::MetricPoint {
        timestamp: Some(at),
        sample_count: Some(stat.count),
        sum: Some(stat.sum),
        average: Some(stat.average()),
        minimum: Some(stat.min),
        maximum: Some(stat.max),
    }
}
