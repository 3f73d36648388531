//! The register of metrics: a row each, in rooms by family. docs/metrics.md is made from it.
//!
//! Source: connect-d-data-metrics.md §3, §4; the documented groupings, filters and thresholds of
//! GetMetricDataV2.

mod agents;
mod bots;
mod contacts;
mod current;
mod flows;
mod handling;
mod queues;
mod speech;
mod steps;
mod transfers;
mod v1;

use crate::{Dimension, Hist, Measure, Series};
pub use current::{CURRENT, CurrentMetric, find_current};
use std::sync::LazyLock;
pub use v1::{V1, V1Metric, find_v1};

/// In what a metric is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers.
    Count,
    /// Numbers of things per other things.
    Average,
    /// Seconds.
    Seconds,
    /// 0 to 100.
    Percent,
}

impl Unit {
    /// `MetricUnit`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Count => "INTEGER",
            Self::Average => "DOUBLE",
            Self::Seconds => "SECONDS",
            Self::Percent => "PERCENT",
        }
    }
}

/// What a metric is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Contact records, when the contact disconnects.
    Records,
    /// What agents do, when they do it.
    Activity,
    /// Contact events, when they happen.
    Events,
    /// Analysed conversations.
    Analysis,
}

impl Origin {
    /// The same in words (inferred).
    pub const fn category(self) -> &'static str {
        match self {
            Self::Records => "Contact record",
            Self::Activity => "Agent activity",
            Self::Events => "Contact event",
            Self::Analysis => "Conversational analytics",
        }
    }
}

/// How a value is made from a tally. Times are told in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// A number as it was added up, or the greatest.
    Sum(Measure),
    /// Numbers through a number.
    Ratio(&'static [Measure], Measure),
    /// Numbers as a share of numbers.
    Share(&'static [Measure], &'static [Measure]),
    /// A number, less one millisecond: the least of what was seen.
    Least(Measure),
    /// What a metric filter leaves of a number, as a share of all of it.
    Portion(Measure),
    /// Those within the asked threshold.
    Within(Hist),
    /// The same as a share of a number.
    WithinShare(Hist, Measure),
    /// Nothing that it could be made from is recorded; why.
    Absent(&'static str),
}

/// What a metric can be grouped and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By(u32);

impl By {
    /// Queue.
    pub const QUEUE: Self = Self(1);
    /// Channel.
    pub const CHANNEL: Self = Self(2);
    /// Routing profile.
    pub const PROFILE: Self = Self(4);
    /// Agent and the levels of the hierarchy.
    pub const AGENT: Self = Self(8);
    /// `connect:Subtype`.
    pub const SUBTYPE: Self = Self(16);
    /// `FEATURE`, as a filter.
    pub const FEATURE: Self = Self(32);
    /// `Q_CONNECT_ENABLED`.
    pub const ASSISTED: Self = Self(64);
    /// `ROUTING_STEP_EXPRESSION`.
    pub const STEP: Self = Self(128);
    /// Flow, module, type of flow; and channel, subtype and initiation method.
    pub const FLOW: Self = Self(256 | 2 | 16);
    /// How a flow ended as a grouping, and what came next.
    pub const FLOW_END: Self = Self(512 | 1024);
    /// The same as filters, and as groupings without how it ended.
    pub const FLOW_NEXT: Self = Self(512);
    /// When the flow was published.
    pub const PUBLISHED: Self = Self(2048);
    /// Bot, and where in which flow it was talked with; and channel, subtype and initiation method.
    pub const BOT: Self = Self(4096 | 2 | 16);
    /// The intent.
    pub const INTENT: Self = Self(8192);
    /// Queue, channel and routing profile.
    pub const QCR: Self = Self(1 | 2 | 4);
    /// The same with agents and their hierarchy.
    pub const ALL: Self = Self(1 | 2 | 4 | 8);
    /// Routing profile, agents and their hierarchy.
    pub const DESK: Self = Self(4 | 8);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The grouping keys, in their order.
    pub fn groupings(self) -> Vec<&'static str> {
        let mut keys = Vec::new();
        for dimension in Dimension::ALL {
            if self.allows(*dimension) {
                keys.push(dimension.key());
            }
        }
        if self.has(Self::ASSISTED) {
            keys.push("Q_CONNECT_ENABLED");
        }
        keys.sort_unstable();
        keys
    }

    /// The filter keys, in their order.
    pub fn filters(self) -> Vec<&'static str> {
        let mut keys = self.groupings();
        if self.has(Self::FEATURE) {
            keys.push("FEATURE");
        }
        if self.has(Self::FLOW_NEXT) && !self.allows(Dimension::FlowOutcome) {
            keys.push(Dimension::FlowOutcome.key());
        }
        keys.sort_unstable();
        keys
    }

    fn allows(self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Flow | Dimension::FlowModule | Dimension::FlowType => {
                self.has(Self(256 | 4096))
            }
            Dimension::RoutingStep => self.has(Self::STEP),
            Dimension::Published => self.has(Self::PUBLISHED),
            Dimension::BotIntent => self.has(Self::INTENT),
            Dimension::BotOutcome | Dimension::IntentOutcome => false,
            it if it.of_bot() => self.has(Self(4096)),
            Dimension::NextFlow | Dimension::NextQueue => self.has(Self(512)),
            Dimension::FlowOutcome => self.has(Self(1024)),
            Dimension::InitiationMethod => self.has(Self(256 | 4096)),
            Dimension::Queue => self.has(Self::QUEUE),
            Dimension::Channel => self.has(Self::CHANNEL),
            Dimension::RoutingProfile => self.has(Self::PROFILE),
            Dimension::Subtype => self.has(Self::SUBTYPE),
            Dimension::DisconnectReason => false,
            _ => self.has(Self::AGENT),
        }
    }
}

