//! What questions about metrics share: filters, groupings, thresholds, and what goes together.
//! Source: GetMetricDataV2 and GetMetricData; connect-d-data-metrics.md §4.

use super::get_metric_data_v2::kind;
use crate::prelude::*;
use ids::Timestamp;
use metrics::{Dimension, Metric, MetricFilter, Threshold};

/// Filter keys that name resources, of which a request needs one.
const RESOURCES: [Dimension; 11] = [
    Dimension::Queue,
    Dimension::RoutingProfile,
    Dimension::Agent,
    Dimension::LevelOne,
    Dimension::LevelTwo,
    Dimension::LevelThree,
    Dimension::LevelFour,
    Dimension::LevelFive,
    // Those of flows are inferred: what is of a flow is of no queue and no agent.
    Dimension::Flow,
    Dimension::FlowModule,
    // So is that of bots.
    Dimension::Bot,
];
/// Keys of things that no contact of ours has: they are understood, and nothing has them.
const WITHOUT_DATA: [&str; 1] = ["FEATURE"];
/// Whether an assistant helped the agent: none ever did.
const ASSISTED: &str = "Q_CONNECT_ENABLED";
/// Values of all filters but channels.
const MOST_VALUES: usize = 100;
/// The greatest threshold, in seconds: seven days.
const GREATEST: f64 = 604_800.0;

/// What a question is confined to.
#[derive(Debug, Default)]
pub(super) struct Boundary {
    pub(super) filters: Vec<(Dimension, Vec<String>)>,
    pub(super) groupings: Vec<Dimension>,
    /// Groupings of which all contacts have the same value.
    pub(super) constant: Vec<(&'static str, &'static str)>,
    /// The keys that were used, for [`Boundary::check`].
    filter_keys: Vec<String>,
    grouping_keys: Vec<String>,
    /// Nothing can fit.
    pub(super) nothing: bool,
}

impl Boundary {
    /// Whether a metric can be asked for so.
    ///
    /// # Errors
    /// Which of the keys it cannot be combined with.
    pub(super) fn check(&self, metric: &Metric) -> Result<()> {
        let refuse = |what, key: &String| {
            let name = metric.name;
            Err(invalid(format!("{name} cannot be {what} by {key}")))
        };
        let (filters, groupings) = (metric.by.filters(), metric.by.groupings());
        if let Some(key) = self.filter_keys.iter().find(|it| !filters.contains(&it.as_str())) {
            return refuse("filtered", key);
        }
        let lacks = |it: &&String| !groupings.contains(&it.as_str());
        match self.grouping_keys.iter().find(lacks) {
            Some(key) => refuse("grouped", key),
            None => Ok(()),
        }
    }
}

/// Each stands once.
pub(super) fn unique<'a>(what: &str, keys: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = Vec::new();
    for key in keys {
        if seen.contains(&key) {
            return Err(invalid(format!("{what}: {key} stands more than once")));
        }
        seen.push(key);
    }
    Ok(())
}

/// The filters of GetMetricDataV2.
pub(super) fn filters(instance: InstanceId, asked: &[api::FilterV2]) -> Result<Boundary> {
    let mut boundary = Boundary::default();
    let keys = asked.iter().map(|it| it.filter_key.as_deref().unwrap_or_default());
    unique("Filters", keys)?;
    for it in asked {
        filter(&mut boundary, instance, it)?;
    }
    let names = |it: &(Dimension, Vec<String>)| RESOURCES.contains(&it.0);
    if !boundary.filters.iter().any(names) {
        let keys = RESOURCES.map(Dimension::key).join(", ");
        return Err(invalid(format!("Filters need one of {keys}")));
    }
    let values = boundary.filters.iter().filter(|it| it.0 != Dimension::Channel);
    if values.map(|it| it.1.len()).sum::<usize>() > MOST_VALUES {
        return Err(invalid(format!(
            "Filters can have at most {MOST_VALUES} values besides channels"
        )));
    }
    Ok(boundary)
}

fn filter(boundary: &mut Boundary, instance: InstanceId, asked: &api::FilterV2) -> Result<()> {
    let key = asked.filter_key.as_deref().unwrap_or_default();
    let mut values = asked.filter_values.clone().unwrap_or_default();
    if asked.string_condition.is_some() {
        if !values.is_empty() {
            return Err(invalid(format!("the filter {key} has values and a condition")));
        }
        // NOT_EXISTS, the only one: those without a value.
        values = vec![String::new()];
    } else if values.is_empty() {
        return Err(invalid(format!("the filter {key} has no values")));
    }
    boundary.filter_keys.push(key.to_owned());
    if WITHOUT_DATA.contains(&key) {
        boundary.nothing = true;
    } else if key == ASSISTED {
        boundary.nothing |= !values.iter().any(|it| it.eq_ignore_ascii_case("FALSE"));
    } else {
        let dimension = Dimension::find(key)
            .ok_or_else(|| invalid(format!("Filters: there is no key {key}")))?;
        match dimension {
            Dimension::Channel => channels(&values)?,
            Dimension::RoutingStep => expressions(&mut values)?,
            Dimension::Published | Dimension::InvokerPublished => times(&mut values)?,
            _ => {}
        }
        if let Some(kind) = kind(dimension) {
            for value in values.iter_mut().filter(|it| !it.is_empty()) {
                *value = id_text(kind, instance, value)?.to_owned();
            }
        }
        boundary.filters.push((dimension, values));
    }
    Ok(())
}

