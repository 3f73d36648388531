//! The fold of tallies into the values of a question.
//!
//! Tallies are added up as they are kept, without being built: of their times only what lies within
//! an asked threshold is counted. What a set of dimensions counts for is found out once, as the same
//! sets come again in each span.

use crate::dims::split;
use crate::tally::{Extremes, Part, Sums, end, scan};
use crate::{
    Ask, BadTally, Dimension, Formula, Group, Hist, Increment, Measure, MetricFilter, Query,
    Series, Tally, Unit, matches_any,
};
use ids::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What of a series is selected.
type Selection<'a> = (Series, &'a [MetricFilter]);

/// Where the numbers of an ask are.
#[derive(Debug)]
struct Place {
    /// Its selection.
    part: usize,
    /// The selection that it is a part of.
    whole: usize,
    /// Its threshold.
    limit: Option<usize>,
}

/// What tallies of a set of dimensions count for.
#[derive(Debug)]
struct Target {
    group: usize,
    /// The selections that they are in.
    selections: Vec<usize>,
}

/// What of a selection was added up.
#[derive(Debug, Clone, Default)]
struct Total {
    sums: Sums,
    /// How many times are within each of the limits.
    within: Vec<u64>,
    extremes: Extremes,
}

impl Total {
    fn take(&mut self, part: Part, limits: &[(Hist, u64)]) {
        match part {
            Part::Sum(measure, amount) => self.sums.put(measure, amount),
            Part::Extremes(measure, both) => self.extremes.widen(measure, both),
            Part::Times(hist, step, count) => {
                for (slot, limit) in self.within.iter_mut().zip(limits) {
                    if limit.0 == hist && step < limit.1 {
                        *slot = slot.saturating_add(count);
                    }
                }
            }
        }
    }
}

/// What is known of the answer so far.
#[derive(Debug)]
pub struct Fold<'a> {
    query: &'a Query,
    intervals: Vec<(Timestamp, Timestamp)>,
    selections: Vec<Selection<'a>>,
    /// Steps below which times count.
    limits: Vec<(Hist, u64)>,
    /// By the asks.
    places: Vec<Place>,
    /// The values of the groupings that were met, and their numbers.
    groups: HashMap<Vec<String>, usize>,
    targets: Vec<Target>,
    /// The targets of keys, by series; `None` for those that do not count.
    keys: BTreeMap<Series, HashMap<String, Option<usize>>>,
    /// By interval and group, for each selection.
    totals: HashMap<(usize, usize), Vec<Total>>,
}

/// The place of something in a list, to which it is added where it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, wanted: T) -> usize {
    let found = list.iter().position(|it| *it == wanted);
    found.unwrap_or_else(|| {
        list.push(wanted);
        list.len() - 1
    })
}

