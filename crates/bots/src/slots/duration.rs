//! Spans of time.

use super::{At, Resolved, whole, words};

/// A span as ISO 8601: `10 minutes` is `PT10M`, `a week` is `P1W`.
pub(super) fn duration(text: &str, at: &At<'_>) -> Option<Resolved> {
    let upper = text.trim().to_uppercase();
    let iso = r"P([0-9]{1,6}W|([0-9]{1,6}Y)?([0-9]{1,6}M)?([0-9]{1,6}D)?(T([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,6}S)?)?)";
    if upper.len() > 2 && !upper.ends_with('T') && whole(iso)?.is_match(&upper) {
        return Some(Resolved::one(text, upper));
    }
    if !at.is_english() {
        return None;
    }
    let said = words::split(text);
    // Years, months, weeks, days, hours, minutes, seconds.
    let mut counts = [None::<u64>; 7];
    let mut number: Vec<String> = Vec::new();
    let mut before = None;
    for word in &said {
        let Some(unit) = unit(word) else {
            if word != "and" || !number.is_empty() {
                number.push(word.clone());
            }
            continue;
        };
        let count: u64 = match number.first().map(String::as_str) {
            Some("a" | "an") if number.len() == 1 => 1,
            _ => words::number(&number)?.parse().ok()?,
        };
        // From great to small, each once.
        if before.is_some_and(|it| it >= unit) || count > 999_999 {
            return None;
        }
        *counts.get_mut(unit)? = Some(count);
        before = Some(unit);
        number.clear();
    }
    if before.is_none() || !number.is_empty() {
        return None;
    }
    // ISO has weeks alone; with other units they are days.
    if let (Some(weeks), true) = (
        counts[2],
        before != Some(2) || counts[..2].iter().any(Option::is_some),
    ) {
        counts[3] = Some(counts[3].unwrap_or(0) + weeks * 7);
        counts[2] = None;
    }
    let mut out = String::from("P");
    for (at, (count, mark)) in counts
        .iter()
        .zip(['Y', 'M', 'W', 'D', 'H', 'M', 'S'])
        .enumerate()
    {
        if let Some(count) = count {
            if at >= 4 && !out.contains('T') {
                out.push('T');
            }
            out.push_str(&format!("{count}{mark}"));
        }
    }
    Some(Resolved::one(text, out))
}

fn unit(word: &str) -> Option<usize> {
    const UNITS: [&str; 7] = ["year", "month", "week", "day", "hour", "minute", "second"];
    let single = word.strip_suffix('s').unwrap_or(word);
    UNITS.iter().position(|it| *it == single)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::tests::AT;

    #[test]
    fn spans_are_iso() {
        for (text, wanted) in [
            ("10 minutes", "PT10M"),
            ("two hours and 5 minutes", "PT2H5M"),
            ("a week", "P1W"),
            ("one week and two days", "P9D"),
            ("1 year 6 months", "P1Y6M"),
            ("pt5m", "PT5M"),
            ("p", ""),
            ("minutes ten", ""),
            ("5 minutes 2 hours", ""),
            ("hello", ""),
        ] {
            let found = duration(text, &AT)
                .map(|it| it.interpreted)
                .unwrap_or_default();
            assert_eq!(found, wanted, "{text}");
        }
    }
}
