//! Hours of operation between the API and what is kept.

use crate::prelude::*;
use resources::{DayHours, LocalTime};

/// Open spans in a request.
pub(crate) fn config(config: Vec<api::HoursOfOperationConfig>) -> Result<Vec<DayHours>> {
    config
        .into_iter()
        .map(|it| {
            Ok(DayHours {
                day: from_api("Day", &it.day)?,
                start: time("StartTime", &it.start_time)?,
                end: time("EndTime", &it.end_time)?,
            })
        })
        .collect()
}

fn time(name: &str, slice: &api::HoursOfOperationTimeSlice) -> Result<LocalTime> {
    let wrong = || invalid(format!("{name} must be 00:00 to 23:59"));
    let hours = u8::try_from(slice.hours).ok().filter(|n| *n < 24);
    let minutes = u8::try_from(slice.minutes).ok().filter(|n| *n < 60);
    let (hours, minutes) = hours.zip(minutes).ok_or_else(wrong)?;
    Ok(LocalTime { hours, minutes })
}

/// Open spans in an answer.
pub(crate) fn config_out(config: &[DayHours]) -> Vec<api::HoursOfOperationConfig> {
    let slice = |time: LocalTime| api::HoursOfOperationTimeSlice {
        hours: time.hours.into(),
        minutes: time.minutes.into(),
    };
    config
        .iter()
        .map(|it| api::HoursOfOperationConfig {
            day: to_api(&it.day),
            start_time: slice(it.start),
            end_time: slice(it.end),
        })
        .collect()
}

/// A time zone that hours can be evaluated in.
pub(crate) fn time_zone(name: String) -> Result<String> {
    match jiff::tz::TimeZone::get(&name) {
        Ok(_) => Ok(name),
        Err(_) => Err(invalid(format!("TimeZone {name} is not an IANA time zone"))),
    }
}
