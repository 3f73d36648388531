//! What is measured all the time, integrated minute by minute.

use super::{MINUTE, Reading, Stat, Watched, minute, parse_key, seconds};
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One that is measured: its value now, and what it was in this minute.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Gauge {
    value: f64,
    /// Value times milliseconds.
    area: f64,
    ms: f64,
    min: f64,
    max: f64,
}

impl Gauge {
    /// One that was 0 since the minute began.
    fn new(ms: i64) -> Self {
        Self {
            value: 0.0,
            area: 0.0,
            ms: ms as f64,
            min: 0.0,
            max: 0.0,
        }
    }

    fn pass(&mut self, ms: i64) {
        if ms > 0 {
            self.area += self.value * ms as f64;
            self.ms += ms as f64;
        }
    }

    fn set(&mut self, value: f64) {
        self.value = value.max(0.0);
        self.min = self.min.min(self.value);
        self.max = self.max.max(self.value);
    }

    fn stat(&self) -> Stat {
        Stat {
            count: self.ms / 1000.0,
            sum: self.area / 1000.0,
            min: self.min,
            max: self.max,
        }
    }

    /// The next minute begins.
    fn turn(&mut self) {
        *self = Self {
            value: self.value,
            area: 0.0,
            ms: 0.0,
            min: self.value,
            max: self.value,
        };
    }
}

/// See the [module](self).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Gauges {
    /// Up to when all were measured; 0 before the first time.
    at: Timestamp,
    gauges: BTreeMap<String, Gauge>,
    /// By queue, how long those waited at most who left in this minute.
    longest: BTreeMap<String, f64>,
}

impl Gauges {
    pub(super) fn at(&self) -> Timestamp {
        self.at
    }

    /// Changes a value from now on.
    pub(super) fn change(&mut self, key: &str, by: f64) {
        let passed = self.at.0 - minute(self.at).0;
        if !self.gauges.contains_key(key) {
            self.gauges.insert(key.to_owned(), Gauge::new(passed));
        }
        if let Some(gauge) = self.gauges.get_mut(key) {
            gauge.set(gauge.value + by);
        }
    }

    /// Takes values that were counted anew; what the minute had stays.
    pub(super) fn recount(&mut self, mut values: BTreeMap<String, f64>) {
        for (key, gauge) in &mut self.gauges {
            gauge.set(values.remove(key).unwrap_or_default());
        }
        for (key, value) in values {
            self.change(&key, value);
        }
    }

    /// Somebody left a queue.
    pub(super) fn longest(&mut self, queue: &str, seconds: f64) {
        let longest = self.longest.entry(queue.to_owned()).or_default();
        *longest = longest.max(seconds);
    }

    /// Measures up to a time and tells the minutes that are over.
    pub(super) fn advance(
        &mut self,
        to: Timestamp,
        oldest: impl Fn(&str) -> Option<Timestamp>,
        out: &mut Vec<Reading>,
    ) {
        if self.at.0 == 0 {
            // Nothing is known of the time before.
            self.at = to;
        }
        while self.at < to {
            let end = Timestamp(minute(self.at).0 + MINUTE);
            let until = end.min(to);
            let passed = until.0 - self.at.0;
            self.gauges.values_mut().for_each(|it| it.pass(passed));
            self.at = until;
            if until == end {
                self.turn(end, &oldest, out);
                if self.gauges.is_empty() {
                    self.at = self.at.max(to);
                }
            }
        }
    }

    fn turn(
        &mut self,
        end: Timestamp,
        oldest: &impl Fn(&str) -> Option<Timestamp>,
        out: &mut Vec<Reading>,
    ) {
        let begin = Timestamp(end.0 - MINUTE);
        out.extend(self.readings(begin, end, oldest));
        self.longest.clear();
        self.gauges.values_mut().for_each(Gauge::turn);
        self.gauges.retain(|_, it| it.value > 0.0);
    }

    /// What the minute has so far.
    pub(super) fn readings(
        &self,
        begin: Timestamp,
        now: Timestamp,
        oldest: &impl Fn(&str) -> Option<Timestamp>,
    ) -> Vec<Reading> {
        let mut out = Vec::new();
        for (key, gauge) in &self.gauges {
            let Some((metric, of)) = parse_key(key).filter(|_| gauge.max > 0.0) else {
                continue;
            };
            let reading = |metric, stat| Reading {
                minute: begin,
                metric,
                of: of.to_owned(),
                stat,
            };
            out.push(reading(metric, gauge.stat()));
            if metric == Watched::QueueSize {
                let left = self.longest.get(of).copied().unwrap_or_default();
                let waits = oldest(of).map_or(0.0, |since| seconds(since, now));
                let longest = Stat::one(left.max(waits));
                out.push(reading(Watched::LongestQueueWaitTime, longest));
            }
        }
        out
    }
}
