//! GetMetricData: statistics of many metrics, and arithmetic over them.
//!
//! Of metric math the four operations are built, over the identifiers of other queries and
//! numbers; a point is there where each of them has one. Metrics Insights queries are not built.

use super::{other_unit, time};
use crate::called::Called;
use crate::series::{Times, statistic};
use crate::{invalid, list, text};
use aws_wire::{Fault, Value, timestamps};
use ids::Timestamp;
use metrics::formula::Formula;
use serde_json::json;
use services::Services;
use std::collections::{BTreeMap, BTreeSet};

/// Queries of one request. Source: the operation's reference.
const QUERIES: usize = 500;
/// Data points of one answer.
const POINTS: usize = 100_800;

type Series = BTreeMap<Timestamp, f64>;

pub(crate) async fn get_metric_data(services: &Services, input: &Value) -> Result<Value, Fault> {
    let (from, to) = (time(input, "StartTime")?, time(input, "EndTime")?);
    let queries = list(input, "MetricDataQueries");
    if queries.len() > QUERIES {
        return Err(invalid(format!(
            "The collection MetricDataQueries must not have a size greater than {QUERIES}."
        )));
    }
    let mut series: BTreeMap<&str, Series> = BTreeMap::new();
    for query in queries {
        let id = id(query)?;
        let stat = query.get("MetricStat");
        if stat.is_some() == query.get("Expression").is_some() {
            return Err(invalid(format!(
                "The query {id} must have either MetricStat or Expression."
            )));
        }
        let found = match stat {
            Some(stat) => measured(services, stat, from, to).await?,
            None => Series::new(),
        };
        if series.insert(id, found).is_some() {
            return Err(invalid(format!("The id {id} is not unique.")));
        }
    }
    // An expression may be over one that stands before it.
    for query in queries {
        if let Some(expression) = text(query, "Expression") {
            let made = computed(expression, &series)?;
            series.insert(id(query)?, made);
        }
    }
    answer(input, queries, &series)
}

/// An identifier begins with a lower-case letter.
fn id(query: &Value) -> Result<&str, Fault> {
    let id = text(query, "Id").unwrap_or_default();
    let mut letters = id.chars();
    let begins = letters.next().is_some_and(|it| it.is_ascii_lowercase());
    match begins && letters.all(|it| it.is_ascii_alphanumeric() || it == '_') {
        true => Ok(id),
        false => Err(invalid(format!(
            "The id {id:?} must begin with a lower-case letter and have only letters, numbers \
             and underscores."
        ))),
    }
}

async fn measured(
    services: &Services,
    stat: &Value,
    from: Timestamp,
    to: Timestamp,
) -> Result<Series, Fault> {
    let period = stat.get("Period").and_then(Value::as_i64).unwrap_or(0);
    let times = Times::new(from, to, period)?;
    let wanted = text(stat, "Stat").unwrap_or_default();
    let metric = stat.get("Metric").and_then(Called::parse);
    let Some(name) = metric.filter(|it| !other_unit(stat, it.unit())) else {
        return Ok(Series::new());
    };
    let mut series = Series::new();
    for (begin, stat) in times.read(services, &name).await? {
        if let Some(value) = statistic(&stat, wanted)? {
            series.insert(begin, value);
        }
    }
    Ok(series)
}

fn computed(expression: &str, all: &BTreeMap<&str, Series>) -> Result<Series, Fault> {
    let formula = Formula::parse(expression)
        .map_err(|error| invalid(format!("Error in expression {expression:?}: {error}")))?;
    let uses = formula.uses();
    let mut times: BTreeSet<Timestamp> = BTreeSet::new();
    for part in uses {
        if part.function.is_some() {
            return Err(invalid(format!(
                "Error in expression {expression:?}: functions are not built."
            )));
        }
        let Some(series) = all.get(part.alias.as_str()) else {
            return Err(invalid(format!(
                "Error in expression {expression:?}: there is no query {}.",
                part.alias
            )));
        };
        times.extend(series.keys());
    }
    let value = |at: Timestamp| {
        let value = formula.value(&|part| all.get(part.alias.as_str())?.get(&at).copied());
        value.map(|it| (at, it))
    };
    Ok(times.into_iter().filter_map(value).collect())
}

