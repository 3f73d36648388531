//! What may be asked, and the question that it becomes. Source: connect-d-data-metrics.md §5, §18.

use crate::Window;
use metrics::{
    Ask, Dimension, Formula, Interval, METRICS, Metric, Period, Query, Series, Threshold, Zone,
    find,
};
use resources::{ReportDefinition, ReportInterval, ReportKind};
use thiserror::Error;

/// Cells, columns times rows, that no report reaches.
pub const MOST_CELLS: usize = 80_000;
/// Rows of the login/logout report.
pub const MOST_LOGINS: usize = 10_000;
/// Groupings of a report.
const MOST_GROUPINGS: usize = 5;
/// Metrics of a report that have a threshold of their own.
const MOST_LEVELS: usize = 10;
/// Identifiers in the filters of a report: as many as one question of the API can have, and as many
/// as somebody may choose who is restricted by tags.
const MOST_VALUES: usize = 100;
/// The greatest threshold, in seconds: seven days.
const GREATEST: u64 = 604_800;

/// What rows are told apart and chosen by.
pub type Key = Dimension;

/// The hierarchy's levels from the top down.
pub const LEVELS: [Key; 5] = [
    Key::LevelOne,
    Key::LevelTwo,
    Key::LevelThree,
    Key::LevelFour,
    Key::LevelFive,
];

/// The keys of a kind of report, for groupings and filters alike.
pub fn keys(kind: ReportKind) -> &'static [Key] {
    const COUNTED: &[Key] = &[
        Key::Queue,
        Key::Agent,
        Key::RoutingProfile,
        Key::Channel,
        Key::LevelOne,
        Key::LevelTwo,
        Key::LevelThree,
        Key::LevelFour,
        Key::LevelFive,
    ];
    const SIGNED_IN: &[Key] = &[
        Key::RoutingProfile,
        Key::LevelOne,
        Key::LevelTwo,
        Key::LevelThree,
        Key::LevelFour,
        Key::LevelFive,
    ];
    match kind {
        ReportKind::HistoricalQueues | ReportKind::HistoricalAgents => COUNTED,
        ReportKind::LoginLogout => SIGNED_IN,
        ReportKind::RealTime => &[Key::Queue],
    }
}

/// Why a report cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadDefinition {
    /// There is nothing to show.
    #[error("choose at least one metric")]
    NoMetrics,
    /// There is no such metric, or nothing that it could be made from.
    #[error("there is no metric {0}")]
    UnknownMetric(String),
    /// One stands twice.
    #[error("{0} stands more than once")]
    Twice(String),
    /// A threshold is missing, out of bounds or too much.
    #[error("{name}: {why}")]
    Threshold {
        /// The metric.
        name: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// Too many thresholds.
    #[error("a report has at most {MOST_LEVELS} metrics with seconds of their own")]
    Levels,
    /// There is no such key.
    #[error("a report of this type cannot be grouped or filtered by {0}")]
    UnknownKey(String),
    /// Too many groupings.
    #[error("a report has at most {MOST_GROUPINGS} groupings")]
    Groupings,
    /// A metric cannot be told so.
    #[error("{metric} cannot be told by {key}")]
    Unfit {
        /// The metric's name in reports.
        metric: &'static str,
        /// The key.
        key: &'static str,
    },
    /// Too many identifiers.
    #[error("the filters of a report name at most {MOST_VALUES} resources")]
    Values,
    /// A login/logout report is of sessions, nothing else.
    #[error("a login/logout report has no metrics and no groupings")]
    LoginsOnly,
    /// What is now is asked for by the page itself.
    #[error("a real-time report shows what is now: there is no file of it")]
    RealTimeOnly,
    /// No zone.
    #[error("{0}")]
    Zone(#[from] metrics::UnknownZone),
    /// Somebody is restricted by tags, and the report goes beyond that.
    #[error(
        "your security profile restricts you by tags: choose {what} in the filters, at most \
         {MOST_VALUES}, and group by nothing but these and the channel"
    )]
    Restricted {
        /// What must be chosen, in words.
        what: &'static str,
    },
    /// As many cells as no report may have.
    #[error(
        "the report would have {0} cells (columns times rows), and it must have fewer than \
         {MOST_CELLS}: choose a shorter time, longer intervals, fewer groupings or fewer metrics"
    )]
    Cells(usize),
}

