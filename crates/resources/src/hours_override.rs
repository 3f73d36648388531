//! Overrides of hours of operation: holidays, extra openings and closures, and what is open on a
//! date when all of them are taken together.

use crate::{DayHours, Hours, Weekday};
use ids::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// An exception from the regular hours, between two dates.
///
/// `STANDARD` replaces the hours of the dates that it is effective on: a weekday that it does not
/// name is closed. `OPEN` adds to them and `CLOSED` takes away from them, on every date of the
/// recurrence; one without hours is the whole day. Where several meet, what is closed wins.
/// Source: the API's HoursOfOperationOverride; the order is ours, as the reference leaves it open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoursOverride {
    /// Its identifier.
    pub id: String,
    /// Its name, unique among the overrides of the same hours.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// The hours by weekday.
    pub config: Vec<DayHours>,
    /// The first date, such as `2026-12-24`.
    pub from: String,
    /// The last date.
    pub till: String,
    /// What it does to the regular hours.
    #[serde(default)]
    pub kind: OverrideKind,
    /// On which dates of that time; every date without one.
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
}

/// `OverrideType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OverrideKind {
    /// Replaces the hours.
    #[default]
    Standard,
    /// Adds to them.
    Open,
    /// Takes away from them.
    Closed,
}

/// `RecurrencePattern`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// Weekly, monthly or yearly.
    pub frequency: Frequency,
    /// Every how many weeks, months or years, from the first date on.
    pub interval: u32,
    /// Months, 1 to 12; for a yearly one.
    #[serde(default)]
    pub months: Vec<i32>,
    /// Days of the month, from 1; -1 is the last.
    #[serde(default)]
    pub month_days: Vec<i32>,
    /// Which occurrence of the hours' weekdays in the month: 1 to 4, -1 the last.
    #[serde(default)]
    pub occurrences: Vec<i32>,
}

/// `RecurrenceFrequency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Frequency {
    /// By weeks.
    Weekly,
    /// By months.
    Monthly,
    /// By years.
    Yearly,
}

/// A stretch of one date: minutes from its midnight; the end is not part of it and may lie on the
/// next date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first minute.
    pub start: u32,
    /// The first minute after it.
    pub end: u32,
}

impl From<&DayHours> for Span {
    fn from(it: &DayHours) -> Self {
        let minutes = |time: crate::LocalTime| u32::from(time.hours) * 60 + u32::from(time.minutes);
        let (start, end) = (minutes(it.start), minutes(it.end));
        Self {
            start,
            end: if end <= start { end + DAY } else { end },
        }
    }
}

impl HoursOverride {
    /// Whether it is effective on a date.
    pub fn applies(&self, date: Date) -> bool {
        let (Ok(from), Ok(till)) = (self.from.parse::<Date>(), self.till.parse::<Date>()) else {
            return false;
        };
        (from..=till).contains(&date)
            && self
                .recurrence
                .as_ref()
                .is_none_or(|it| it.falls_on(date, from))
    }

    /// Its stretches of a date.
    pub fn spans(&self, date: Date) -> Vec<Span> {
        if self.config.is_empty() && self.kind != OverrideKind::Standard {
            return vec![Span { start: 0, end: DAY }];
        }
        of_day(&self.config, date)
    }
}

impl Recurrence {
    fn falls_on(&self, date: Date, from: Date) -> bool {
        let interval = i64::from(self.interval.max(1));
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let steps = match self.frequency {
            Frequency::Weekly => {
                let monday = |date: Date| {
                    let back = i64::from(date.weekday().to_monday_zero_offset());
                    date.saturating_sub(jiff::Span::new().days(back))
                };
                let days = monday(from).until(monday(date));
                days.map_or(0, |span| i64::from(span.get_days())) / 7
            }
            Frequency::Monthly => months(date) - months(from),
            Frequency::Yearly => i64::from(date.year()) - i64::from(from.year()),
        };
        let day = i32::from(date.day());
        let last = i32::from(date.days_in_month());
        let occurrence = (day - 1) / 7 + 1;
        let of_month = self.months.is_empty() || self.months.contains(&i32::from(date.month()));
        let of_day = self.month_days.is_empty()
            || self.month_days.contains(&day)
            || (self.month_days.contains(&-1) && day == last);
        let of_week = self.occurrences.is_empty()
            || self.occurrences.contains(&occurrence)
            || (self.occurrences.contains(&-1) && day + 7 > last);
        steps % interval == 0 && of_month && of_day && of_week
    }
}

