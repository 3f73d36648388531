//! A question about what was counted, and which tallies it reads. [`Fold`] makes values of them.
//!
//! Long spans are read where they fit into the asked intervals, shorter ones at the edges, so
//! that a month by days is a few rows for each set of dimensions, in any time zone.

use crate::{Dimension, Fold, Interval, Metric, Series, Span};
use ids::Timestamp;

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
    /// Whether the least and the greatest of single contacts are wanted, too.
    pub extremes: bool,
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
    pub(crate) fn holds(&self, values: &[&str]) -> bool {
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
    /// The least and the greatest of single contacts that have any, for each of them; `None` where
    /// none has, or that is not kept. Empty where they were not asked for.
    pub extremes: Vec<Option<(f64, f64)>>,
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
            extremes: false,
        }
    }

    pub(crate) fn series_of(&self, metric: &Metric) -> Series {
        let filtered = self.filters.iter().map(|it| it.0);
        let by_agent = filtered
            .chain(self.groupings.iter().copied())
            .any(Dimension::of_agent);
        metric.series().unwrap_or(match by_agent {
            true => Series::AgentContacts,
            false => Series::Contacts,
        })
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
        Fold::new(self, self.interval.cut(self.from, self.to))
    }
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
