//! How carriers do: what they were handed, what they said, and how fast.

use crate::Outcome;
use ids::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;

/// How a carrier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierHealth {
    /// Its name.
    pub name: String,
    /// Whether its link is up.
    pub connected: bool,
    /// Messages that it may be handed at once.
    pub window: usize,
    /// Messages that it is being handed now.
    pub in_flight: usize,
    /// Failures since it last took anything.
    pub failures: u32,
    /// Until when it rests after failures.
    pub rests_until: Option<Timestamp>,
    /// What came of parts since the start.
    pub counters: CarrierCounters,
    /// How long receipts took lately.
    pub receipt_times: ReceiptTimes,
    /// Parts that it took in the last hour: one figure for each [`RATE_SPAN`], the latest last.
    pub taken: Vec<u32>,
    /// When the first of those spans began.
    pub taken_from: Timestamp,
}

/// What came of the parts that a carrier was handed, since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CarrierCounters {
    /// Handed to it.
    pub sent: u64,
    /// Taken by it.
    pub accepted: u64,
    /// Refused for good.
    pub refused: u64,
    /// Put off: it was busy or did not answer in time.
    pub throttled: u64,
    /// Nobody knows.
    pub in_doubt: u64,
    /// Receipts of outcomes that it sent.
    pub receipts: u64,
}

/// How long receipts took lately; `None` before there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReceiptTimes {
    /// Half of them took no longer.
    pub median: Option<Duration>,
    /// 95 of 100 took no longer.
    pub slow: Option<Duration>,
}

/// How long a figure of throughput stands for.
pub const RATE_SPAN: Duration = Duration::from_secs(10);
/// Figures of an hour.
const SPANS: usize = 360;
/// Receipts that [`ReceiptTimes`] are of.
const LATELY: usize = 512;

/// What is counted of one carrier.
#[derive(Debug, Default)]
pub(crate) struct Tracker {
    pub(crate) counters: CarrierCounters,
    /// The number of the span that is counted now.
    span: i64,
    /// Spans up to now, the latest last.
    taken: VecDeque<u32>,
    /// How long the last receipts took, in milliseconds.
    latencies: VecDeque<u32>,
}

fn span_of(at: Timestamp) -> i64 {
    at.0.div_euclid(RATE_SPAN.as_millis() as i64)
}

impl Tracker {
    /// Goes on to the span of a time; spans in between had nothing.
    fn advance(&mut self, now: Timestamp) {
        let span = span_of(now);
        let skipped = span.saturating_sub(self.span);
        if self.taken.is_empty() || skipped >= SPANS as i64 {
            self.taken.clear();
            self.taken.push_back(0);
        } else {
            for _ in 0..skipped {
                self.taken.push_back(0);
            }
        }
        while self.taken.len() > SPANS {
            self.taken.pop_front();
        }
        self.span = self.span.max(span);
    }

    /// What a part came to.
    pub(crate) fn outcome(&mut self, now: Timestamp, outcome: &Outcome) {
        match outcome {
            Outcome::Accepted(_) | Outcome::Called(..) => {
                self.advance(now);
                if let Some(last) = self.taken.back_mut() {
                    *last = last.saturating_add(1);
                }
                self.counters.accepted += 1;
            }
            Outcome::NotNow => self.counters.throttled += 1,
            Outcome::SenderRefused | Outcome::Refused(_) => self.counters.refused += 1,
            Outcome::InDoubt => self.counters.in_doubt += 1,
        }
    }

    /// A receipt came, so long after the hand-over.
    pub(crate) fn receipt(&mut self, took: Duration) {
        self.counters.receipts += 1;
        if self.latencies.len() >= LATELY {
            self.latencies.pop_front();
        }
        let took = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        self.latencies.push_back(took);
    }

    /// How long receipts took.
    pub(crate) fn receipt_times(&self) -> ReceiptTimes {
        let mut all: Vec<u32> = self.latencies.iter().copied().collect();
        all.sort_unstable();
        let at = |share: usize| {
            let place = (all.len() * share / 100).min(all.len().saturating_sub(1));
            let found = all.get(place);
            found.map(|millis| Duration::from_millis(u64::from(*millis)))
        };
        ReceiptTimes {
            median: at(50),
            slow: at(95),
        }
    }

    /// The last hour's figures and when the first begins.
    pub(crate) fn taken(&self, now: Timestamp) -> (Vec<u32>, Timestamp) {
        let mut figures: Vec<u32> = vec![0; SPANS];
        let end = span_of(now);
        for (back, count) in self.taken.iter().rev().enumerate() {
            let age = end - self.span + back as i64;
            let place = (SPANS as i64 - 1).checked_sub(age);
            if let Some(place) = place.and_then(|it| usize::try_from(it).ok())
                && let Some(figure) = figures.get_mut(place)
            {
                *figure = *count;
            }
        }
        let first = end - (SPANS as i64 - 1);
        (figures, Timestamp(first * RATE_SPAN.as_millis() as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn parts_are_counted_in_the_span_in_which_they_were_taken() {
        let mut it = Tracker::default();
        for millis in [0, 9_999, 10_000, 30_000] {
            it.outcome(Timestamp(NOW + millis), &Outcome::Accepted(None));
        }
        it.outcome(Timestamp(NOW + 30_000), &Outcome::NotNow);
        let (taken, from) = it.taken(Timestamp(NOW + 40_000));
        assert_eq!(taken.len(), 360);
        assert_eq!(taken[355..], [2, 1, 0, 1, 0]);
        assert_eq!(from, Timestamp(NOW + 40_000 - 359 * 10_000));
        let (later, _) = it.taken(Timestamp(NOW + 3_600_000 + 40_000));
        assert!(later.iter().all(|count| *count == 0));
        it.outcome(Timestamp(NOW + 7_200_000), &Outcome::Accepted(None));
        let (last, _) = it.taken(Timestamp(NOW + 7_200_000));
        assert_eq!((last[359], last.iter().sum::<u32>()), (1, 1));
        let counters = it.counters;
        assert_eq!((counters.accepted, counters.throttled), (5, 1));
    }

    #[test]
    fn receipt_times_are_those_of_the_middle_and_the_slow_end() {
        let mut it = Tracker::default();
        assert_eq!(it.receipt_times(), ReceiptTimes::default());
        for seconds in 1..=100 {
            it.receipt(Duration::from_secs(seconds));
        }
        let times = it.receipt_times();
        assert_eq!(times.median, Some(Duration::from_secs(51)));
        assert_eq!(times.slow, Some(Duration::from_secs(96)));
    }
}