/// The stretches of a date by weekday.
fn of_day(config: &[DayHours], date: Date) -> Vec<Span> {
    let today = Weekday::from(date.weekday());
    let of_today = config.iter().filter(|it| it.day == today);
    merged(of_today.map(Span::from).collect())
}

/// Stretches in order, those that touch made one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// What is left of stretches without others.
fn without(spans: Vec<Span>, gone: &[Span]) -> Vec<Span> {
    let mut left = spans;
    for gap in gone {
        left = left
            .into_iter()
            .flat_map(|it| {
                let before = Span {
                    start: it.start,
                    end: it.end.min(gap.start),
                };
                let after = Span {
                    start: it.start.max(gap.end),
                    end: it.end,
                };
                [before, after].into_iter().filter(|it| it.start < it.end)
            })
            .collect();
    }
    left
}

impl Hours {
    /// What is open on a date: the regular hours with the overrides of these and of `inherited`
    /// hours, the own ones deciding where both replace.
    pub fn effective<'a>(
        &'a self,
        date: Date,
        inherited: impl IntoIterator<Item = &'a HoursOverride>,
    ) -> Vec<Span> {
        let own = self.overrides.iter();
        let all: Vec<&HoursOverride> = own.chain(inherited).filter(|it| it.applies(date)).collect();
        let of_kind = |kind| all.iter().filter(move |it| it.kind == kind);
        let mut spans = match of_kind(OverrideKind::Standard).next() {
            Some(it) => it.spans(date),
            None => of_day(&self.config, date),
        };
        for it in of_kind(OverrideKind::Open) {
            spans.extend(it.spans(date));
        }
        let mut spans = merged(spans);
        for it in of_kind(OverrideKind::Closed) {
            spans = without(spans, &it.spans(date));
        }
        spans
    }

    /// Whether these hours are open at `now`, with the overrides of `inherited` hours.
    ///
    /// The clock on the wall decides: in a daylight-saving change the open time is an hour longer
    /// or shorter, as it is for people. A closing time is the first moment that is closed. What
    /// opened yesterday and runs past midnight is judged by yesterday's hours.
    ///
    /// # Errors
    /// A time zone that is not in the IANA database.
    pub fn open_with<'a>(
        &'a self,
        now: Timestamp,
        inherited: impl IntoIterator<Item = &'a HoursOverride> + Clone,
    ) -> Result<bool, crate::HoursError> {
        let zone = jiff::tz::TimeZone::get(&self.time_zone)
            .map_err(|_| crate::HoursError::TimeZone(self.time_zone.clone()))?;
        let local = now.to_jiff().to_zoned(zone).datetime();
        let minute =
            u32::from(local.hour().unsigned_abs()) * 60 + u32::from(local.minute().unsigned_abs());
        let covers = |spans: Vec<Span>, minute: u32| {
            spans.iter().any(|it| (it.start..it.end).contains(&minute))
        };
        let today = local.date();
        if covers(self.effective(today, inherited.clone()), minute) {
            return Ok(true);
        }
        let yesterday = today.yesterday().unwrap_or(today);
        let late = self.effective(yesterday, inherited);
        // A closure of today also ends what runs into it from yesterday.
        let closed = self.overrides.iter().any(|it| {
            it.kind == OverrideKind::Closed && it.applies(today) && covers(it.spans(today), minute)
        });
        Ok(!closed && covers(late, minute + DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LocalTime, Tags};

    fn day(day: Weekday, start: u8, end: u8) -> DayHours {
        let time = |hours| LocalTime { hours, minutes: 0 };
        DayHours {
            day,
            start: time(start),
            end: time(end),
        }
    }

    fn exception(
        kind: OverrideKind,
        from: &str,
        till: &str,
        config: Vec<DayHours>,
    ) -> HoursOverride {
        HoursOverride {
            id: "o".into(),
            name: "o".into(),
            description: None,
            config,
            from: from.into(),
            till: till.into(),
            kind,
            recurrence: None,
        }
    }

    /// Open 9 to 17 on weekdays in Berlin, and 22 to 2 on Saturdays.
    fn office(overrides: Vec<HoursOverride>) -> Hours {
        use Weekday::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
        let mut config: Vec<_> = [Monday, Tuesday, Wednesday, Thursday, Friday]
            .map(|it| day(it, 9, 17))
            .into();
        config.push(day(Saturday, 22, 2));
        Hours {
            id: ids::IdSource::new(1).id(),
            name: "Office".into(),
            description: None,
            time_zone: "Europe/Berlin".into(),
            config,
            overrides,
            parents: Vec::new(),
            tags: Tags::new(),
        }
    }

    fn open(hours: &Hours, at: &str) -> bool {
        hours.open_with(at.parse().unwrap(), []).unwrap()
    }

    #[test]
    fn a_holiday_replaces_the_hours_of_its_dates() {
        // 24 December 2026 is a Thursday.
        let eve = vec![day(Weekday::Thursday, 9, 12)];
        let hours = office(vec![exception(
            OverrideKind::Standard,
            "2026-12-24",
            "2026-12-25",
            eve,
        )]);
        assert!(open(&hours, "2026-12-24T10:00:00Z"));
        assert!(!open(&hours, "2026-12-24T13:00:00Z"));
        assert!(!open(&hours, "2026-12-25T10:00:00Z"));
        assert!(open(&hours, "2026-12-23T13:00:00Z"));
    }

    #[test]
    fn extra_hours_add_and_closures_take_away() {
        let sunday = exception(
            OverrideKind::Open,
            "2026-11-22",
            "2026-11-22",
            vec![day(Weekday::Sunday, 10, 14)],
        );
        let meeting = exception(
            OverrideKind::Closed,
            "2026-11-23",
            "2026-11-23",
            vec![day(Weekday::Monday, 12, 13)],
        );
        let hours = office(vec![sunday, meeting]);
        assert!(open(&hours, "2026-11-22T10:00:00Z"));
        assert!(open(&hours, "2026-11-23T10:30:00Z"));
        assert!(!open(&hours, "2026-11-23T11:30:00Z"));
        assert!(open(&hours, "2026-11-23T12:00:00Z"));
    }

    #[test]
    fn a_closed_day_ends_what_runs_into_it() {
        // Saturday's hours run into Sunday, 22 November.
        let closed = exception(OverrideKind::Closed, "2026-11-22", "2026-11-22", Vec::new());
        assert!(open(&office(Vec::new()), "2026-11-22T00:30:00Z"));
        assert!(!open(&office(vec![closed]), "2026-11-22T00:30:00Z"));
    }

    #[test]
    fn recurrences_fall_on_their_dates() {
        let on = |recurrence: Recurrence, date: &str| {
            let mut it = exception(OverrideKind::Closed, "2026-01-01", "2030-12-31", Vec::new());
            it.recurrence = Some(recurrence);
            it.applies(date.parse().unwrap())
        };
        let of = |frequency, interval| Recurrence {
            frequency,
            interval,
            months: Vec::new(),
            month_days: Vec::new(),
            occurrences: Vec::new(),
        };
        let new_year = || Recurrence {
            months: vec![1],
            month_days: vec![1],
            ..of(Frequency::Yearly, 1)
        };
        assert!(on(new_year(), "2028-01-01") && !on(new_year(), "2028-01-02"));
        let month_end = || Recurrence {
            month_days: vec![-1],
            ..of(Frequency::Monthly, 1)
        };
        assert!(on(month_end(), "2028-02-29") && !on(month_end(), "2028-02-28"));
        let last_week = || Recurrence {
            occurrences: vec![-1],
            ..of(Frequency::Monthly, 1)
        };
        assert!(on(last_week(), "2026-11-30") && !on(last_week(), "2026-11-23"));
        // 1 January 2026 is a Thursday: its week, and every second one after it.
        let second = || of(Frequency::Weekly, 2);
        assert!(on(second(), "2026-01-02") && !on(second(), "2026-01-08"));
        assert!(on(second(), "2026-01-15"));
    }

    #[test]
    fn the_hour_that_a_clock_skips_or_repeats_is_judged_by_the_wall() {
        let mut hours = office(Vec::new());
        hours.config = vec![day(Weekday::Sunday, 2, 3)];
        // 29 March 2026: 02:00 is skipped; 25 October 2026: 02:00 comes twice.
        assert!(!open(&hours, "2026-03-29T00:59:00Z") && !open(&hours, "2026-03-29T01:00:00Z"));
        assert!(open(&hours, "2026-10-25T00:30:00Z") && open(&hours, "2026-10-25T01:30:00Z"));
        assert!(!open(&hours, "2026-10-25T02:00:00Z"));
    }
}
