//! Intervals of time in any IANA zone. Source: GetMetricDataV2, `Interval`.

use ids::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use thiserror::Error;

/// `IntervalPeriod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 15 minutes.
    FifteenMin,
    /// 30 minutes.
    ThirtyMin,
    /// An hour.
    Hour,
    /// From midnight to midnight, as the clocks there show it.
    Day,
    /// From Monday to Monday (which day a week begins with is inferred).
    Week,
    /// All of it.
    Total,
}

impl Period {
    /// The period of that name.
    pub fn find(name: &str) -> Option<Self> {
        Some(match name {
            "FIFTEEN_MIN" => Self::FifteenMin,
            "THIRTY_MIN" => Self::ThirtyMin,
            "HOUR" => Self::Hour,
            "DAY" => Self::Day,
            "WEEK" => Self::Week,
            "TOTAL" => Self::Total,
            _ => return None,
        })
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FifteenMin => "FIFTEEN_MIN",
            Self::ThirtyMin => "THIRTY_MIN",
            Self::Hour => "HOUR",
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Total => "TOTAL",
        }
    }

    /// The days that a question may span. Source: GetMetricDataV2, `Interval`.
    pub const fn most_days(self) -> i64 {
        match self {
            Self::FifteenMin | Self::ThirtyMin | Self::Hour => 3,
            Self::Day | Self::Week | Self::Total => 35,
        }
    }

    const fn minutes(self) -> Option<i64> {
        match self {
            Self::FifteenMin => Some(15),
            Self::ThirtyMin => Some(30),
            Self::Hour => Some(60),
            Self::Day | Self::Week | Self::Total => None,
        }
    }
}

/// A time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// There is no such zone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no time zone: use a name of the IANA database, such as Europe/Berlin, or UTC")]
pub struct UnknownZone(String);

impl Zone {
    /// UTC.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of that name in the IANA database.
    ///
    /// # Errors
    /// [`UnknownZone`].
    pub fn find(name: &str) -> Result<Self, UnknownZone> {
        TimeZone::get(name)
            .map(Self)
            .map_err(|_| UnknownZone(name.chars().take(64).collect()))
    }

    /// The beginning and the end of a day, given as `2026-11-23`; `None` for what is no day.
    pub fn day(&self, date: &str) -> Option<(Timestamp, Timestamp)> {
        let date: Date = date.parse().ok()?;
        Some((self.midnight(date)?, self.midnight(date.tomorrow().ok()?)?))
    }

    /// The beginning of a day; `None` beyond the calendar.
    pub fn midnight(&self, date: Date) -> Option<Timestamp> {
        self.instant(date.to_datetime(jiff::civil::Time::midnight()))
    }

    /// What the clocks there show.
    pub fn local(&self, at: Timestamp) -> DateTime {
        at.to_jiff().to_zoned(self.0.clone()).datetime()
    }

    /// When the clocks there show this: the first time where they show it twice, and as much later
    /// as they are set forward where they never do; `None` beyond the calendar.
    pub fn instant(&self, local: DateTime) -> Option<Timestamp> {
        let at = local.to_zoned(self.0.clone()).ok()?;
        Some(Timestamp::from(at.timestamp()))
    }

