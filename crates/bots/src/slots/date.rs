//! Days.

use super::{At, Resolved, words};
use jiff::civil::{Date, Weekday};
use jiff::{Span, tz::TimeZone};

/// A day as `YYYY-MM-DD`: ISO, with slashes (month first in the United States), or in English
/// words. A day without a year is the next one that comes; a weekday is the next one, today not
/// included. Source: the built-in type's format; which day is meant is inferred.
pub(super) fn date(text: &str, at: &At<'_>) -> Option<Resolved> {
    let today = at.now.to_jiff().to_zoned(TimeZone::UTC).date();
    let text = text.trim();
    let found = numeric(text, at, today).or_else(|| {
        let english = at.is_english();
        english
            .then(|| in_words(&words::split(text), today))
            .flatten()
    })?;
    Some(Resolved::one(text, found.to_string()))
}

fn day(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year)
        .ok()
        .filter(|it| (1..=9999).contains(it))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The next day with that month and day.
fn coming(today: Date, month: i64, of_month: i64) -> Option<Date> {
    let year = i64::from(today.year());
    (year..year + 5).find_map(|year| day(year, month, of_month).filter(|it| *it >= today))
}

fn numeric(text: &str, at: &At<'_>, today: Date) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let digits =
        |it: &&str| (1..=4).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(digits) {
        return None;
    }
    let numbers: Vec<i64> = parts.iter().filter_map(|it| it.parse().ok()).collect();
    let us = at.locale == "en_US" && text.contains('/');
    match (parts.first()?.len(), &numbers[..]) {
        (4, [y, m, d]) => day(*y, *m, *d),
        (_, [a, b, y]) => {
            let year = if *y < 100 { y + 2_000 } else { *y };
            let (m, d) = if us { (a, b) } else { (b, a) };
            day(year, *m, *d)
        }
        (_, [a, b]) => {
            let (m, d) = if us { (a, b) } else { (b, a) };
            coming(today, *m, *d)
        }
        _ => None,
    }
}

fn in_words(said: &[String], today: Date) -> Option<Date> {
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let skip = ["the", "of", "on", "this"];
    let said: Vec<&str> = said.into_iter().filter(|it| !skip.contains(it)).collect();
    let days = |days: i64| today.checked_add(Span::new().try_days(days).ok()?).ok();
    match &said[..] {
        ["today"] | ["now"] => return Some(today),
        ["tomorrow"] => return days(1),
        ["yesterday"] => return days(-1),
        ["day", "after", "tomorrow"] => return days(2),
        ["next", "week"] => return days(7),
        ["in", n, "days" | "day"] => return days(n.parse().ok()?),
        ["in", n, "weeks" | "week"] => return days(n.parse::<i64>().ok()?.checked_mul(7)?),
        [name] | ["next", name] => {
            if let Some(weekday) = weekday(name) {
                return today.nth_weekday(1, weekday).ok();
            }
        }
        _ => {}
    }
    let at = said.iter().position(|it| month(it).is_some())?;
    let month = month(said.get(at)?)?;
    let others: Vec<&str> = said
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != at)
        .map(|(_, it)| *it)
        .collect();
    let (of_month, year) = match &others[..] {
        [of_month] => (*of_month, None),
        [of_month, rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|it| (*it).to_owned()).collect();
            // "twenty first" is two words.
            match ordinal(&format!("{of_month} {}", rest.first()?)) {
                Some(of_month) if rest.len() == 1 => return coming(today, month, of_month),
                _ => (*of_month, Some(words::number(&rest)?.parse::<i64>().ok()?)),
            }
        }
        [] => return None,
    };
    let of_month = ordinal(of_month)?;
    match year {
        Some(year) => day(year, month, of_month),
        None => coming(today, month, of_month),
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = NAMES
        .iter()
        .position(|it| *it == name || (name.len() == 3 && it.starts_with(name)))?;
    Some(at as i64 + 1)
}

/// `21st`, `21`, `twenty first`.
fn ordinal(text: &str) -> Option<i64> {
    const WORDS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let word = |text: &str| {
        WORDS
            .iter()
            .position(|it| *it == text)
            .map(|it| it as i64 + 1)
    };
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ending = text.get(digits.len()..)?;
    if matches!(ending, "" | "st" | "nd" | "rd" | "th")
        && let Ok(value) = digits.parse::<i64>()
    {
        return (1..=31).contains(&value).then_some(value);
    }
    let value = match text.split_once(' ') {
        Some(("twenty", rest)) => word(rest).filter(|it| *it < 10)? + 20,
        Some(("thirty", "first")) => 31,
        Some(_) => return None,
        None if text == "thirtieth" => 30,
        None => word(text)?,
    };
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::tests::AT;

    fn read(text: &str) -> String {
        date(text, &AT).map(|it| it.interpreted).unwrap_or_default()
    }

    /// Today is Saturday, 21 November 2026.
    #[test]
    fn days_are_read_as_they_are_said() {
        for (text, wanted) in [
            ("2026-12-24", "2026-12-24"),
            ("12/24/2026", "2026-12-24"),
            ("12/24", "2026-12-24"),
            ("1/2", "2027-01-02"),
            ("today", "2026-11-21"),
            ("Tomorrow", "2026-11-22"),
            ("next Monday", "2026-11-23"),
            ("saturday", "2026-11-28"),
            ("in three days", "2026-11-24"),
            ("March 3rd", "2027-03-03"),
            ("the third of March", "2027-03-03"),
            ("twenty first of December", "2026-12-21"),
            ("December 24 2027", "2027-12-24"),
            ("June first two thousand thirty", "2030-06-01"),
            ("February 30th", ""),
            ("13/13/2026", ""),
            ("hello", ""),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_day_comes_first_outside_the_united_states() {
        let british = At {
            locale: "en_GB",
            ..AT
        };
        assert_eq!(
            date("2/1/2027", &british).unwrap().interpreted,
            "2027-01-02"
        );
    }
}