impl<'a> Fold<'a> {
    pub(crate) fn new(query: &'a Query, intervals: Vec<(Timestamp, Timestamp)>) -> Self {
        let mut selections: Vec<Selection<'_>> = Vec::new();
        let mut limits = Vec::new();
        let place_of = |ask: &'a Ask| {
            let series = query.series_of(ask.metric);
            let part = place(&mut selections, (series, ask.filters.as_slice()));
            let whole = match ask.metric.formula {
                Formula::Portion(_) => place(&mut selections, (series, &[])),
                _ => part,
            };
            let limit = match (ask.metric.formula, ask.threshold) {
                (Formula::Within(hist) | Formula::WithinShare(hist, _), Some(it)) => {
                    Some(place(&mut limits, (hist, end(it.seconds, it.inclusive))))
                }
                _ => None,
            };
            Place { part, whole, limit }
        };
        let places = query.asks.iter().map(place_of).collect();
        Self {
            query,
            intervals,
            selections,
            limits,
            places,
            groups: HashMap::new(),
            targets: Vec::new(),
            keys: BTreeMap::new(),
            totals: HashMap::new(),
        }
    }

    /// Takes in a tally that is kept, by its beginning and the key of its dimensions.
    ///
    /// # Errors
    /// [`BadTally`]; some of it may have been added.
    pub fn add(
        &mut self,
        series: Series,
        start: Timestamp,
        key: &str,
        data: &[u8],
    ) -> Result<(), BadTally> {
        let Some(interval) = self.interval_of(start) else {
            return Ok(());
        };
        let Some(target) = self.target(series, key) else {
            return Ok(());
        };
        let Some(target) = self.targets.get(target) else {
            return Ok(());
        };
        let blank = || Total {
            within: vec![0; self.limits.len()],
            ..Total::default()
        };
        let totals = self
            .totals
            .entry((interval, target.group))
            .or_insert_with(|| vec![blank(); self.selections.len()]);
        scan(data, self.query.extremes, |part| {
            for at in &target.selections {
                if let Some(total) = totals.get_mut(*at) {
                    total.take(part, &self.limits);
                }
            }
        })
    }

    /// Takes in what no kept tally has yet.
    ///
    /// # Errors
    /// None that can happen: what was just written can be read.
    pub fn add_pending(&mut self, increment: &Increment) -> Result<(), BadTally> {
        let mut tally = Tally::default();
        tally.add(increment);
        let key = increment.dims.key();
        self.add(increment.series, increment.at, &key, &tally.encode())
    }

    /// What a key counts for.
    fn target(&mut self, series: Series, key: &str) -> Option<usize> {
        if let Some(known) = self.keys.get(&series).and_then(|it| it.get(key)) {
            return *known;
        }
        let target = self.find_target(series, key);
        let known = self.keys.entry(series).or_default();
        known.insert(key.to_owned(), target);
        target
    }

    fn find_target(&mut self, series: Series, key: &str) -> Option<usize> {
        let values = split(key);
        let of = |dimension: Dimension| values[dimension as usize];
        let wanted = |it: &(Dimension, Vec<String>)| matches_any(&it.1, of(it.0));
        if !self.query.filters.iter().all(wanted) {
            return None;
        }
        // A module's runs are those of its flow already.
        let by_module = |it: &Dimension| *it == Dimension::FlowModule;
        let asked_by_module = self.query.groupings.iter().any(by_module)
            || self.query.filters.iter().any(|it| by_module(&it.0));
        if series == Series::Flows && !asked_by_module && !of(Dimension::FlowModule).is_empty() {
            return None;
        }
        let group: Vec<_> = self.query.groupings.iter().map(|it| of(*it)).collect();
        // Each dimension in an answer has a value.
        if group.iter().any(|it| it.is_empty()) {
            return None;
        }
        let all = self.selections.iter().enumerate();
        let here = |it: &Selection<'_>| it.0 == series;
        if !self.selections.iter().any(here) {
            return None;
        }
        let selections = all
            .filter(|(_, it)| here(it) && it.1.iter().all(|it| it.holds(&values)))
            .map(|it| it.0)
            .collect();
        let group = group.into_iter().map(str::to_owned).collect();
        let next = self.groups.len();
        let group = *self.groups.entry(group).or_insert(next);
        self.targets.push(Target { group, selections });
        Some(self.targets.len() - 1)
    }

    fn interval_of(&self, at: Timestamp) -> Option<usize> {
        let after = self.intervals.partition_point(|it| it.0 <= at);
        let index = after.checked_sub(1)?;
        (at < self.intervals.get(index)?.1).then_some(index)
    }

    /// The answer, by interval and group.
    pub fn finish(self) -> Vec<Group> {
        let Self {
            query,
            intervals,
            places,
            groups,
            totals,
            ..
        } = self;
        let groups: BTreeMap<usize, &Vec<String>> =
            groups.iter().map(|(values, at)| (*at, values)).collect();
        let found = totals
            .into_iter()
            .filter_map(|((interval, group), totals)| {
                Some((intervals.get(interval)?, *groups.get(&group)?, totals))
            });
        let mut found: Vec<_> = found.collect();
        found.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let answer = |(interval, values, totals): (&_, &Vec<String>, Vec<Total>)| {
            let mut group = Group {
                interval: *interval,
                values: values.clone(),
                metrics: Vec::new(),
                contacts: Vec::new(),
                extremes: Vec::new(),
            };
            for (ask, place) in query.asks.iter().zip(&places) {
                let (Some(total), Some(whole)) = (totals.get(place.part), totals.get(place.whole))
                else {
                    continue;
                };
                group.metrics.push(value(ask, total, whole, place.limit));
                group.contacts.push(total.sums.get(Measure::Contacts));
                if query.extremes {
                    group.extremes.push(extremes(ask, total, place.limit));
                }
            }
            group
        };
        found.into_iter().map(answer).collect()
    }
}

/// The value of a metric over what was added up, which is a part of another where a share is asked
/// for.
fn value(ask: &Ask, total: &Total, all: &Total, limit: Option<usize>) -> Option<f64> {
    let sum = |of: &[Measure]| of.iter().map(|it| total.sums.get(*it) as f64).sum::<f64>();
    let through = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let within = || total.within.get(limit?).map(|it| *it as f64);
    let raw = match ask.metric.formula {
        Formula::Sum(measure) => sum(&[measure]),
        Formula::Least(measure) => total.sums.get(measure).checked_sub(1)? as f64,
        Formula::Portion(measure) => {
            through(100.0 * sum(&[measure]), all.sums.get(measure) as f64)?
        }
        Formula::Ratio(parts, whole) => through(sum(parts), sum(&[whole]))?,
        Formula::Share(parts, whole) => through(100.0 * sum(parts), sum(whole))?,
        Formula::Within(_) => within()?,
        Formula::WithinShare(_, whole) => through(100.0 * within()?, sum(&[whole]))?,
        Formula::Absent(_) => return None,
    };
    Some(in_unit(ask, raw))
}

/// The least and the greatest of single contacts that a metric counts.
fn extremes(ask: &Ask, total: &Total, limit: Option<usize>) -> Option<(f64, f64)> {
    let counted = match ask.metric.formula {
        Formula::Sum(measure) if measure.of_single().is_some() => {
            let (least, most) = total.extremes.get(measure)?;
            return Some((in_unit(ask, least as f64), in_unit(ask, most as f64)));
        }
        // No single contact has time of agents, or a greatest.
        Formula::Sum(measure) if measure.is_of_time() || measure.is_max() => return None,
        Formula::Sum(measure) => total.sums.get(measure),
        Formula::Within(_) => *total.within.get(limit?)?,
        _ => return None,
    };
    (counted > 0).then_some((1.0, 1.0))
}

fn in_unit(ask: &Ask, raw: f64) -> f64 {
    match ask.metric.unit {
        Unit::Seconds => raw / 1000.0,
        _ => raw,
    }
}
