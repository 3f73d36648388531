//! A tally: what was counted in one span of time for one set of dimensions, and how it is kept.
//!
//! Shape as kept: for each number that is not 0 its place in [`Measure::ALL`] and the number; then
//! for each histogram that is not empty 128 and its place, the count of steps, and each step's
//! distance from the one before with its count; then for each number of which single contacts' are
//! known 256 and its place, the least, and by how much the greatest is more. Those of a single
//! contact are left out: they are the number itself. All numbers are LEB128.

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
    /// Steps of routing criteria.
    Steps,
    /// Conversations with bots, and the intents in them.
    Bots,
}

impl Series {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Contacts,
        Self::AgentContacts,
        Self::AgentTime,
        Self::Flows,
        Self::Steps,
        Self::Bots,
    ];

    /// The name under which it is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::AgentContacts => "agent-contacts",
            Self::AgentTime => "agent-time",
            Self::Flows => "flows",
            Self::Steps => "steps",
            Self::Bots => "bots",
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

/// Where histograms and extremes begin among the places of a kept tally.
const HISTS: usize = 128;
const EXTREMES: usize = 256;
/// Extremes of which older rows have none: no single contact has 0.
const UNKNOWN: (u64, u64) = (0, u64::MAX);

/// Numbers as they are added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sums([u64; Measure::ALL.len()]);

impl Default for Sums {
    fn default() -> Self {
        Self([0; Measure::ALL.len()])
    }
}

impl Sums {
    pub(crate) fn get(&self, measure: Measure) -> u64 {
        self.0[measure as usize]
    }

    pub(crate) fn put(&mut self, measure: Measure, amount: u64) {
        let slot = &mut self.0[measure as usize];
        *slot = match (measure.is_max(), measure.is_min()) {
            (true, _) => (*slot).max(amount),
            (_, true) if *slot > 0 && amount > 0 => (*slot).min(amount),
            _ => slot.saturating_add(amount),
        };
    }
}

/// The least and the greatest that a single contact had, of those that had any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Extremes(BTreeMap<Measure, (u64, u64)>);

impl Extremes {
    /// Both; `None` where nothing is known.
    pub(crate) fn get(&self, measure: Measure) -> Option<(u64, u64)> {
        self.0.get(&measure).copied().filter(|it| *it != UNKNOWN)
    }

    pub(crate) fn widen(&mut self, measure: Measure, (least, most): (u64, u64)) {
        let slot = self.0.entry(measure).or_insert((least, most));
        *slot = (slot.0.min(least), slot.1.max(most));
    }
}

/// See the [module](self).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    sums: Sums,
    hists: [BTreeMap<u64, u64>; Hist::ALL.len()],
    extremes: Extremes,
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

/// Steps that begin before this one are below a number of seconds, or at it where `inclusive`.
pub(crate) const fn end(seconds: u64, inclusive: bool) -> u64 {
    seconds.saturating_mul(2).saturating_add(inclusive as u64)
}

/// What a kept tally says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// A number.
    Sum(Measure, u64),
    /// So many times of a step.
    Times(Hist, u64, u64),
    /// The least and the greatest of single contacts.
    Extremes(Measure, (u64, u64)),
}

/// Reads a kept tally; extremes only where they are wanted.
///
/// # Errors
/// [`BadTally`]; some of it may have been taken.
pub(crate) fn scan(
    mut bytes: &[u8],
    extremes: bool,
    mut take: impl FnMut(Part),
) -> Result<(), BadTally> {
    let mut sums = extremes.then(Sums::default);
    while !bytes.is_empty() {
        let place = usize::try_from(read(&mut bytes)?).map_err(|_| BadTally)?;
        let amount = read(&mut bytes)?;
        if let Some(measure) = Measure::ALL.get(place) {
            take(Part::Sum(*measure, amount));
            if let Some(sums) = &mut sums {
                sums.put(*measure, amount);
            }
        } else if let Some(at) = place.checked_sub(EXTREMES) {
            let more = read(&mut bytes)?;
            let measure = *Measure::ALL.get(at).ok_or(BadTally)?;
            if let Some(sums) = &mut sums {
                take(Part::Extremes(
                    measure,
                    (amount, amount.saturating_add(more)),
                ));
                // What was said is not made up below.
                sums.0[measure as usize] = 0;
            }
        } else {
            let at = place.checked_sub(HISTS).ok_or(BadTally)?;
            let hist = *Hist::ALL.get(at).ok_or(BadTally)?;
            let mut step = 0_u64;
            for _ in 0..amount {
                step = step.checked_add(read(&mut bytes)?).ok_or(BadTally)?;
                take(Part::Times(hist, step, read(&mut bytes)?));
            }
        }
    }
    let Some(sums) = sums else { return Ok(()) };
    for measure in Measure::ALL {
        let amount = sums.get(*measure);
        if let Some(of) = measure.of_single().filter(|_| amount > 0) {
            take(match sums.get(of) {
                1 => Part::Extremes(*measure, (amount, amount)),
                _ => Part::Extremes(*measure, UNKNOWN),
            });
        }
    }
    Ok(())
}

