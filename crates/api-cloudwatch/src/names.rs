//! Namespace, names and dimensions: how metrics by the minute are called.
//! Source: connect-d-data-metrics.md §12.1.

use crate::{list, text};
use aws_wire::Value;
use ids::InstanceId;
use metrics::watch::{Beside, Watched};
use serde_json::json;

/// The namespace of all of them.
pub(crate) const NAMESPACE: &str = "AWS/Connect";

/// Which metric of which instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) instance: InstanceId,
    pub(crate) metric: Watched,
    /// What it is of, such as the name of a queue.
    pub(crate) of: String,
}

impl Name {
    /// The metric that namespace, name and dimensions call; `None` where there is none.
    pub(crate) fn parse(metric: &Value) -> Option<Self> {
        if text(metric, "Namespace")? != NAMESPACE {
            return None;
        }
        let name = Watched::find(text(metric, "MetricName")?)?;
        let given = dimensions(metric);
        let value = |key: &str| given.iter().find(|it| it.0 == key).map(|it| it.1);
        let instance = value(instance_key(name))?.parse().ok()?;
        let of = match name.beside() {
            Beside::Named(_, key) | Beside::Only(key) => value(key)?.to_owned(),
            Beside::Group(_) | Beside::Fixed(_) => String::new(),
        };
        let found = Self {
            instance,
            metric: name,
            of,
        };
        let mut of_it = found.dimensions();
        of_it.sort_unstable();
        let mut given: Vec<_> = given.iter().map(|it| (it.0.into(), it.1.into())).collect();
        given.sort_unstable();
        (of_it == given).then_some(found)
    }

    /// Its dimensions.
    pub(crate) fn dimensions(&self) -> Vec<(String, String)> {
        let mut all = vec![(
            instance_key(self.metric).to_owned(),
            self.instance.to_string(),
        )];
        let mut push = |key: &str, value: &str| all.push((key.to_owned(), value.to_owned()));
        match self.metric.beside() {
            Beside::Group(group) => push("MetricGroup", group),
            Beside::Named(group, key) => {
                push("MetricGroup", group);
                push(key, &self.of);
            }
            Beside::Only(key) => push(key, &self.of),
            Beside::Fixed(pairs) => pairs.iter().for_each(|it| push(it.0, it.1)),
        }
        all
    }

    /// As the API shows it.
    pub(crate) fn shown(&self) -> Value {
        let dimensions = self.dimensions();
        json!({
            "Namespace": NAMESPACE,
            "MetricName": self.metric.name(),
            "Dimensions": dimensions
                .iter()
                .map(|(name, value)| json!({"Name": name, "Value": value}))
                .collect::<Vec<_>>(),
        })
    }

    /// Whether it can be called at all: dimensions are ASCII, so that a queue or flow with
    /// another name does not appear.
    pub(crate) fn callable(&self) -> bool {
        self.of.is_ascii() && (!self.of.is_empty() || self.is_whole())
    }

    fn is_whole(&self) -> bool {
        matches!(self.metric.beside(), Beside::Group(_) | Beside::Fixed(_))
    }
}

/// The name of the dimension that says the instance.
fn instance_key(metric: Watched) -> &'static str {
    match metric {
        Watched::ToInstancePacketLossRate => "Instance ID",
        _ => "InstanceId",
    }
}

/// Names and values of dimensions in an input.
fn dimensions(input: &Value) -> Vec<(&str, &str)> {
    let pairs = list(input, "Dimensions").iter();
    pairs
        .filter_map(|it| Some((text(it, "Name")?, text(it, "Value")?)))
        .collect()
}

/// Whether a metric has the dimensions of a filter, of which values may be left out.
pub(crate) fn fits(filter: &Value, name: &Name) -> bool {
    let has = name.dimensions();
    let meant = |member: &str, value: &str| text(filter, member).is_none_or(|it| it == value);
    meant("Namespace", NAMESPACE)
        && meant("MetricName", name.metric.name())
        && list(filter, "Dimensions").iter().all(|wanted| {
            has.iter().any(|(key, value)| {
                text(wanted, "Name") == Some(key)
                    && text(wanted, "Value").is_none_or(|it| it == value)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> InstanceId {
        "8f2d3c4b-0000-4000-8000-000000000001".parse().unwrap()
    }

    #[test]
    fn a_metric_is_found_by_exactly_its_dimensions() {
        let queue = Name {
            instance: instance(),
            metric: Watched::QueueSize,
            of: "Sales".into(),
        };
        assert_eq!(Name::parse(&queue.shown()), Some(queue.clone()));
        let mut less = queue.shown();
        less["Dimensions"].as_array_mut().unwrap().pop();
        assert_eq!(Name::parse(&less), None);
        let mut more = queue.shown();
        let other = json!({"Name": "Other", "Value": "x"});
        more["Dimensions"].as_array_mut().unwrap().push(other);
        assert_eq!(Name::parse(&more), None);
        let mut elsewhere = queue.shown();
        elsewhere["Namespace"] = "AWS/EC2".into();
        assert_eq!(Name::parse(&elsewhere), None);
    }

    #[test]
    fn every_metric_can_be_called_by_what_is_shown() {
        for metric in Watched::ALL {
            let of = match metric.beside() {
                Beside::Named(..) | Beside::Only(_) => "x",
                _ => "",
            };
            let name = Name {
                instance: instance(),
                metric: *metric,
                of: of.into(),
            };
            assert!(name.callable());
            assert_eq!(Name::parse(&name.shown()), Some(name));
        }
    }

    #[test]
    fn a_filter_may_leave_out_values() {
        let queue = Name {
            instance: instance(),
            metric: Watched::QueueSize,
            of: "Sales".into(),
        };
        let filter = |name: &str| json!({"Dimensions": [{"Name": name}]});
        assert!(fits(&filter("QueueName"), &queue));
        assert!(!fits(&filter("ContactFlowName"), &queue));
        assert!(!fits(&json!({"MetricName": "MissedCalls"}), &queue));
    }
}
