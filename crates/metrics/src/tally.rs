//! A tally: what was counted in one span of time for one set of dimensions, and how it is kept.
//!
//! Shape as kept: for each number that is not 0 its place in [`Measure::ALL`] and the number; then
//! for each histogram that is not empty 128 and its place, the count of steps, and each step's
//! distance from the one before with its count. All numbers are LEB128.

use crate::{Dims, Hist, Measure};
use ids::Timestamp;
use std::collections::BTreeMap;
use thiserror::Error;

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Series {
    /// Contacts without regard to agents: few dimensions, so that long spans are few rows.
    Contacts,
    /// Contacts that agents had to do with, by agent.
    AgentContacts,
    /// What agents do with their time.
    AgentTime,
    /// Runs of flows and of modules in them.
    Flows,
}

impl Series {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Contacts,
        Self::AgentContacts,
        Self::AgentTime,
        Self::Flows,
    ];

    /// The name under which it is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::AgentContacts => "agent-contacts",
            Self::AgentTime => "agent-time",
            Self::Flows => "flows",
        }
    }
}

/// How long a tally's time is. Each is counted in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Span {
    /// Five minutes, the finest time that the APIs ask for.
    FiveMinutes,
    /// An hour.
    Hour,
    /// A day of UTC.
    Day,
}

impl Span {
    /// All of them, the shortest first.
    pub const ALL: &[Self] = &[Self::FiveMinutes, Self::Hour, Self::Day];

    /// Milliseconds.
    pub const fn millis(self) -> i64 {
        match self {
            Self::FiveMinutes => 300_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
        }
    }

    /// The beginning of the span that a time is in.
    pub const fn start(self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.div_euclid(self.millis()) * self.millis())
    }

    /// The first beginning that is not before a time.
    pub const fn ceil(self, at: Timestamp) -> Timestamp {
        Timestamp(self.start(Timestamp(at.0 + self.millis() - 1)).0)
    }
}

/// Something to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Increment {
    /// Where.
    pub series: Series,
    /// When it counts.
    pub at: Timestamp,
    /// For whom.
    pub dims: Dims,
    /// How much of what.
    pub sums: Vec<(Measure, u64)>,
    /// Times, in milliseconds.
    pub marks: Vec<(Hist, u64)>,
}

/// See the [module](self).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    sums: [u64; Measure::ALL.len()],
    hists: [BTreeMap<u64, u64>; Hist::ALL.len()],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            sums: [0; Measure::ALL.len()],
            hists: Default::default(),
        }
    }
}

/// A kept tally that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a kept tally is damaged, or of a newer version")]
pub struct BadTally;

/// The step of a time: whole seconds are steps of their own between those of their fractions, so
/// that both "less than" and "at most" a number of seconds are exact.
const fn step(millis: u64) -> u64 {
    2 * (millis / 1000) + !millis.is_multiple_of(1000) as u64
}

impl Tally {
    /// Counts.
    pub fn add(&mut self, increment: &Increment) {
        for (measure, amount) in &increment.sums {
            self.put(*measure, *amount);
        }
        for (hist, millis) in &increment.marks {
            *self.hists[*hist as usize].entry(step(*millis)).or_default() += 1;
        }
    }

    fn put(&mut self, measure: Measure, amount: u64) {
        let slot = &mut self.sums[measure as usize];
        *slot = match (measure.is_max(), measure.is_min()) {
            (true, _) => (*slot).max(amount),
            (_, true) if *slot > 0 && amount > 0 => (*slot).min(amount),
            _ => slot.saturating_add(amount),
        };
    }

    /// Adds another.
    pub fn merge(&mut self, other: &Self) {
        for (measure, amount) in Measure::ALL.iter().zip(other.sums) {
            self.put(*measure, amount);
        }
        for (mine, its) in self.hists.iter_mut().zip(&other.hists) {
            for (step, count) in its {
                *mine.entry(*step).or_default() += count;
            }
        }
    }

    /// A number.
    pub fn sum(&self, measure: Measure) -> u64 {
        self.sums[measure as usize]
    }

