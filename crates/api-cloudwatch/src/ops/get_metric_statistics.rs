//! GetMetricStatistics: statistics of one metric by periods.

use super::{other_unit, time};
use crate::called::Called;
use crate::series::{Times, statistic};
use crate::{invalid, list, text};
use aws_wire::{Fault, Value, timestamps};
use serde_json::{Map, json};
use services::Services;

/// Data points of one answer.
const MOST: i64 = 1_440;

pub(crate) async fn get_metric_statistics(
    services: &Services,
    input: &Value,
) -> Result<Value, Fault> {
    let period = input.get("Period").and_then(Value::as_i64).unwrap_or(0);
    let times = Times::new(time(input, "StartTime")?, time(input, "EndTime")?, period)?;
    if times.count() > MOST + 1 {
        return Err(Fault::new(
            "InvalidParameterCombinationException",
            400,
            format!(
                "You have requested up to {} datapoints, which exceeds the limit of {MOST}. You \
                 may reduce the datapoints requested by increasing Period, or decreasing the \
                 time range.",
                times.count()
            ),
        ));
    }
    let (plain, extended) = (list(input, "Statistics"), list(input, "ExtendedStatistics"));
    if plain.is_empty() == extended.is_empty() {
        return Err(invalid(
            "Must specify either Statistics or ExtendedStatistics, and not both.",
        ));
    }
    let label = text(input, "MetricName").unwrap_or_default();
    let mut points = Vec::new();
    if let Some(name) = Called::parse(input).filter(|it| !other_unit(input, it.unit())) {
        for (begin, stat) in times.read(services, &name).await? {
            let mut point = Map::new();
            point.insert("Timestamp".into(), timestamps::to_epoch(begin));
            for wanted in plain.iter().filter_map(Value::as_str) {
                if let Some(value) = statistic(&stat, wanted)? {
                    point.insert(wanted.into(), value.into());
                }
            }
            let mut further = Map::new();
            for wanted in extended.iter().filter_map(Value::as_str) {
                if let Some(value) = statistic(&stat, wanted)? {
                    further.insert(wanted.into(), value.into());
                }
            }
            if !extended.is_empty() {
                point.insert("ExtendedStatistics".into(), further.into());
            }
            point.insert("Unit".into(), name.unit().into());
            points.push(Value::from(point));
        }
    }
    Ok(json!({"Label": label, "Datapoints": points}))
}