/// Checks a definition by itself.
///
/// # Errors
/// [`BadDefinition`], the first problem.
pub fn check(it: &ReportDefinition) -> Result<(), BadDefinition> {
    Zone::find(&it.zone)?;
    let keys = keys(it.kind);
    let known = |text: &String| {
        let found = keys.iter().copied().find(|key| key.key() == text);
        found.ok_or_else(|| BadDefinition::UnknownKey(text.clone()))
    };
    let groupings = it
        .groupings
        .iter()
        .map(known)
        .collect::<Result<Vec<_>, _>>()?;
    let filters = it
        .filters
        .keys()
        .map(known)
        .collect::<Result<Vec<_>, _>>()?;
    if it.filters.values().map(Vec::len).sum::<usize>() > MOST_VALUES {
        return Err(BadDefinition::Values);
    }
    if it.kind == ReportKind::LoginLogout {
        return match it.metrics.is_empty() && it.groupings.is_empty() {
            true => Ok(()),
            false => Err(BadDefinition::LoginsOnly),
        };
    }
    if it.kind == ReportKind::RealTime {
        return current(it);
    }
    if it.groupings.len() > MOST_GROUPINGS {
        return Err(BadDefinition::Groupings);
    }
    for (at, key) in it.groupings.iter().enumerate() {
        if it.groupings[..at].contains(key) {
            return Err(BadDefinition::Twice(key.clone()));
        }
    }
    let asks = asks(it)?;
    let thresholds = asks.iter().filter(|it| it.threshold.is_some());
    if thresholds.count() > MOST_LEVELS {
        return Err(BadDefinition::Levels);
    }
    for Ask { metric, .. } in asks {
        let unfit = |key: &Key| BadDefinition::Unfit {
            metric: metric.title,
            key: key.key(),
        };
        let (by, of) = (metric.by.groupings(), metric.by.filters());
        if let Some(key) = groupings.iter().find(|it| !by.contains(&it.key())) {
            return Err(unfit(key));
        }
        if let Some(key) = filters.iter().find(|it| !of.contains(&it.key())) {
            return Err(unfit(key));
        }
    }
    Ok(())
}

/// Whether a metric can be in a report: one that nothing is recorded for has no value anywhere, and
/// flows, steps of routing and bots are of no report.
fn has_source(metric: &Metric) -> bool {
    let of_its_own = !matches!(metric.series(), None | Some(Series::AgentTime));
    !matches!(metric.formula, Formula::Absent(_)) && !of_its_own
}

/// Checks the metrics of a real-time report.
fn current(it: &ReportDefinition) -> Result<(), BadDefinition> {
    for (at, metric) in it.metrics.iter().enumerate() {
        if metrics::find_current(&metric.name).is_none() || metric.seconds.is_some() {
            return Err(BadDefinition::UnknownMetric(metric.name.clone()));
        }
        if it.metrics[..at].contains(metric) {
            return Err(BadDefinition::Twice(metric.name.clone()));
        }
    }
    match it.metrics.is_empty() {
        true => Err(BadDefinition::NoMetrics),
        false => Ok(()),
    }
}

/// The metrics that a report can have, by name.
pub fn offered() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().copied().filter(|it| has_source(it))
}