    /// A time in ISO 8601 as the clocks there show it: `2026-11-23T17:05:09+01:00`.
    pub fn iso(&self, at: Timestamp) -> String {
        let at = at.to_jiff().to_zoned(self.0.clone());
        at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// A time as the clocks there show it: `2026-11-23 17:05:09`.
    pub fn shown(&self, at: Timestamp) -> String {
        let at = at.to_jiff().to_zoned(self.0.clone());
        at.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// How time is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// How long.
    pub period: Period,
    /// By which clocks.
    pub zone: Zone,
}

impl Interval {
    /// All of it.
    pub const TOTAL: Self = Self {
        period: Period::Total,
        zone: Zone::UTC,
    };

    /// The intervals of a time, the first and the last cut to it.
    pub fn cut(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let mut cut = Vec::new();
        let mut start = from;
        while start < to {
            let end = self.end(start).map_or(to, |end| end.min(to));
            cut.push((start, end));
            start = end;
        }
        cut
    }

    /// The end of the interval that a time is in; `None` where there is none.
    fn end(&self, at: Timestamp) -> Option<Timestamp> {
        let zone = &self.zone.0;
        let end = if let Some(minutes) = self.period.minutes() {
            let offset = i64::from(zone.to_offset(at.to_jiff()).seconds()) * 1000;
            let millis = minutes * 60_000;
            Timestamp(((at.0 + offset).div_euclid(millis) + 1) * millis - offset)
        } else {
            let date = at.to_jiff().to_zoned(zone.clone()).date();
            let next = match self.period {
                Period::Day => date.tomorrow(),
                Period::Week => date.nth_weekday(1, Weekday::Monday),
                _ => return None,
            };
            let midnight = next.and_then(|it| it.to_zoned(zone.clone())).ok()?;
            midnight.timestamp().into()
        };
        (end > at).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(period: Period, zone: &str, from: &str, to: &str) -> Vec<String> {
        let interval = Interval {
            period,
            zone: Zone::find(zone).unwrap(),
        };
        let cut = interval.cut(from.parse().unwrap(), to.parse().unwrap());
        let mut out: Vec<_> = cut.iter().map(|it| it.0.to_iso_seconds()).collect();
        out.extend(cut.last().map(|it| it.1.to_iso_seconds()));
        out
    }

    #[test]
    fn days_follow_the_clocks_of_their_zone() {
        // Berlin puts its clocks back in the night to 29 October 2023: that day has 25 hours.
        let days = cut(
            Period::Day,
            "Europe/Berlin",
            "2023-10-28T00:00:00Z",
            "2023-10-30T12:00:00Z",
        );
        let expected = [
            "2023-10-28T00:00:00Z",
            "2023-10-28T22:00:00Z",
            "2023-10-29T23:00:00Z",
            "2023-10-30T12:00:00Z",
        ];
        assert_eq!(days, expected);
    }

    #[test]
    fn hours_begin_as_the_clocks_there_show() {
        let hours = cut(
            Period::Hour,
            "Asia/Kolkata",
            "2023-10-28T00:00:00Z",
            "2023-10-28T02:00:00Z",
        );
        let expected = [
            "2023-10-28T00:00:00Z",
            "2023-10-28T00:30:00Z",
            "2023-10-28T01:30:00Z",
            "2023-10-28T02:00:00Z",
        ];
        assert_eq!(hours, expected);
    }

    #[test]
    fn weeks_begin_on_monday_and_a_total_is_one() {
        let weeks = cut(
            Period::Week,
            "UTC",
            "2023-10-25T00:00:00Z",
            "2023-10-31T00:00:00Z",
        );
        let expected = [
            "2023-10-25T00:00:00Z",
            "2023-10-30T00:00:00Z",
            "2023-10-31T00:00:00Z",
        ];
        assert_eq!(weeks, expected);
        let total = cut(
            Period::Total,
            "UTC",
            "2023-10-25T00:00:00Z",
            "2023-10-31T00:00:00Z",
        );
        assert_eq!(total.len(), 2);
    }

    #[test]
    fn a_day_is_from_midnight_to_midnight_as_the_clocks_there_show() {
        let berlin = Zone::find("Europe/Berlin").unwrap();
        let (from, to) = berlin.day("2023-10-29").unwrap();
        assert_eq!(from.to_iso_seconds(), "2023-10-28T22:00:00Z");
        assert_eq!(to.to_iso_seconds(), "2023-10-29T23:00:00Z");
        assert_eq!(berlin.shown(from), "2023-10-29 00:00:00");
        assert_eq!(berlin.iso(from), "2023-10-29T00:00:00+02:00");
        assert_eq!(berlin.iso(to), "2023-10-30T00:00:00+01:00");
        assert_eq!(berlin.day("29.10.2023"), None);
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        assert!(Zone::find("Europe/Atlantis").is_err());
    }
}
