//! A question about what was counted: which tallies it reads, and their fold into values.
//!
//! Long spans are read where they fit into the asked intervals, shorter ones at the edges, so
//! that a month by days is a few rows for each set of dimensions, in any time zone.

use crate::dims::split;
use crate::{
    BadTally, Dimension, Formula, Hist, Increment, Interval, Measure, Metric, Series, Span, Tally,
    Unit, matches_any,
};
use ids::Timestamp;
use std::collections::BTreeMap;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// From when, to five minutes.
    from: Timestamp,
    /// Until when, to five minutes.
    to: Timestamp,
    interval: Interval,
    /// Values of dimensions of which each must have one.
    pub filters: Vec<(Dimension, Vec<String>)>,
    /// By what values are told apart.
    pub groupings: Vec<Dimension>,
    /// The metrics.
    pub asks: Vec<Ask>,
}

/// One metric of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The metric.
    pub metric: &'static Metric,
    /// Its threshold, where it has one.
    pub threshold: Option<Threshold>,
    /// What it counts alone.
    pub filters: Vec<MetricFilter>,
}

/// Seconds below which, or up to which, times count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Whole seconds.
    pub seconds: u64,
    /// Whether the threshold itself counts (`LTE`).
    pub inclusive: bool,
}

/// A filter of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricFilter {
    /// Of which dimension.
    pub dimension: Dimension,
    /// The values that count.
    pub values: Vec<String>,
    /// Or those that do not.
    pub negate: bool,
}

impl MetricFilter {
    fn holds(&self, values: &[&str]) -> bool {
        let value = values.get(self.dimension as usize).copied();
        let one_of = value.is_some_and(|value| self.values.iter().any(|it| it == value));
        one_of != self.negate
    }
}

/// Tallies to be read: those of a series and span that begin in this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The series.
    pub series: Series,
    /// How long their time is.
    pub span: Span,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

/// The values of one group in one interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The interval.
    pub interval: (Timestamp, Timestamp),
    /// The values of the groupings, in their order.
    pub values: Vec<String>,
    /// The values of the metrics, in their order; `None` where one cannot be computed.
    pub metrics: Vec<Option<f64>>,
    /// How many contacts each of them counts.
    pub contacts: Vec<u64>,
}

impl Query {
    /// A question about a time, which is extended to whole five minutes.
    pub fn new(from: Timestamp, to: Timestamp, interval: Interval) -> Self {
        Self {
            from: Span::FiveMinutes.start(from),
            to: Span::FiveMinutes.ceil(to),
            interval,
            filters: Vec::new(),
            groupings: Vec::new(),
            asks: Vec::new(),
        }
    }

    fn series_of(&self, metric: &Metric) -> Series {
        let filtered = self.filters.iter().map(|it| it.0);
        let by_agent = filtered
            .chain(self.groupings.iter().copied())
            .any(Dimension::of_agent);
        if metric.of_time() {
            Series::AgentTime
        } else if metric.of_flows() {
            Series::Flows
        } else if by_agent {
            Series::AgentContacts
        } else {
            Series::Contacts
        }
    }

    /// The tallies that must be folded.
    pub fn reads(&self) -> Vec<Read> {
        let mut pieces: Vec<(Span, Timestamp, Timestamp)> = Vec::new();
        for (from, to) in self.interval.cut(self.from, self.to) {
            into_spans(from, to, Span::ALL, &mut pieces);
        }
        let mut reads = Vec::new();
        for series in self.series() {
            for span in Span::ALL {
                let of_span = pieces.iter().filter(|it| it.0 == *span);
                for (_, from, to) in of_span {
                    push(
                        &mut reads,
                        Read {
                            series,
                            span: *span,
                            from: *from,
                            to: *to,
                        },
                    );
                }
            }
        }
        reads
    }

    fn series(&self) -> Vec<Series> {
        let mut series: Vec<_> = self
            .asks
            .iter()
            .map(|it| self.series_of(it.metric))
            .collect();
        series.sort_unstable();
        series.dedup();
        series
    }

