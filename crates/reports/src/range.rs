//! Which time a range is, and how long it may be. Source: connect-d-data-metrics.md §5, §18.

use ids::Timestamp;
use jiff::civil::DateTime;
use metrics::Zone;
use resources::{ReportInterval, ReportKind, ReportRange};
use thiserror::Error;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// The longest rolling range, in hours: more is asked for by days.
const MOST_HOURS: u32 = 72;
/// Days of a report by days or in total.
const MOST_DAYS: u32 = 31;
/// Days of a report by quarters or halves of an hour.
const MOST_SHORT_DAYS: i64 = 3;
/// Days that are looked back by quarters of an hour.
const FIFTEEN_MIN_BACK: i64 = 35;
/// Days that are looked back by halves of an hour: for so long five-minute tallies are kept
/// (docs/metrics.md). The source has the retention of contact records.
const THIRTY_MIN_BACK: i64 = 100;
/// Days of the login/logout report.
const LOGIN_DAYS: i64 = 7;

/// A time: from its beginning until before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end; the beginning where there is nothing in it yet.
    pub to: Timestamp,
}

/// Why a range cannot be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadRange {
    /// A number is out of bounds.
    #[error("the time range must be of 1 to {most} {unit}")]
    Number {
        /// The greatest.
        most: u32,
        /// Of what.
        unit: &'static str,
    },
    /// What is no time on a clock.
    #[error("{0:?} is no time such as 2026-11-23T00:00")]
    Time(String),
    /// The end is not after the beginning.
    #[error("the time range must end after it begins")]
    Backwards,
    /// Too long for its interval.
    #[error("with {interval} a report is of at most {days} days")]
    TooLong {
        /// How the time is cut, in words.
        interval: &'static str,
        /// The most.
        days: i64,
    },
    /// Too long ago for its interval.
    #[error("with {interval} a report begins at most {days} days ago")]
    TooEarly {
        /// How the time is cut, in words.
        interval: &'static str,
        /// The most.
        days: i64,
    },
}

/// The time that a range is, seen from `now`.
///
/// "Last x days" and "Month to date" exclude today; "Yesterday" is the calendar day before; "Last
/// 24 hours" is rolling. On the first of a month "Month to date" has nothing in it.
///
/// # Errors
/// [`BadRange`] for numbers and times that there are not.
pub fn window(range: &ReportRange, zone: &Zone, now: Timestamp) -> Result<Window, BadRange> {
    let today = zone.local(now).date();
    let midnight = |date: jiff::civil::Date| zone.midnight(date).unwrap_or(now);
    let days_ago = |days: u32| {
        let date = today.saturating_sub(jiff::Span::new().days(i64::from(days)));
        midnight(date)
    };
    let window = match range {
        ReportRange::Today => Window {
            from: midnight(today),
            to: now,
        },
        ReportRange::Yesterday => Window {
            from: days_ago(1),
            to: midnight(today),
        },
        ReportRange::LastHours { hours } => Window {
            from: Timestamp(now.0 - i64::from(bounded(*hours, MOST_HOURS, "hours")?) * HOUR),
            to: now,
        },
        ReportRange::LastDays { days } => Window {
            from: days_ago(bounded(*days, MOST_DAYS, "days")?),
            to: midnight(today),
        },
        ReportRange::MonthToDate => Window {
            from: midnight(today.first_of_month()),
            to: midnight(today),
        },
        ReportRange::Custom { from, to } => {
            let window = Window {
                from: local(zone, from)?,
                to: local(zone, to)?,
            };
            if window.to <= window.from {
                return Err(BadRange::Backwards);
            }
            window
        }
    };
    Ok(window)
}

/// The time of a run that was due then: as of that time, but "Yesterday" is the last 24 hours, and
/// so is every time of a login/logout report.
///
/// # Errors
/// As [`window`].
pub fn scheduled_window(
    kind: ReportKind,
    range: &ReportRange,
    zone: &Zone,
    due: Timestamp,
) -> Result<Window, BadRange> {
    let trailing = ReportRange::LastHours { hours: 24 };
    match (kind, range) {
        (ReportKind::LoginLogout, _) | (_, ReportRange::Yesterday) => window(&trailing, zone, due),
        _ => window(range, zone, due),
    }
}