    /// How many times were below a number of seconds, or at it where `inclusive`.
    pub fn within(&self, hist: Hist, seconds: u64, inclusive: bool) -> u64 {
        let end = seconds.saturating_mul(2).saturating_add(inclusive.into());
        self.hists[hist as usize].range(..end).map(|it| it.1).sum()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The form in which it is kept.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        for (at, amount) in self.sums.iter().enumerate().filter(|it| *it.1 > 0) {
            number(&mut out, at as u64);
            number(&mut out, *amount);
        }
        for (at, hist) in self.hists.iter().enumerate().filter(|it| !it.1.is_empty()) {
            number(&mut out, 128 + at as u64);
            number(&mut out, hist.len() as u64);
            let mut before = 0;
            for (step, count) in hist {
                number(&mut out, step - before);
                number(&mut out, *count);
                before = *step;
            }
        }
        out
    }

    /// Adds one that is kept.
    ///
    /// # Errors
    /// [`BadTally`]; some of it may have been added.
    pub fn merge_encoded(&mut self, mut bytes: &[u8]) -> Result<(), BadTally> {
        while !bytes.is_empty() {
            let place = read(&mut bytes)?;
            let amount = read(&mut bytes)?;
            let at = usize::try_from(place).map_err(|_| BadTally)?;
            match Measure::ALL.get(at) {
                Some(measure) => self.put(*measure, amount),
                None => self.merge_hist(at, amount, &mut bytes)?,
            }
        }
        Ok(())
    }

    fn merge_hist(&mut self, at: usize, steps: u64, bytes: &mut &[u8]) -> Result<(), BadTally> {
        let at = at.checked_sub(128).ok_or(BadTally)?;
        let hist = self.hists.get_mut(at).ok_or(BadTally)?;
        let mut step = 0_u64;
        for _ in 0..steps {
            step = step.checked_add(read(bytes)?).ok_or(BadTally)?;
            let count = read(bytes)?;
            let slot = hist.entry(step).or_default();
            *slot = slot.saturating_add(count);
        }
        Ok(())
    }

    /// One that is kept.
    ///
    /// # Errors
    /// [`BadTally`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BadTally> {
        let mut tally = Self::default();
        tally.merge_encoded(bytes)?;
        Ok(tally)
    }
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn read(bytes: &mut &[u8]) -> Result<u64, BadTally> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(BadTally)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(BadTally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sums: &[(Measure, u64)], marks: &[(Hist, u64)]) -> Tally {
        let mut tally = Tally::default();
        tally.add(&Increment {
            series: Series::Contacts,
            at: Timestamp(0),
            dims: Dims::default(),
            sums: sums.to_vec(),
            marks: marks.to_vec(),
        });
        tally
    }

    #[test]
    fn a_kept_tally_is_read_back_equal() {
        let tally = of(
            &[(Measure::Contacts, 3), (Measure::NonProductiveMs, u64::MAX)],
            &[
                (Hist::Removed, 0),
                (Hist::Removed, 604_800_000),
                (Hist::Resolved, 1),
            ],
        );
        assert_eq!(Tally::decode(&tally.encode()), Ok(tally));
        assert_eq!(Tally::decode(&[]), Ok(Tally::default()));
    }

    #[test]
    fn damage_is_told() {
        for bytes in [
            &[0x80][..],
            &[120, 1],
            &[200, 1, 1],
            &[0],
            &[0xff; 11],
            &[128, 1, 5, 1],
        ] {
            assert_eq!(Tally::decode(bytes), Err(BadTally), "{bytes:?}");
        }
    }

    #[test]
    fn thresholds_are_exact_to_the_millisecond() {
        let times = [0, 999, 1_000, 1_001, 59_999, 60_000, 60_001];
        let tally = of(&[], &times.map(|millis| (Hist::Answered, millis)));
        for seconds in [1, 2, 59, 60, 61] {
            let below = times.iter().filter(|it| **it < seconds * 1000).count() as u64;
            let at_most = times.iter().filter(|it| **it <= seconds * 1000).count() as u64;
            assert_eq!(tally.within(Hist::Answered, seconds, false), below);
            assert_eq!(tally.within(Hist::Answered, seconds, true), at_most);
        }
    }

    #[test]
    fn the_greatest_of_maxima_counts() {
        let mut tally = of(&[(Measure::MaxQueuedMs, 7), (Measure::Contacts, 1)], &[]);
        tally.merge(&of(
            &[(Measure::MaxQueuedMs, 5), (Measure::Contacts, 1)],
            &[],
        ));
        assert_eq!(tally.sum(Measure::MaxQueuedMs), 7);
        assert_eq!(tally.sum(Measure::Contacts), 2);
    }
}