    /// Begins the fold.
    pub fn fold(&self) -> Fold<'_> {
        let mut selections: Vec<(Series, &[MetricFilter])> = Vec::new();
        let mut of_asks = Vec::new();
        for ask in &self.asks {
            let series = self.series_of(ask.metric);
            let part = place(&mut selections, (series, ask.filters.as_slice()));
            let whole = match ask.metric.formula {
                Formula::Portion(_) => place(&mut selections, (series, &[])),
                _ => part,
            };
            of_asks.push((part, whole));
        }
        Fold {
            query: self,
            intervals: self.interval.cut(self.from, self.to),
            selections,
            of_asks,
            groups: BTreeMap::new(),
        }
    }
}

/// What of a series is selected.
type Selection<'a> = (Series, &'a [MetricFilter]);

/// The place of a selection, which is added where it is new.
fn place<'a>(selections: &mut Vec<Selection<'a>>, wanted: Selection<'a>) -> usize {
    let found = selections.iter().position(|it| *it == wanted);
    found.unwrap_or_else(|| {
        selections.push(wanted);
        selections.len() - 1
    })
}

/// Adjacent reads of one kind become one.
fn push(reads: &mut Vec<Read>, read: Read) {
    match reads.last_mut() {
        Some(last) if (last.series, last.span, last.to) == (read.series, read.span, read.from) => {
            last.to = read.to;
        }
        _ => reads.push(read),
    }
}

/// Cuts a time into the longest spans that fit, and shorter ones at its edges.
fn into_spans(
    from: Timestamp,
    to: Timestamp,
    spans: &[Span],
    out: &mut Vec<(Span, Timestamp, Timestamp)>,
) {
    let Some((span, shorter)) = spans.split_last() else {
        return;
    };
    let (first, last) = (span.ceil(from), span.start(to));
    if first >= last {
        return into_spans(from, to, shorter, out);
    }
    if from < first {
        into_spans(from, first, shorter, out);
    }
    out.push((*span, first, last));
    if last < to {
        into_spans(last, to, shorter, out);
    }
}

/// What is known of the answer so far.
#[derive(Debug)]
pub struct Fold<'a> {
    query: &'a Query,
    intervals: Vec<(Timestamp, Timestamp)>,
    selections: Vec<(Series, &'a [MetricFilter])>,
    /// Which selection is each ask's, and which it is a part of.
    of_asks: Vec<(usize, usize)>,
    groups: BTreeMap<(usize, Vec<String>), Vec<Tally>>,
}

impl Fold<'_> {
    /// Takes in a tally that is kept, by its beginning and the key of its dimensions.
    ///
    /// # Errors
    /// [`BadTally`].
    pub fn add(
        &mut self,
        series: Series,
        start: Timestamp,
        key: &str,
        data: &[u8],
    ) -> Result<(), BadTally> {
        let mut outcome = Ok(());
        self.each(series, start, key, |tally| {
            if let Err(bad) = tally.merge_encoded(data) {
                outcome = Err(bad);
            }
        });
        outcome
    }

    /// Takes in what no kept tally has yet.
    pub fn add_pending(&mut self, increment: &Increment) {
        let key = increment.dims.key();
        self.each(increment.series, increment.at, &key, |tally| {
            tally.add(increment)
        });
    }

    fn each(&mut self, series: Series, at: Timestamp, key: &str, mut take: impl FnMut(&mut Tally)) {
        let Some(interval) = self.interval_of(at) else {
            return;
        };
        let values = split(key);
        let of = |dimension: Dimension| values[dimension as usize];
        let wanted = |it: &(Dimension, Vec<String>)| matches_any(&it.1, of(it.0));
        if !self.query.filters.iter().all(wanted) {
            return;
        }
        // A module's runs are those of its flow already.
        let by_module = |it: &Dimension| *it == Dimension::FlowModule;
        let asked_by_module = self.query.groupings.iter().any(by_module)
            || self.query.filters.iter().any(|it| by_module(&it.0));
        if series == Series::Flows && !asked_by_module && !of(Dimension::FlowModule).is_empty() {
            return;
        }
        let group: Vec<_> = self.query.groupings.iter().map(|it| of(*it)).collect();
        // Each dimension in an answer has a value.
        if group.iter().any(|it| it.is_empty()) {
            return;
        }
        if !self.selections.iter().any(|it| it.0 == series) {
            return;
        }
        let group = (interval, group.into_iter().map(str::to_owned).collect());
        let count = self.selections.len();
        let tallies = self
            .groups
            .entry(group)
            .or_insert_with(|| vec![Tally::default(); count]);
        for ((of_series, filters), tally) in self.selections.iter().zip(tallies) {
            if *of_series == series && filters.iter().all(|it| it.holds(&values)) {
                take(tally);
            }
        }
    }

    fn interval_of(&self, at: Timestamp) -> Option<usize> {
        let after = self.intervals.partition_point(|it| it.0 <= at);
        let index = after.checked_sub(1)?;
        (at < self.intervals.get(index)?.1).then_some(index)
    }

    /// The answer, by interval and group.
    pub fn finish(self) -> Vec<Group> {
        let mut out = Vec::with_capacity(self.groups.len());
        for ((interval, values), tallies) in self.groups {
            let asks = self.query.asks.iter().zip(&self.of_asks);
            let of = asks.filter_map(|(ask, (part, whole))| {
                Some((ask, tallies.get(*part)?, tallies.get(*whole)?))
            });
            let (metrics, contacts) = of
                .map(|(ask, tally, whole)| (value(ask, tally, whole), tally.sum(Measure::Contacts)))
                .unzip();
            if let Some(interval) = self.intervals.get(interval) {
                out.push(Group {
                    interval: *interval,
                    values,
                    metrics,
                    contacts,
                });
            }
        }
        out
    }
}