fn answer(
    input: &Value,
    queries: &[Value],
    series: &BTreeMap<&str, Series>,
) -> Result<Value, Fault> {
    let ascending = text(input, "ScanBy") == Some("TimestampAscending");
    let most = input.get("MaxDatapoints").and_then(Value::as_u64);
    let most = most
        .and_then(|it| usize::try_from(it).ok())
        .unwrap_or(POINTS);
    let skip: usize = match text(input, "NextToken") {
        None => 0,
        Some(token) => token.parse().map_err(|_| {
            Fault::new(
                "InvalidNextToken",
                400,
                "The next token specified is invalid.",
            )
        })?,
    };
    let end = skip.saturating_add(most.clamp(1, POINTS));
    // Points are numbered through all queries; an answer has those from one number to another.
    let mut begin = 0;
    let mut results = Vec::new();
    for query in queries {
        if query.get("ReturnData").and_then(Value::as_bool) == Some(false) {
            continue;
        }
        let id = id(query)?;
        let mut points: Vec<(&Timestamp, &f64)> = series.get(id).into_iter().flatten().collect();
        if !ascending {
            points.reverse();
        }
        let (first, last) = (begin, begin + points.len());
        begin = last;
        let shown = points
            .into_iter()
            .enumerate()
            .filter(|(at, _)| (skip..end).contains(&(first + at)))
            .map(|(_, point)| point);
        let (times, values): (Vec<Value>, Vec<Value>) = shown
            .map(|(at, value)| (timestamps::to_epoch(*at), Value::from(*value)))
            .unzip();
        let name = query
            .get("MetricStat")
            .and_then(|it| text(it.get("Metric")?, "MetricName"));
        results.push(json!({
            "Id": id,
            "Label": text(query, "Label").or(name).unwrap_or(id),
            "Timestamps": times,
            "Values": values,
            "StatusCode": if last <= end { "Complete" } else { "PartialData" },
        }));
    }
    let mut answer = json!({"MetricDataResults": results, "Messages": []});
    if begin > end {
        answer["NextToken"] = end.to_string().into();
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(points: &[(i64, f64)]) -> Series {
        points.iter().map(|it| (Timestamp(it.0), it.1)).collect()
    }

    #[test]
    fn the_quota_follows_from_calls_and_their_share() {
        // connect-d-data-metrics.md §12.1: 20 of 0.5 are 40, 1000 of 50 percent are 2000.
        let calls = series(&[(0, 20.0), (60_000, 20.0)]);
        let all = BTreeMap::from([("m1", calls), ("m2", series(&[(0, 0.5)]))]);
        assert_eq!(computed("m1 / m2", &all).unwrap(), series(&[(0, 40.0)]));
        let all = BTreeMap::from([("m1", series(&[(0, 1000.0)])), ("m2", series(&[(0, 50.0)]))]);
        assert_eq!(
            computed("(m1/m2)*100", &all).unwrap(),
            series(&[(0, 2000.0)])
        );
        assert!(computed("SUM(m1)", &all).is_err());
        assert!(computed("m1 + m3", &all).is_err());
    }

    #[test]
    fn an_answer_goes_on_where_the_last_ended() {
        let queries = [json!({"Id": "a"}), json!({"Id": "b"})];
        let all = BTreeMap::from([
            ("a", series(&[(0, 1.0), (60_000, 2.0)])),
            ("b", series(&[(0, 3.0), (60_000, 4.0)])),
        ]);
        let mut input = json!({"MaxDatapoints": 3});
        let first = answer(&input, &queries, &all).unwrap();
        assert_eq!(first["MetricDataResults"][0]["Values"], json!([2.0, 1.0]));
        assert_eq!(first["MetricDataResults"][1]["Values"], json!([4.0]));
        assert_eq!(first["MetricDataResults"][1]["StatusCode"], "PartialData");
        input["NextToken"] = first["NextToken"].clone();
        let second = answer(&input, &queries, &all).unwrap();
        assert_eq!(second["MetricDataResults"][0]["Values"], json!([]));
        assert_eq!(second["MetricDataResults"][1]["Values"], json!([3.0]));
        assert!(second.get("NextToken").is_none());
    }
}
