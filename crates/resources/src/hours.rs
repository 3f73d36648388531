//! Hours of operation: when a queue is open, in any time zone.

use crate::{Facets, HoursOverride, Indexed, Kind, Tags, facet};
use ids::{HoursId, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// Hours of operation. Spec: connect-b-routing-channels.md §4.4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    /// Its identifier.
    pub id: HoursId,
    /// Its name, unique in the instance.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// An IANA time zone.
    pub time_zone: String,
    /// Open spans; a day may have several, and a span may run past midnight.
    pub config: Vec<DayHours>,
    /// Exceptions.
    #[serde(default)]
    pub overrides: Vec<HoursOverride>,
    /// Hours whose overrides hold here too.
    #[serde(default)]
    pub parents: Vec<HoursId>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// An open span that starts on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHours {
    /// The day on which it starts.
    pub day: Weekday,
    /// Opening time.
    pub start: LocalTime,
    /// Closing time; the same as the start is the whole day, an earlier one lies on the next day.
    pub end: LocalTime,
}

/// A time on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LocalTime {
    /// 0 to 23.
    pub hours: u8,
    /// 0 to 59.
    pub minutes: u8,
}

/// A day of the week, in the API's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Weekday {
    /// Sunday.
    Sunday,
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
}

/// Hours that cannot be evaluated.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum HoursError {
    /// The time zone is not in the IANA database.
    #[error("{0:?} is not an IANA time zone")]
    TimeZone(String),
}

impl Indexed for Hours {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
        to.put_text("time-zone", &self.time_zone);
        for parent in &self.parents {
            to.refers(Kind::Hours, parent);
        }
    }
}

impl Hours {
    /// Whether these hours are open at `now`, with their own overrides. See [`Hours::open_with`].
    ///
    /// # Errors
    /// A time zone that is not in the IANA database.
    pub fn open_at(&self, now: Timestamp) -> Result<bool, HoursError> {
        self.open_with(now, [])
    }
}

impl Weekday {
    /// The day after.
    pub const fn next(self) -> Self {
        match self {
            Weekday::Sunday => Weekday::Monday,
            Weekday::Monday => Weekday::Tuesday,
            Weekday::Tuesday => Weekday::Wednesday,
            Weekday::Wednesday => Weekday::Thursday,
            Weekday::Thursday => Weekday::Friday,
            Weekday::Friday => Weekday::Saturday,
            Weekday::Saturday => Weekday::Sunday,
        }
    }
}

impl From<jiff::civil::Weekday> for Weekday {
    fn from(day: jiff::civil::Weekday) -> Self {
        match day {
            jiff::civil::Weekday::Sunday => Weekday::Sunday,
            jiff::civil::Weekday::Monday => Weekday::Monday,
            jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
            jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
            jiff::civil::Weekday::Thursday => Weekday::Thursday,
            jiff::civil::Weekday::Friday => Weekday::Friday,
            jiff::civil::Weekday::Saturday => Weekday::Saturday,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, day: Weekday, start: (u8, u8), end: (u8, u8)) -> Hours {
        let time = |(hours, minutes)| LocalTime { hours, minutes };
        Hours {
            id: ids::IdSource::new(1).id(),
            name: "Hours".into(),
            description: None,
            time_zone: zone.into(),
            config: vec![DayHours {
                day,
                start: time(start),
                end: time(end),
            }],
            overrides: Vec::new(),
            parents: Vec::new(),
            tags: Tags::new(),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_closing_minute_is_closed() {
        let office = hours("UTC", Weekday::Monday, (9, 0), (17, 0));
        assert_eq!(office.open_at(at("2026-11-23T09:00:00Z")), Ok(true));
        assert_eq!(office.open_at(at("2026-11-23T16:59:59Z")), Ok(true));
        assert_eq!(office.open_at(at("2026-11-23T17:00:00Z")), Ok(false));
        assert_eq!(office.open_at(at("2026-11-24T10:00:00Z")), Ok(false));
    }

    #[test]
    fn a_span_past_midnight_reaches_into_the_next_day() {
        let night = hours("UTC", Weekday::Monday, (22, 0), (2, 0));
        assert_eq!(night.open_at(at("2026-11-24T01:59:00Z")), Ok(true));
        assert_eq!(night.open_at(at("2026-11-24T02:00:00Z")), Ok(false));
        assert_eq!(night.open_at(at("2026-11-23T01:00:00Z")), Ok(false));
    }

    #[test]
    fn equal_times_are_the_whole_day() {
        let always = hours("UTC", Weekday::Monday, (0, 0), (0, 0));
        assert_eq!(always.open_at(at("2026-11-23T23:59:59Z")), Ok(true));
        assert_eq!(always.open_at(at("2026-11-24T00:00:00Z")), Ok(false));
    }

    #[test]
    fn daylight_saving_moves_the_opening_with_the_clock_on_the_wall() {
        let berlin = hours("Europe/Berlin", Weekday::Monday, (9, 0), (17, 0));
        assert_eq!(berlin.open_at(at("2026-07-20T07:00:00Z")), Ok(true));
        assert_eq!(berlin.open_at(at("2026-11-23T07:00:00Z")), Ok(false));
        assert_eq!(berlin.open_at(at("2026-11-23T08:00:00Z")), Ok(true));
    }

    #[test]
    fn an_unknown_time_zone_is_an_error() {
        let mars = hours("Mars/Base", Weekday::Monday, (9, 0), (17, 0));
        assert_eq!(
            mars.open_at(Timestamp(0)),
            Err(HoursError::TimeZone("Mars/Base".into()))
        );
    }
}