/// A historical metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Its name in requests.
    pub name: &'static str,
    /// Its name in reports.
    pub title: &'static str,
    /// In what it is counted.
    pub unit: Unit,
    /// What it is made from.
    pub origin: Origin,
    /// What it can be grouped and filtered by.
    pub by: By,
    /// What it can be filtered by alone, in `MetricFilters`.
    pub metric_filters: &'static [Dimension],
    /// How its value is made.
    pub formula: Formula,
    /// What it is.
    pub definition: &'static str,
}

impl Metric {
    /// Whether a threshold must be said.
    pub const fn needs_threshold(&self) -> bool {
        matches!(self.formula, Formula::Within(_) | Formula::WithinShare(..))
    }

    /// The series that it is made from, where that is one of its own; `None` for what is of
    /// contacts.
    pub fn series(&self) -> Option<Series> {
        self.measures()?.first()?.series()
    }

    fn measures(&self) -> Option<&[Measure]> {
        match &self.formula {
            Formula::Sum(measure) | Formula::Least(measure) | Formula::Portion(measure) => {
                Some(std::slice::from_ref(measure))
            }
            Formula::Ratio(measures, _) | Formula::Share(measures, _) => Some(measures),
            _ => None,
        }
    }

    /// Whether it is counted contact by contact, so that a formula may add it up. An average or a
    /// share of contacts has no sum.
    pub fn adds_up(&self) -> bool {
        match self.formula {
            Formula::Sum(measure) => !measure.is_max(),
            Formula::Within(_) => true,
            Formula::Absent(_) => {
                matches!(self.unit, Unit::Seconds) && !self.name.starts_with("AVG_")
            }
            _ => false,
        }
    }
}

/// All historical metrics, by name.
pub static METRICS: LazyLock<Vec<&'static Metric>> = LazyLock::new(|| {
    let rooms = [
        agents::ROWS,
        bots::ROWS,
        contacts::ROWS,
        flows::ROWS,
        handling::ROWS,
        queues::ROWS,
        speech::ROWS,
        steps::ROWS,
        transfers::ROWS,
    ];
    let mut all: Vec<_> = rooms.into_iter().flatten().collect();
    all.sort_unstable_by_key(|it| it.name);
    all
});

/// The historical metric of that name.
pub fn find(name: &str) -> Option<&'static Metric> {
    let at = METRICS.binary_search_by_key(&name, |it| it.name).ok()?;
    METRICS.get(at).copied()
}

/// `NAME "title" unit by [filters] formula, "definition";` each.
macro_rules! rows {
    ($origin:ident: $($name:ident $title:literal $unit:ident ($by:expr) [$($filter:ident)*] ($formula:expr) $definition:literal;)*) => {
        &[$($crate::registry::Metric {
            name: stringify!($name),
            title: $title,
            unit: $crate::registry::Unit::$unit,
            origin: $crate::registry::Origin::$origin,
            by: $by,
            metric_filters: &[$($crate::Dimension::$filter),*],
            formula: $formula,
            definition: $definition,
        }),*]
    };
}
use rows;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_stands_once() {
        let names: Vec<_> = METRICS.iter().map(|it| it.name).collect();
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once);
        assert!(METRICS.iter().all(|it| find(it.name) == Some(it)));
    }

    #[test]
    fn averages_and_shares_do_not_add_up() {
        let adds = |name| find(name).unwrap().adds_up();
        assert!(adds("CONTACTS_HANDLED") && adds("SUM_HOLD_TIME"));
        assert!(!adds("AVG_HOLD_TIME") && !adds("SERVICE_LEVEL") && !adds("MAX_QUEUED_TIME"));
    }

    #[test]
    fn what_agents_do_with_their_time_is_of_no_queue() {
        for metric in METRICS
            .iter()
            .filter(|it| it.series() == Some(Series::AgentTime))
        {
            assert_eq!(metric.by, By::DESK, "{}", metric.name);
        }
    }

    #[test]
    fn the_older_metrics_are_made_from_the_newer() {
        for metric in V1 {
            assert!(
                metric.of.is_empty() || find(metric.of).is_some(),
                "{}",
                metric.name
            );
        }
    }
}