fn asks(it: &ReportDefinition) -> Result<Vec<Ask>, BadDefinition> {
    let mut asks: Vec<Ask> = Vec::new();
    for wanted in &it.metrics {
        let metric = find(&wanted.name).filter(|it| has_source(it));
        let metric = metric.ok_or_else(|| BadDefinition::UnknownMetric(wanted.name.clone()))?;
        let bad = |why| BadDefinition::Threshold {
            name: metric.title,
            why,
        };
        let threshold = match (metric.needs_threshold(), wanted.seconds) {
            (true, Some(seconds)) if (1..=GREATEST).contains(&seconds) => Some(Threshold {
                seconds,
                inclusive: true,
            }),
            (true, Some(_)) => return Err(bad("the seconds must be from 1 to 604800")),
            (true, None) => return Err(bad("the seconds are missing")),
            (false, Some(_)) => return Err(bad("it has no seconds")),
            (false, None) => None,
        };
        let ask = Ask {
            metric,
            threshold,
            filters: Vec::new(),
        };
        if asks.contains(&ask) {
            return Err(BadDefinition::Twice(metric.title.to_owned()));
        }
        asks.push(ask);
    }
    match asks.is_empty() {
        true => Err(BadDefinition::NoMetrics),
        false => Ok(asks),
    }
}

/// The period of an interval.
pub const fn period(interval: ReportInterval) -> Period {
    match interval {
        ReportInterval::FifteenMin => Period::FifteenMin,
        ReportInterval::ThirtyMin => Period::ThirtyMin,
        ReportInterval::Day => Period::Day,
        ReportInterval::Total => Period::Total,
    }
}

/// The question that a report of what was counted is.
///
/// # Errors
/// As [`check`].
pub fn query(it: &ReportDefinition, window: Window) -> Result<Query, BadDefinition> {
    check(it)?;
    if it.kind == ReportKind::RealTime {
        return Err(BadDefinition::RealTimeOnly);
    }
    let interval = Interval {
        period: period(it.interval),
        zone: Zone::find(&it.zone)?,
    };
    let mut query = Query::new(window.from, window.to, interval);
    query.groupings = it.groupings.iter().filter_map(|it| Key::find(it)).collect();
    query.filters = it
        .filters
        .iter()
        .filter_map(|(key, values)| Some((Key::find(key)?, values.clone())))
        .collect();
    query.asks = asks(it)?;
    Ok(query)
}

/// How many cells a report has in a time, if it has so many groups in each interval: in the source's
/// example two days by half hours, five queues and ten metrics are 4,800, and one day 2,400.
///
/// # Errors
/// [`BadDefinition::Cells`] where that is too much.
pub fn cells(it: &ReportDefinition, window: Window, groups: usize) -> Result<usize, BadDefinition> {
    let interval = Interval {
        period: period(it.interval),
        zone: Zone::find(&it.zone)?,
    };
    let intervals = match interval.period {
        Period::Total => 1,
        _ => interval.cut(window.from, window.to).len(),
    };
    let named = it
        .groupings
        .iter()
        .map(|key| it.filters.get(key).map_or(1, Vec::len));
    let groups = groups.max(named.max().unwrap_or(1)).max(1);
    let cells = intervals
        .saturating_mul(groups)
        .saturating_mul(it.metrics.len());
    match cells < MOST_CELLS {
        true => Ok(cells),
        false => Err(BadDefinition::Cells(cells)),
    }
}

