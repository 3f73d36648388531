//! The metrics of messaging: what was spent so far in the month, by kind of message. They have no
//! dimensions. Source: sms.md §13.1.

use crate::{internal, list, text};
use aws_wire::{Fault, Value};
use ids::Timestamp;
use messaging::Channel;
use metrics::watch::Stat;
use serde_json::json;
use services::Services;
use services::messages::spending::{Grain, spent_between};
use std::collections::BTreeMap;

/// The namespace of all of them.
const NAMESPACE: &str = "AWS/SMSVoice";
const NAMES: [(Channel, &str); 3] = [
    (Channel::Text, "TextMessageMonthlySpend"),
    (Channel::Media, "MediaMessageMonthlySpend"),
    (Channel::Voice, "VoiceMessageMonthlySpend"),
];

/// The metric that namespace and name call; `None` where there is none.
pub(crate) fn parse(metric: &Value) -> Option<Channel> {
    if text(metric, "Namespace")? != NAMESPACE || !list(metric, "Dimensions").is_empty() {
        return None;
    }
    let wanted = text(metric, "MetricName")?;
    let found = NAMES.iter().find(|(_, name)| *name == wanted);
    found.map(|(channel, _)| *channel)
}

/// The metrics that fit a filter, as the API shows them, of which there is a value since a time.
pub(crate) async fn listed(
    services: &Services,
    filter: &Value,
    since: Timestamp,
) -> Result<Vec<Value>, Fault> {
    let meant = |member: &str, value: &str| text(filter, member).is_none_or(|it| it == value);
    let mut found = Vec::new();
    if !meant("Namespace", NAMESPACE) || !list(filter, "Dimensions").is_empty() {
        return Ok(found);
    }
    for (channel, name) in NAMES {
        if meant("MetricName", name)
            && !values(services, channel, Grain::Hour, since, Timestamp(i64::MAX))
                .await?
                .is_empty()
        {
            found.push(json!({"Namespace": NAMESPACE, "MetricName": name, "Dimensions": []}));
        }
    }
    Ok(found)
}

async fn values(
    services: &Services,
    channel: Channel,
    grain: Grain,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, f64)>, Fault> {
    let found = spent_between(&*services.store, channel, grain, from, to).await;
    let found = found.map_err(|error| internal(error.into()))?;
    Ok(found
        .into_iter()
        .map(|(at, spent)| (at, spent.as_f64()))
        .collect())
}

/// The values of a metric by the beginnings of the periods that have some. Those of single minutes
/// are kept for 15 days; from before then there is one an hour.
pub(crate) async fn read(
    services: &Services,
    channel: Channel,
    (from, to): (Timestamp, Timestamp),
    period: i64,
) -> Result<BTreeMap<Timestamp, Stat>, Fault> {
    let grain = match services.clock.now().since(from) > Grain::Minute.kept() {
        true => Grain::Hour,
        false => Grain::Minute,
    };
    let mut periods: BTreeMap<Timestamp, Stat> = BTreeMap::new();
    for (at, value) in values(services, channel, grain, from, to).await? {
        // An hour may have begun before the first period.
        let passed = (at.0 - from.0).max(0);
        let begin = Timestamp(from.0 + passed - passed.rem_euclid(period));
        let stat = Stat::one(value);
        let known = periods.entry(begin);
        known.and_modify(|it| it.merge(&stat)).or_insert(stat);
    }
    Ok(periods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_of_messaging_has_no_dimensions() {
        let named = |name: &str| json!({"Namespace": NAMESPACE, "MetricName": name});
        assert_eq!(
            parse(&named("VoiceMessageMonthlySpend")),
            Some(Channel::Voice)
        );
        assert_eq!(parse(&named("Other")), None);
        let mut other = named("TextMessageMonthlySpend");
        other["Dimensions"] = json!([{"Name": "a", "Value": "b"}]);
        assert_eq!(parse(&other), None);
        other["Dimensions"] = json!([]);
        assert_eq!(parse(&other), Some(Channel::Text));
        other["Namespace"] = "AWS/Connect".into();
        assert_eq!(parse(&other), None);
    }
}