/// Whether a time is short and recent enough for how it is cut.
///
/// # Errors
/// [`BadRange::TooLong`], [`BadRange::TooEarly`].
pub fn fits(
    kind: ReportKind,
    interval: ReportInterval,
    window: Window,
    now: Timestamp,
) -> Result<(), BadRange> {
    let (words, days, back) = match (kind, interval) {
        (ReportKind::LoginLogout, _) => ("logins and logouts", LOGIN_DAYS, None),
        (_, ReportInterval::FifteenMin) => (
            "intervals of 15 minutes",
            MOST_SHORT_DAYS,
            Some(FIFTEEN_MIN_BACK),
        ),
        (_, ReportInterval::ThirtyMin) => (
            "intervals of 30 minutes",
            MOST_SHORT_DAYS,
            Some(THIRTY_MIN_BACK),
        ),
        (_, ReportInterval::Day) => ("daily intervals", i64::from(MOST_DAYS), None),
        (_, ReportInterval::Total) => ("a total", i64::from(MOST_DAYS), None),
    };
    // So many days may have an hour more where the clocks are set back.
    if window.to.0 - window.from.0 > days * DAY + HOUR {
        return Err(BadRange::TooLong {
            interval: words,
            days,
        });
    }
    match back {
        Some(days) if window.from.0 < now.0 - days * DAY - HOUR => Err(BadRange::TooEarly {
            interval: words,
            days,
        }),
        _ => Ok(()),
    }
}

fn bounded(number: u32, most: u32, unit: &'static str) -> Result<u32, BadRange> {
    match (1..=most).contains(&number) {
        true => Ok(number),
        false => Err(BadRange::Number { most, unit }),
    }
}