impl Tally {
    /// Counts.
    pub fn add(&mut self, increment: &Increment) {
        for (measure, amount) in &increment.sums {
            self.sums.put(*measure, *amount);
            if measure.of_single().is_some() {
                self.extremes.widen(*measure, (*amount, *amount));
            }
        }
        for (hist, millis) in &increment.marks {
            *self.hists[*hist as usize].entry(step(*millis)).or_default() += 1;
        }
    }

    /// Adds another.
    pub fn merge(&mut self, other: &Self) {
        for measure in Measure::ALL {
            self.sums.put(*measure, other.sums.get(*measure));
        }
        for (mine, its) in self.hists.iter_mut().zip(&other.hists) {
            for (step, count) in its {
                *mine.entry(*step).or_default() += count;
            }
        }
        for (measure, both) in &other.extremes.0 {
            self.extremes.widen(*measure, *both);
        }
    }

    /// A number.
    pub fn sum(&self, measure: Measure) -> u64 {
        self.sums.get(measure)
    }

    /// The least and the greatest that a single contact had, of those that had any; `None` where
    /// that was not kept.
    pub fn extremes(&self, measure: Measure) -> Option<(u64, u64)> {
        self.extremes.get(measure)
    }

    /// How many times were below a number of seconds, or at it where `inclusive`.
    pub fn within(&self, hist: Hist, seconds: u64, inclusive: bool) -> u64 {
        let end = end(seconds, inclusive);
        self.hists[hist as usize].range(..end).map(|it| it.1).sum()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The form in which it is kept.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        for (at, amount) in self.sums.0.iter().enumerate().filter(|it| *it.1 > 0) {
            number(&mut out, at as u64);
            number(&mut out, *amount);
        }
        for (at, hist) in self.hists.iter().enumerate().filter(|it| !it.1.is_empty()) {
            number(&mut out, (HISTS + at) as u64);
            number(&mut out, hist.len() as u64);
            let mut before = 0;
            for (step, count) in hist {
                number(&mut out, step - before);
                number(&mut out, *count);
                before = *step;
            }
        }
        for (measure, (least, most)) in &self.extremes.0 {
            if measure.of_single().is_some_and(|of| self.sum(of) != 1) {
                number(&mut out, (EXTREMES + *measure as usize) as u64);
                number(&mut out, *least);
                number(&mut out, most - least);
            }
        }
        out
    }

    /// One that is kept.
    ///
    /// # Errors
    /// [`BadTally`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BadTally> {
        let mut tally = Self::default();
        scan(bytes, true, |part| match part {
            Part::Sum(measure, amount) => tally.sums.put(measure, amount),
            Part::Extremes(measure, both) => tally.extremes.widen(measure, both),
            Part::Times(hist, step, count) => {
                let slot = tally.hists[hist as usize].entry(step).or_default();
                *slot = slot.saturating_add(count);
            }
        })?;
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
    fn the_least_and_the_greatest_of_single_contacts_are_kept() {
        let one = |millis| of(&[(Measure::Contacts, 1), (Measure::HandleMs, millis)], &[]);
        let mut both = Tally::default();
        for millis in [9, 4, 7] {
            both.merge(&Tally::decode(&one(millis).encode()).unwrap());
        }
        both.merge(&of(&[(Measure::Contacts, 1)], &[]));
        let kept = Tally::decode(&both.encode()).unwrap();
        assert_eq!(kept, both);
        assert_eq!(kept.extremes(Measure::HandleMs), Some((4, 9)));
        assert_eq!(kept.extremes(Measure::HoldMs), None);
    }

    #[test]
    fn of_rows_of_versions_before_no_extremes_are_made_up() {
        // Two contacts, 12 ms together.
        let before = [Measure::Contacts as u8, 2, Measure::HandleMs as u8, 12];
        let mut kept = Tally::decode(&before).unwrap();
        kept.merge(&of(&[(Measure::Contacts, 1), (Measure::HandleMs, 5)], &[]));
        let kept = Tally::decode(&kept.encode()).unwrap();
        assert_eq!(kept.sum(Measure::HandleMs), 17);
        assert_eq!(kept.extremes(Measure::HandleMs), None);
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