/// Expressions of routing steps, as ours are written: order of members and white space are free.
/// Source: GetMetricDataV2, `Filters`.
fn expressions(values: &mut [String]) -> Result<()> {
    for value in values.iter_mut().filter(|it| !it.is_empty()) {
        *value = exchange::expression_text(value)
            .ok_or_else(|| invalid("Filters: ROUTING_STEP_EXPRESSION takes JSON"))?;
    }
    Ok(())
}

/// Times when flows were published, to the millisecond (their form is inferred: ISO 8601, or
/// milliseconds since 1970).
fn times(values: &mut [String]) -> Result<()> {
    for value in values.iter_mut().filter(|it| !it.is_empty()) {
        let millis = value.parse().ok().map(Timestamp);
        let time = millis.or_else(|| value.parse().ok());
        let time = time.ok_or_else(|| {
            invalid(format!("Filters: {value} is no time such as 2026-01-31T12:00:00.000Z"))
        })?;
        *value = time.to_iso_millis();
    }
    Ok(())
}

fn channels(values: &[String]) -> Result<()> {
    let known = ["VOICE", "CHAT", "TASK", "EMAIL"];
    match values.iter().find(|it| !known.contains(&it.as_str()) && !it.is_empty()) {
        Some(other) => Err(invalid(format!("Filters: there is no channel {other}"))),
        None => Ok(()),
    }
}

/// A grouping of GetMetricDataV2.
pub(super) fn grouping(boundary: &mut Boundary, key: &str) -> Result<()> {
    boundary.grouping_keys.push(key.to_owned());
    if WITHOUT_DATA.contains(&key) {
        boundary.nothing = true;
    } else if key == ASSISTED {
        boundary.constant.push((ASSISTED, "FALSE"));
    } else {
        let found = Dimension::find(key);
        let dimension =
            found.ok_or_else(|| invalid(format!("Groupings: there is no key {key}")))?;
        boundary.groupings.push(dimension);
    }
    Ok(())
}

/// A filter of one metric.
pub(super) fn metric_filter(
    key: &str,
    values: Vec<String>,
    negate: bool,
) -> Result<MetricFilter> {
    let dimension = match key {
        "INITIATION_METHOD" => Dimension::InitiationMethod,
        "DISCONNECT_REASON" => Dimension::DisconnectReason,
        "FLOWS_OUTCOME_TYPE" => Dimension::FlowOutcome,
        "BOT_CONVERSATION_OUTCOME_TYPE" => Dimension::BotOutcome,
        "BOT_INTENT_OUTCOME_TYPE" => Dimension::IntentOutcome,
        _ => {
            return Err(invalid(format!(
                "MetricFilters: {key} is not one of INITIATION_METHOD, DISCONNECT_REASON, \
                 FLOWS_OUTCOME_TYPE, BOT_CONVERSATION_OUTCOME_TYPE and BOT_INTENT_OUTCOME_TYPE"
            )));
        }
    };
    // CONTACTS_ABANDONED's documented values have INCOMING for INBOUND.
    let values = values.into_iter().map(|it| match it.as_str() {
        "INCOMING" => "INBOUND".to_owned(),
        _ => it.to_uppercase(),
    });
    Ok(MetricFilter {
        dimension,
        values: values.collect(),
        negate,
    })
}

/// A threshold: whole seconds of up to seven days.
pub(super) fn threshold(
    comparison: Option<&str>,
    value: Option<f64>,
    or_equal: bool,
) -> Result<Threshold> {
    let inclusive = match comparison {
        Some("LT") => false,
        Some("LTE") if or_equal => true,
        _ if or_equal => return Err(invalid("Threshold.Comparison must be LT or LTE")),
        _ => return Err(invalid("Threshold.Comparison must be LT")),
    };
    let seconds = value.filter(|it| (1.0..=GREATEST).contains(it) && it.fract() == 0.0);
    let seconds = seconds.ok_or_else(|| {
        invalid("Threshold.ThresholdValue must be a whole number from 1 to 604800")
    })?;
    Ok(Threshold {
        seconds: seconds as u64,
        inclusive,
    })
}