fn local(zone: &Zone, text: &str) -> Result<Timestamp, BadRange> {
    let wrong = || BadRange::Time(text.chars().take(40).collect());
    let local: DateTime = text.parse().map_err(|_| wrong())?;
    zone.instant(local).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 25 November 2026, a Wednesday, 10:20 in Berlin.
    const NOW: &str = "2026-11-25T09:20:00Z";

    fn told(range: &ReportRange, now: &str) -> [String; 2] {
        let zone = Zone::find("Europe/Berlin").unwrap();
        let window = window(range, &zone, now.parse().unwrap()).unwrap();
        [window.from, window.to].map(|it| zone.iso(it))
    }

    #[test]
    fn ranges_by_days_exclude_today() {
        assert_eq!(
            told(&ReportRange::LastDays { days: 7 }, NOW),
            ["2026-11-18T00:00:00+01:00", "2026-11-25T00:00:00+01:00"]
        );
        assert_eq!(
            told(&ReportRange::MonthToDate, NOW),
            ["2026-11-01T00:00:00+01:00", "2026-11-25T00:00:00+01:00"]
        );
        assert_eq!(
            told(&ReportRange::Yesterday, NOW),
            ["2026-11-24T00:00:00+01:00", "2026-11-25T00:00:00+01:00"]
        );
    }

    #[test]
    fn today_and_the_last_hours_go_on_until_now() {
        assert_eq!(
            told(&ReportRange::Today, NOW),
            ["2026-11-25T00:00:00+01:00", "2026-11-25T10:20:00+01:00"]
        );
        assert_eq!(
            told(&ReportRange::LastHours { hours: 24 }, NOW),
            ["2026-11-24T10:20:00+01:00", "2026-11-25T10:20:00+01:00"]
        );
    }

    #[test]
    fn a_day_is_as_long_as_the_clocks_make_it() {
        // Berlin puts its clocks back in the night to 25 October 2026: 25 hours.
        let [from, to] = told(&ReportRange::Yesterday, "2026-10-26T09:00:00Z");
        assert_eq!(
            [from.as_str(), to.as_str()],
            ["2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"]
        );
        let custom = ReportRange::Custom {
            from: "2026-10-25T00:00".into(),
            to: "2026-10-25T12:30".into(),
        };
        assert_eq!(
            told(&custom, NOW),
            ["2026-10-25T00:00:00+02:00", "2026-10-25T12:30:00+01:00"]
        );
    }

    #[test]
    fn on_the_first_of_a_month_its_days_until_today_are_none() {
        let [from, to] = told(&ReportRange::MonthToDate, "2026-11-01T09:00:00Z");
        assert_eq!(from, to);
    }

    #[test]
    fn a_scheduled_yesterday_is_the_last_24_hours() {
        let zone = Zone::find("Europe/Berlin").unwrap();
        let due: Timestamp = "2026-11-25T16:00:00Z".parse().unwrap();
        let told = |kind, range| {
            let window = scheduled_window(kind, &range, &zone, due).unwrap();
            [window.from, window.to].map(|it| zone.iso(it))
        };
        let trailing = ["2026-11-24T17:00:00+01:00", "2026-11-25T17:00:00+01:00"];
        let queues = ReportKind::HistoricalQueues;
        assert_eq!(told(queues, ReportRange::Yesterday), trailing);
        let days = ReportRange::LastDays { days: 5 };
        assert_eq!(told(ReportKind::LoginLogout, days.clone()), trailing);
        // Prior five days, from midnight.
        assert_eq!(
            told(queues, days),
            ["2026-11-20T00:00:00+01:00", "2026-11-25T00:00:00+01:00"]
        );
    }

    #[test]
    fn short_intervals_are_of_few_and_recent_days() {
        let now: Timestamp = NOW.parse().unwrap();
        let ago = |from: i64, to: i64| Window {
            from: Timestamp(now.0 - from * DAY),
            to: Timestamp(now.0 - to * DAY),
        };
        let queues = ReportKind::HistoricalQueues;
        let fit = |interval, window| fits(queues, interval, window, now);
        assert_eq!(fit(ReportInterval::FifteenMin, ago(35, 32)), Ok(()));
        assert_eq!(fit(ReportInterval::ThirtyMin, ago(60, 57)), Ok(()));
        assert_eq!(fit(ReportInterval::Day, ago(700, 669)), Ok(()));
        for interval in [ReportInterval::FifteenMin, ReportInterval::ThirtyMin] {
            let error = fit(interval, ago(5, 1)).unwrap_err();
            assert!(
                matches!(error, BadRange::TooLong { days: 3, .. }),
                "{error}"
            );
        }
        let error = fit(ReportInterval::FifteenMin, ago(37, 36)).unwrap_err();
        assert!(matches!(error, BadRange::TooEarly { days: 35, .. }));
        let error = fit(ReportInterval::Total, ago(40, 8)).unwrap_err();
        assert!(matches!(error, BadRange::TooLong { days: 31, .. }));
        let error = fits(
            ReportKind::LoginLogout,
            ReportInterval::Total,
            ago(8, 0),
            now,
        );
        assert!(matches!(error, Err(BadRange::TooLong { days: 7, .. })));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        let zone = Zone::UTC;
        let refused = |range| window(&range, &zone, Timestamp(0)).unwrap_err();
        let number = refused(ReportRange::LastDays { days: 32 });
        assert!(matches!(number, BadRange::Number { most: 31, .. }));
        assert!(matches!(
            refused(ReportRange::LastHours { hours: 0 }),
            BadRange::Number { most: 72, .. }
        ));
        let custom = |from: &str, to: &str| ReportRange::Custom {
            from: from.into(),
            to: to.into(),
        };
        assert_eq!(
            refused(custom("2026-11-02T00:00", "2026-11-02T00:00")),
            BadRange::Backwards
        );
        assert_eq!(
            refused(custom("yesterday", "2026-11-02T00:00")),
            BadRange::Time("yesterday".into())
        );
    }
}
