//! Times of day.

use super::{At, Resolved, words};

/// A time as `HH:MM`: `5 pm`, `17:30`, `half past five`, `noon`. An hour up to twelve that says
/// neither morning nor evening is taken as it stands, with the other as a second meaning.
pub(super) fn time(text: &str, at: &At<'_>) -> Option<Resolved> {
    let lower = text
        .trim()
        .to_lowercase()
        .replace("a.m.", "am")
        .replace("p.m.", "pm");
    let said = words::split(&lower);
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let said = match &said[..] {
        ["at", rest @ ..] => rest,
        all => all,
    };
    let (rest, half) = ending(said);
    let (hour, minute) = clock(rest, at)?;
    let found = match half {
        Some(pm) if (1..=12).contains(&hour) => (hour % 12 + if pm { 12 } else { 0 }, minute),
        Some(_) => return None,
        None => (hour, minute),
    };
    if found.0 > 23 || minute > 59 {
        return None;
    }
    let written = |(hour, minute): (u32, u32)| format!("{hour:02}:{minute:02}");
    let mut it = Resolved::one(text, written(found));
    let open = half.is_none() && (1..=12).contains(&found.0) && !lower.starts_with('0');
    if open && !matches!(rest, ["noon" | "midday"]) {
        it.others.push(written(((found.0 + 12) % 24, minute)));
    }
    Some(it)
}

/// What says which half of the day it is, and the rest.
fn ending<'a, 'b>(said: &'a [&'b str]) -> (&'a [&'b str], Option<bool>) {
    match said {
        [rest @ .., "am"] | [rest @ .., "a", "m"] | [rest @ .., "in", "the", "morning"] => {
            (rest, Some(false))
        }
        [rest @ .., "pm"]
        | [rest @ .., "p", "m"]
        | [rest @ .., "in", "the", "afternoon" | "evening"]
        | [rest @ .., "at", "night"] => (rest, Some(true)),
        [rest @ .., "oclock"] => (rest, None),
        all => (all, None),
    }
}

fn clock(said: &[&str], at: &At<'_>) -> Option<(u32, u32)> {
    let glued = |text: &str| -> Option<(u32, Option<bool>)> {
        let digits = text
            .strip_suffix("am")
            .or_else(|| text.strip_suffix("pm"))?;
        Some((digits.parse().ok()?, Some(text.ends_with("pm"))))
    };
    match said {
        ["noon" | "midday"] => return Some((12, 0)),
        ["midnight"] => return Some((0, 0)),
        [text] => {
            if let Some((hour, Some(pm))) = glued(text).filter(|it| (1..=12).contains(&it.0)) {
                return Some((hour % 12 + if pm { 12 } else { 0 }, 0));
            }
        }
        _ => {}
    }
    let small = |words: &[&str]| -> Option<u32> {
        let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
        let text = match at.is_english() {
            true => words::number(&words),
            false => words::digits(&words),
        };
        text?.parse().ok().filter(|it| *it < 60)
    };
    let before = |hour: u32| if hour == 0 { 23 } else { hour - 1 };
    match said {
        ["half", "past", hour @ ..] => Some((small(hour)?, 30)),
        ["quarter", "past", hour @ ..] => Some((small(hour)?, 15)),
        ["quarter", "to", hour @ ..] => Some((before(small(hour)?), 45)),
        [hour] => Some((small(&[hour])?, 0)),
        // "17 30", as `17:30` is split; "5 oh 5".
        [hour, "oh", minute] => Some((small(&[hour])?, small(&[minute])?)),
        [hour, minute @ ..] => Some((small(&[hour])?, small(minute)?)),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::tests::AT;

    #[test]
    fn times_are_read_as_they_are_said() {
        for (text, wanted) in [
            ("17:30", "17:30"),
            ("5 pm", "17:00"),
            ("5pm", "17:00"),
            ("5:15 p.m.", "17:15"),
            ("12 am", "00:00"),
            ("half past five", "05:30"),
            ("quarter to nine in the evening", "20:45"),
            ("five thirty", "05:30"),
            ("at noon", "12:00"),
            ("midnight", "00:00"),
            ("7 o'clock", "07:00"),
            ("25:00", ""),
            ("13 pm", ""),
            ("hello", ""),
        ] {
            let found = time(text, &AT).map(|it| it.interpreted).unwrap_or_default();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn an_open_half_of_the_day_has_two_meanings() {
        assert_eq!(time("5:30", &AT).unwrap().others, ["05:30", "17:30"]);
        assert_eq!(time("05:30", &AT).unwrap().others, ["05:30"]);
    }
}