/// The value of a metric over a tally, which is a part of another where a share is asked for.
fn value(ask: &Ask, tally: &Tally, all: &Tally) -> Option<f64> {
    let sum = |of: &[Measure]| of.iter().map(|it| tally.sum(*it) as f64).sum::<f64>();
    let through = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let within = |hist: Hist| {
        let threshold = ask.threshold?;
        Some(tally.within(hist, threshold.seconds, threshold.inclusive) as f64)
    };
    let raw = match ask.metric.formula {
        Formula::Sum(measure) => sum(&[measure]),
        Formula::Least(measure) => tally.sum(measure).checked_sub(1)? as f64,
        Formula::Portion(measure) => through(100.0 * sum(&[measure]), all.sum(measure) as f64)?,
        Formula::Ratio(parts, whole) => through(sum(parts), sum(&[whole]))?,
        Formula::Share(parts, whole) => through(100.0 * sum(parts), sum(whole))?,
        Formula::Within(hist) => within(hist)?,
        Formula::WithinShare(hist, whole) => through(100.0 * within(hist)?, sum(&[whole]))?,
        Formula::Absent(_) => return None,
    };
    Some(match ask.metric.unit {
        Unit::Seconds => raw / 1000.0,
        _ => raw,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Period, Zone, find};

    fn query(period: Period, zone: &str, from: &str, to: &str) -> Query {
        let interval = Interval {
            period,
            zone: Zone::find(zone).unwrap(),
        };
        let mut query = Query::new(from.parse().unwrap(), to.parse().unwrap(), interval);
        query.asks.push(Ask {
            metric: find("CONTACTS_QUEUED").unwrap(),
            threshold: None,
            filters: Vec::new(),
        });
        query
    }

    fn spans(query: &Query) -> Vec<(Span, String, String)> {
        let reads = query.reads().into_iter();
        reads
            .map(|it| (it.span, it.from.to_iso_seconds(), it.to.to_iso_seconds()))
            .collect()
    }

    #[test]
    fn a_long_time_is_read_by_days_and_its_edges_by_less() {
        let query = query(
            Period::Total,
            "UTC",
            "2024-01-01T22:58:10Z",
            "2024-02-03T01:00:00Z",
        );
        let of = |span, from: &str, to: &str| (span, from.to_owned(), to.to_owned());
        let expected = [
            of(
                Span::FiveMinutes,
                "2024-01-01T22:55:00Z",
                "2024-01-01T23:00:00Z",
            ),
            of(Span::Hour, "2024-01-01T23:00:00Z", "2024-01-02T00:00:00Z"),
            of(Span::Hour, "2024-02-03T00:00:00Z", "2024-02-03T01:00:00Z"),
            of(Span::Day, "2024-01-02T00:00:00Z", "2024-02-03T00:00:00Z"),
        ];
        assert_eq!(spans(&query), expected);
    }

    #[test]
    fn days_elsewhere_are_read_by_hours() {
        let query = query(
            Period::Day,
            "Asia/Tokyo",
            "2024-01-01T15:00:00Z",
            "2024-01-31T15:00:00Z",
        );
        let spans = spans(&query);
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0].0, Span::Hour);
    }
}