/// Which identifiers somebody must see for a report, who sees only some of these types of resources:
/// such a person groups and filters by one of the types, and by channels, and names what is to be
/// counted. Source: connect-d-data-metrics.md §5 (TBAC), §21.
///
/// # Errors
/// [`BadDefinition::Restricted`].
pub fn restricted<'a>(
    it: &'a ReportDefinition,
    types: &[Key],
) -> Result<Option<(Key, &'a [String])>, BadDefinition> {
    // The login/logout report does not know such restrictions, and what is now is asked for queue by
    // queue by an operation that does.
    let counted = !matches!(it.kind, ReportKind::LoginLogout | ReportKind::RealTime);
    let Some(first) = types.first().filter(|_| counted) else {
        return Ok(None);
    };
    let only = |key: &Key| {
        let fine = |it: &String| it == key.key() || it == Key::Channel.key();
        it.groupings.iter().all(fine) && it.filters.keys().all(fine)
    };
    let chosen = types.iter().copied().find_map(|key| {
        let values = it.filters.get(key.key()).filter(|it| !it.is_empty())?;
        only(&key).then_some((key, values.as_slice()))
    });
    match chosen {
        Some(chosen) => Ok(Some(chosen)),
        None => Err(BadDefinition::Restricted {
            what: match first {
                Key::Queue => "queues",
                Key::RoutingProfile => "routing profiles",
                _ => "agents",
            },
        }),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ids::Timestamp;
    use resources::{ReportMetric, ReportRange};
    use std::collections::BTreeMap;

    pub(crate) fn definition(metrics: &[&str], groupings: &[&str]) -> ReportDefinition {
        ReportDefinition {
            kind: ReportKind::HistoricalQueues,
            metrics: metrics
                .iter()
                .map(|name| {
                    let needs = find(name).is_some_and(Metric::needs_threshold);
                    ReportMetric {
                        name: (*name).to_owned(),
                        seconds: needs.then_some(60),
                    }
                })
                .collect(),
            groupings: groupings.iter().map(|it| (*it).to_owned()).collect(),
            filters: BTreeMap::new(),
            interval: ReportInterval::ThirtyMin,
            range: ReportRange::Yesterday,
            zone: "UTC".into(),
        }
    }

    const DAY: Window = Window {
        from: Timestamp(0),
        to: Timestamp(86_400_000),
    };

    #[test]
    fn the_cells_of_the_worked_example_are_2400() {
        let names: Vec<_> = offered().map(|it| it.name).take(10).collect();
        let it = definition(&names, &["QUEUE"]);
        assert_eq!(cells(&it, DAY, 5), Ok(2_400));
    }

    #[test]
    fn a_report_that_reaches_80_000_cells_is_refused() {
        let it = definition(&["CONTACTS_HANDLED"], &["QUEUE"]);
        // 48 intervals: 1,666 queues are 79,968 cells.
        assert_eq!(cells(&it, DAY, 1_666), Ok(79_968));
        assert_eq!(cells(&it, DAY, 1_667), Err(BadDefinition::Cells(80_016)));
        let mut total = it.clone();
        total.interval = ReportInterval::Total;
        assert_eq!(cells(&total, DAY, 79_999), Ok(79_999));
        assert_eq!(
            cells(&total, DAY, 80_000),
            Err(BadDefinition::Cells(80_000))
        );
    }

    #[test]
    fn what_goes_together_is_asked() {
        let it = definition(
            &["CONTACTS_HANDLED", "SERVICE_LEVEL"],
            &["QUEUE", "CHANNEL"],
        );
        let query = query(&it, DAY).unwrap();
        assert_eq!(query.groupings, [Key::Queue, Key::Channel]);
        let threshold = query.asks[1].threshold.unwrap();
        assert!(threshold.seconds == 60 && threshold.inclusive);
    }

    #[test]
    fn what_does_not_go_together_is_named() {
        let refused = |it: &ReportDefinition| check(it).unwrap_err();
        assert_eq!(refused(&definition(&[], &[])), BadDefinition::NoMetrics);
        // Agents' time is of no queue.
        let it = definition(&["SUM_ONLINE_TIME_AGENT"], &["QUEUE"]);
        assert!(matches!(
            refused(&it),
            BadDefinition::Unfit { key: "QUEUE", .. }
        ));
        let it = definition(&["CONTACTS_HANDLED", "CONTACTS_HANDLED"], &[]);
        assert!(matches!(refused(&it), BadDefinition::Twice(_)));
        let it = definition(&["CONTACTS_HANDLED"], &["QUEUE", "QUEUE"]);
        assert_eq!(refused(&it), BadDefinition::Twice("QUEUE".into()));
        let six = ["QUEUE", "AGENT", "CHANNEL", "ROUTING_PROFILE"];
        let levels = ["AGENT_HIERARCHY_LEVEL_ONE", "AGENT_HIERARCHY_LEVEL_TWO"];
        let it = definition(&["CONTACTS_HANDLED"], &[six.as_slice(), &levels].concat());
        assert_eq!(refused(&it), BadDefinition::Groupings);
        let it = definition(&["CONTACTS_HANDLED"], &["INITIATION_METHOD"]);
        assert!(matches!(refused(&it), BadDefinition::UnknownKey(_)));
        let it = definition(&["MADE_UP"], &[]);
        assert_eq!(refused(&it), BadDefinition::UnknownMetric("MADE_UP".into()));
        let mut it = definition(&["CONTACTS_HANDLED"], &[]);
        it.zone = "Mars/Olympus".into();
        assert!(matches!(refused(&it), BadDefinition::Zone(_)));
        let mut it = definition(&["SERVICE_LEVEL"], &[]);
        it.metrics[0].seconds = None;
        assert!(matches!(refused(&it), BadDefinition::Threshold { .. }));
        it.metrics = (1..=11)
            .map(|seconds| ReportMetric {
                name: "SERVICE_LEVEL".into(),
                seconds: Some(seconds),
            })
            .collect();
        assert_eq!(refused(&it), BadDefinition::Levels);
    }

    #[test]
    fn filters_name_a_hundred_resources() {
        let mut it = definition(&["CONTACTS_HANDLED"], &["QUEUE"]);
        let many = |count: usize| (0..count).map(|it| it.to_string()).collect::<Vec<_>>();
        it.filters.insert("QUEUE".into(), many(100));
        assert_eq!(check(&it), Ok(()));
        it.filters.insert("QUEUE".into(), many(101));
        assert_eq!(check(&it), Err(BadDefinition::Values));
    }

    #[test]
    fn who_is_restricted_by_tags_names_what_is_counted() {
        let mut it = definition(&["CONTACTS_HANDLED"], &["QUEUE", "CHANNEL"]);
        let both = [Key::Queue, Key::Agent];
        assert_eq!(restricted(&it, &[]), Ok(None));
        let error = restricted(&it, &both).unwrap_err();
        assert!(matches!(
            error,
            BadDefinition::Restricted { what: "queues" }
        ));
        it.filters.insert("QUEUE".into(), vec!["q1".into()]);
        let seen = restricted(&it, &both).unwrap().unwrap();
        assert_eq!(seen, (Key::Queue, ["q1".to_owned()].as_slice()));
        it.groupings.push("ROUTING_PROFILE".into());
        assert!(restricted(&it, &both).is_err());
    }

    #[test]
    fn a_real_time_report_is_of_queues_and_is_no_file() {
        let mut it = definition(&["CONTACTS_IN_QUEUE", "AGENTS_ONLINE"], &["QUEUE"]);
        it.kind = ReportKind::RealTime;
        it.filters.insert("QUEUE".into(), vec!["q".into()]);
        assert_eq!(check(&it), Ok(()));
        assert_eq!(query(&it, DAY), Err(BadDefinition::RealTimeOnly));
        it.metrics.push(it.metrics[0].clone());
        assert!(matches!(check(&it), Err(BadDefinition::Twice(_))));
        it.metrics = definition(&["CONTACTS_HANDLED"], &[]).metrics;
        assert!(matches!(check(&it), Err(BadDefinition::UnknownMetric(_))));
        it.metrics.clear();
        assert_eq!(check(&it), Err(BadDefinition::NoMetrics));
        it.groupings = vec!["AGENT".into()];
        assert!(matches!(check(&it), Err(BadDefinition::UnknownKey(_))));
    }

    #[test]
    fn a_login_report_has_neither_metrics_nor_groupings() {
        let mut it = definition(&[], &[]);
        it.kind = ReportKind::LoginLogout;
        it.filters
            .insert("ROUTING_PROFILE".into(), vec!["p".into()]);
        assert_eq!(check(&it), Ok(()));
        it.groupings.push("ROUTING_PROFILE".into());
        assert_eq!(check(&it), Err(BadDefinition::LoginsOnly));
        it.groupings.clear();
        it.filters.insert("QUEUE".into(), vec!["q".into()]);
        assert!(matches!(check(&it), Err(BadDefinition::UnknownKey(_))));
    }
}
