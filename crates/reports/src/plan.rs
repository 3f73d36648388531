//! Which scheduled reports are due, and when to look again.
//!
//! A schedule has times; a report is made some while after each of them, so that what happened until
//! then is counted. [`ReportSchedule::after`] says up to where times are done with: what was due
//! while nobody looked is made once, as of the latest of these times. So a run is repeated when the
//! process ends between writing a file and keeping that it was written, and the repetition writes
//! the same file: its name follows from the report and the time alone ([`object_name`]).

use ids::{SavedReportId, Timestamp};
use jiff::civil::Date;
use metrics::Zone;
use resources::{LocalTime, Repeat, ReportKind, ReportSchedule, RunOutcome, Weekday};
use std::time::Duration;
use thiserror::Error;

/// How long after its time a report is made. Source: connect-d-data-metrics.md §5, §18.
pub const DELAY: Duration = Duration::from_secs(15 * 60);
/// How long after a failure that may pass a report is tried again.
const AGAIN: Duration = Duration::from_secs(5 * 60);
/// The longest folder of a schedule's files.
const LONGEST_PREFIX: usize = 200;
/// The longest part of a file's name that is the report's.
const LONGEST_NAME: usize = 128;
const HOUR: i64 = 3_600_000;

/// Why a schedule cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSchedule {
    /// A time that no clock shows, or no day.
    #[error("the schedule has a time or a day that there is not")]
    Time,
    /// No day is chosen.
    #[error("choose at least one day of the week")]
    NoDays,
    /// A login/logout report is made at midnight.
    #[error("a login/logout report is made at 00:00, daily or on days of the week")]
    LoginsAtMidnight,
    /// What is now is of no time.
    #[error("a real-time report cannot be scheduled")]
    RealTime,
    /// What cannot be a folder's name.
    #[error(
        "the prefix may have letters, digits, - _ . = and single slashes between them, at most \
         {LONGEST_PREFIX} of them"
    )]
    Prefix,
    /// No zone.
    #[error("{0}")]
    Zone(#[from] metrics::UnknownZone),
}

/// Checks how often, by which clocks and where to.
///
/// # Errors
/// [`BadSchedule`], the first problem.
pub fn check(
    kind: ReportKind,
    repeat: &Repeat,
    zone: &str,
    prefix: &str,
) -> Result<(), BadSchedule> {
    if kind == ReportKind::RealTime {
        return Err(BadSchedule::RealTime);
    }
    Zone::find(zone)?;
    let real = |at: &LocalTime| at.hours < 24 && at.minutes < 60;
    let right = match repeat {
        Repeat::Hour { minute } => *minute < 60,
        Repeat::Day { at } => real(at),
        Repeat::Week { days, at } => {
            if days.is_empty() {
                return Err(BadSchedule::NoDays);
            }
            real(at)
        }
        Repeat::Month { day, at } => (1..=31).contains(day) && real(at),
    };
    if !right {
        return Err(BadSchedule::Time);
    }
    let midnight = |at: &LocalTime| (at.hours, at.minutes) == (0, 0);
    let of_logins = match repeat {
        Repeat::Day { at } | Repeat::Week { at, .. } => midnight(at),
        _ => false,
    };
    if kind == ReportKind::LoginLogout && !of_logins {
        return Err(BadSchedule::LoginsAtMidnight);
    }
    let allowed = |it: char| it.is_ascii_alphanumeric() || "-_.=".contains(it);
    let segment = |it: &str| !it.is_empty() && it != "." && it != ".." && it.chars().all(allowed);
    match prefix.is_empty() || (prefix.len() <= LONGEST_PREFIX && prefix.split('/').all(segment)) {
        true => Ok(()),
        false => Err(BadSchedule::Prefix),
    }
}

/// The latest time of a schedule that is not after `until`.
pub fn latest(repeat: &Repeat, zone: &Zone, until: Timestamp) -> Option<Timestamp> {
    if let Repeat::Hour { minute } = repeat {
        let at = this_hour(zone, until, *minute);
        return Some(if at > until {
            Timestamp(at.0 - HOUR)
        } else {
            at
        });
    }
    let mut date = zone.local(until).date();
    // Two months back there is a time of any schedule.
    for _ in 0..62 {
        if let Some(at) = on(repeat, zone, date).filter(|it| *it <= until) {
            return Some(at);
        }
        date = date.yesterday().ok()?;
    }
    None
}

/// The first time of a schedule that is after `after`.
pub fn next(repeat: &Repeat, zone: &Zone, after: Timestamp) -> Option<Timestamp> {
    if let Repeat::Hour { minute } = repeat {
        let at = this_hour(zone, after, *minute);
        return Some(if at > after {
            at
        } else {
            Timestamp(at.0 + HOUR)
        });
    }
    let mut date = zone.local(after).date();
    for _ in 0..62 {
        if let Some(at) = on(repeat, zone, date).filter(|it| *it > after) {
            return Some(at);
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// A minute of the hour that the clocks there show.
fn this_hour(zone: &Zone, at: Timestamp, minute: u8) -> Timestamp {
    let local = zone.local(at);
    let passed = i64::from(local.minute()) * 60_000
        + i64::from(local.second()) * 1_000
        + i64::from(local.millisecond());
    Timestamp(at.0 - passed + i64::from(minute) * 60_000)
}

/// The time of a schedule on a date.
fn on(repeat: &Repeat, zone: &Zone, date: Date) -> Option<Timestamp> {
    let (falls, at) = match repeat {
        Repeat::Hour { .. } => return None,
        Repeat::Day { at } => (true, at),
        Repeat::Week { days, at } => (days.contains(&Weekday::from(date.weekday())), at),
        Repeat::Month { day, at } => {
            let last = date.days_in_month().unsigned_abs();
            (date.day().unsigned_abs() == (*day).min(last), at)
        }
    };
    let time = date.at(
        i8::try_from(at.hours).ok()?,
        i8::try_from(at.minutes).ok()?,
        0,
        0,
    );
    falls.then(|| zone.instant(time)).flatten()
}

/// The time whose report is to be made now; of several that were missed the latest.
pub fn due(it: &ReportSchedule, now: Timestamp, delay: Duration) -> Option<Timestamp> {
    let zone = Zone::find(&it.zone).ok()?;
    let due = latest(&it.repeat, &zone, now - delay)?;
    if due <= it.after {
        return None;
    }
    // What failed is left in peace for a while, unless it is the next one's turn.
    let waits = it.last.as_ref().is_some_and(|last| {
        matches!(last.outcome, RunOutcome::Failed { again: true, .. })
            && last.due == due
            && now < last.at + AGAIN
    });
    (!waits).then_some(due)
}

/// When [`due`] will tell of something next; `None` for a schedule that never comes.
pub fn wake(it: &ReportSchedule, now: Timestamp, delay: Duration) -> Option<Timestamp> {
    if due(it, now, delay).is_some() {
        return Some(now);
    }
    let zone = Zone::find(&it.zone).ok()?;
    let seen = (now - delay).max(it.after);
    let next = next(&it.repeat, &zone, seen)? + delay;
    let again = it.last.as_ref().filter(|last| last.due > it.after);
    Some(again.map_or(next, |last| next.min(last.at + AGAIN)))
}

/// The name of a run's file: the report's name, and the time that it was scheduled for, in UTC.
///
/// A name with other than ASCII letters, digits, `-`, `_` and `.` has `_` in their place and the
/// beginning of the report's identifier after it, so that two reports never share files.
pub fn object_name(name: &str, id: SavedReportId, due: Timestamp) -> String {
    let allowed = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    let mut plain: String = name
        .chars()
        .map(|it| if allowed(it) { it } else { '_' })
        .take(LONGEST_NAME)
        .collect();
    if plain != name {
        let id = id.to_string();
        plain.push('-');
        plain.extend(id.chars().take(8));
    }
    format!("{plain}-{}.csv", due.to_iso_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;
    use resources::{ReportRun, Tags};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn clock(hours: u8, minutes: u8) -> LocalTime {
        LocalTime { hours, minutes }
    }

    fn schedule(repeat: Repeat, zone: &str, after: &str) -> ReportSchedule {
        let mut ids = IdSource::new(1);
        ReportSchedule {
            id: ids.id(),
            repeat,
            zone: zone.into(),
            range: None,
            prefix: String::new(),
            by: ids.id(),
            after: at(after),
            last: None,
            tags: Tags::new(),
        }
    }

    /// The times of a schedule in a while, in UTC.
    fn times(repeat: &Repeat, zone: &str, from: &str, count: usize) -> Vec<String> {
        let zone = Zone::find(zone).unwrap();
        let mut found = Vec::new();
        let mut after = at(from);
        for _ in 0..count {
            let time = next(repeat, &zone, after).unwrap();
            // Both directions agree.
            assert_eq!(latest(repeat, &zone, time), Some(time));
            assert!(latest(repeat, &zone, Timestamp(time.0 - 1)).unwrap() < time);
            found.push(time.to_iso_seconds());
            after = time;
        }
        found
    }

    #[test]
    fn a_report_of_17_00_is_made_after_17_15() {
        let it = schedule(
            Repeat::Day { at: clock(17, 0) },
            "UTC",
            "2026-11-23T12:00:00Z",
        );
        let told = |now: &str| due(&it, at(now), DELAY);
        assert_eq!(told("2026-11-23T17:14:59Z"), None);
        assert_eq!(
            told("2026-11-23T17:15:00Z"),
            Some(at("2026-11-23T17:00:00Z"))
        );
        assert_eq!(
            wake(&it, at("2026-11-23T12:00:00Z"), DELAY),
            Some(at("2026-11-23T17:15:00Z"))
        );
        assert_eq!(
            wake(&it, at("2026-11-23T18:00:00Z"), DELAY),
            Some(at("2026-11-23T18:00:00Z"))
        );
    }

    #[test]
    fn what_was_missed_is_made_once_as_of_the_latest_time() {
        let mut it = schedule(
            Repeat::Day { at: clock(17, 0) },
            "UTC",
            "2026-11-20T12:00:00Z",
        );
        let now = at("2026-11-23T09:00:00Z");
        let latest = due(&it, now, DELAY).unwrap();
        assert_eq!(latest, at("2026-11-22T17:00:00Z"));
        it.after = latest;
        assert_eq!(due(&it, now, DELAY), None);
        assert_eq!(wake(&it, now, DELAY), Some(at("2026-11-23T17:15:00Z")));
    }

    #[test]
    fn a_time_before_the_schedule_was_made_is_never_due() {
        let it = schedule(Repeat::Hour { minute: 0 }, "UTC", "2026-11-23T09:30:00Z");
        assert_eq!(due(&it, at("2026-11-23T09:45:00Z"), DELAY), None);
        assert_eq!(due(&it, at("2026-11-23T10:14:00Z"), DELAY), None);
        assert!(due(&it, at("2026-11-23T10:15:00Z"), DELAY).is_some());
    }

    #[test]
    fn what_failed_is_tried_again_after_a_while() {
        let mut it = schedule(Repeat::Hour { minute: 0 }, "UTC", "2026-11-23T09:30:00Z");
        let failed = |due: &str, at_: &str| ReportRun {
            due: at(due),
            at: at(at_),
            outcome: RunOutcome::Failed {
                why: "the storage is away".into(),
                again: true,
            },
        };
        it.last = Some(failed("2026-11-23T10:00:00Z", "2026-11-23T10:15:00Z"));
        assert_eq!(due(&it, at("2026-11-23T10:19:00Z"), DELAY), None);
        assert_eq!(
            wake(&it, at("2026-11-23T10:19:00Z"), DELAY),
            Some(at("2026-11-23T10:20:00Z"))
        );
        assert!(due(&it, at("2026-11-23T10:20:00Z"), DELAY).is_some());
        // The next time comes in its own turn, however lately the one before failed.
        it.last = Some(failed("2026-11-23T10:00:00Z", "2026-11-23T11:14:00Z"));
        assert_eq!(
            due(&it, at("2026-11-23T11:15:00Z"), DELAY),
            Some(at("2026-11-23T11:00:00Z"))
        );
    }

    #[test]
    fn times_follow_the_clocks_of_their_zone() {
        // New York sets its clocks back in the night to 1 November 2026.
        let daily = Repeat::Day { at: clock(1, 30) };
        assert_eq!(
            times(&daily, "America/New_York", "2026-10-31T12:00:00Z", 2),
            ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]
        );
        // And forward in the night to 14 March 2027: there is no 02:30.
        let daily = Repeat::Day { at: clock(2, 30) };
        assert_eq!(
            times(&daily, "America/New_York", "2027-03-13T12:00:00Z", 2),
            ["2027-03-14T07:30:00Z", "2027-03-15T06:30:00Z"]
        );
        // An hour that comes twice is two hours.
        let hourly = Repeat::Hour { minute: 15 };
        assert_eq!(
            times(&hourly, "America/New_York", "2026-11-01T05:00:00Z", 3),
            [
                "2026-11-01T05:15:00Z",
                "2026-11-01T06:15:00Z",
                "2026-11-01T07:15:00Z"
            ]
        );
        assert_eq!(
            times(&hourly, "Asia/Kolkata", "2026-11-01T05:00:00Z", 1),
            ["2026-11-01T05:45:00Z"]
        );
    }

    #[test]
    fn weeks_and_months_have_their_days() {
        let weekly = Repeat::Week {
            days: vec![Weekday::Monday, Weekday::Friday],
            at: clock(8, 0),
        };
        // 23 November 2026 is a Monday.
        assert_eq!(
            times(&weekly, "UTC", "2026-11-23T08:00:00Z", 2),
            ["2026-11-27T08:00:00Z", "2026-11-30T08:00:00Z"]
        );
        let monthly = Repeat::Month {
            day: 31,
            at: clock(0, 0),
        };
        assert_eq!(
            times(&monthly, "UTC", "2027-01-31T00:00:00Z", 2),
            ["2027-02-28T00:00:00Z", "2027-03-31T00:00:00Z"]
        );
    }

    #[test]
    fn a_login_report_is_made_at_midnight() {
        let check = |kind, repeat: &Repeat| check(kind, repeat, "UTC", "");
        let logins = ReportKind::LoginLogout;
        let week = |at| Repeat::Week {
            days: vec![Weekday::Monday],
            at,
        };
        assert_eq!(check(logins, &Repeat::Day { at: clock(0, 0) }), Ok(()));
        assert_eq!(check(logins, &week(clock(0, 0))), Ok(()));
        for repeat in [
            Repeat::Hour { minute: 0 },
            week(clock(9, 0)),
            Repeat::Month {
                day: 1,
                at: clock(0, 0),
            },
        ] {
            assert_eq!(check(logins, &repeat), Err(BadSchedule::LoginsAtMidnight));
            assert_eq!(check(ReportKind::HistoricalQueues, &repeat), Ok(()));
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        let kind = ReportKind::HistoricalAgents;
        let hour = Repeat::Hour { minute: 0 };
        for repeat in [
            Repeat::Hour { minute: 60 },
            Repeat::Day { at: clock(24, 0) },
            Repeat::Month {
                day: 0,
                at: clock(0, 0),
            },
        ] {
            assert_eq!(check(kind, &repeat, "UTC", ""), Err(BadSchedule::Time));
        }
        let none = Repeat::Week {
            days: Vec::new(),
            at: clock(0, 0),
        };
        assert_eq!(check(kind, &none, "UTC", ""), Err(BadSchedule::NoDays));
        let now = check(ReportKind::RealTime, &hour, "UTC", "");
        assert_eq!(now, Err(BadSchedule::RealTime));
        assert!(matches!(
            check(kind, &hour, "Mars", ""),
            Err(BadSchedule::Zone(_))
        ));
        assert_eq!(check(kind, &hour, "UTC", "daily/north"), Ok(()));
        for prefix in ["/daily", "daily/", "a//b", "../up", "a b", &"x".repeat(201)] {
            assert_eq!(check(kind, &hour, "UTC", prefix), Err(BadSchedule::Prefix));
        }
    }

    #[test]
    fn files_are_named_by_report_and_time() {
        let mut ids = IdSource::new(5);
        let (one, other) = (ids.id(), ids.id());
        let due = at("2026-11-23T16:00:00Z");
        assert_eq!(
            object_name("Daily-queues", one, due),
            "Daily-queues-2026-11-23T16:00:00Z.csv"
        );
        let (first, second) = (
            object_name("Tägl. A", one, due),
            object_name("Tögl. A", other, due),
        );
        assert!(first.starts_with("T_gl._A-") && second.starts_with("T_gl._A-"));
        assert_ne!(first, second);
        assert!(object_name("../../etc", one, due).starts_with(".._.._etc-"));
    }
}
