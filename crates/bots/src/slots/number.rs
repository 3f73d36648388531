//! Numbers, percentages, amounts of money and telephone numbers.

use super::{At, Resolved, words};

/// A number as digits: `1,234.50`, `-3`, `twenty five`. Zeros in front stay, as account numbers
/// have them (inferred).
pub(super) fn number(text: &str, at: &At<'_>) -> Option<Resolved> {
    figure(text, at).map(|it| Resolved::one(text, it))
}

fn figure(text: &str, at: &At<'_>) -> Option<String> {
    let trimmed = text.trim();
    let (sign, rest) = match trimmed.strip_prefix('-') {
        Some(rest) => ("-", rest.trim()),
        None => ("", trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let figure = typed(rest, at).or_else(|| {
        // Digits with separators in places where none stand.
        if rest
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        {
            return None;
        }
        let said = words::split(rest);
        if !at.is_english() {
            return words::digits(&said);
        }
        let minus = said.first().is_some_and(|it| it == "minus");
        let said = said.get(usize::from(minus)..)?;
        let value = match said.iter().position(|it| it == "point") {
            Some(at) => {
                let whole = words::number(said.get(..at)?)?;
                format!("{whole}.{}", words::digits(said.get(at + 1..)?)?)
            }
            None => words::number(said)?,
        };
        Some(if minus { format!("-{value}") } else { value })
    })?;
    match (sign, figure.starts_with('-')) {
        ("-", true) => None,
        _ => Some(format!("{sign}{figure}")),
    }
}

/// Digits with separators: `.` before decimals in English, `,` where that is the custom.
fn typed(text: &str, at: &At<'_>) -> Option<String> {
    let (thousands, decimal) = match at.is_english() {
        true => (',', '.'),
        false => ('.', ','),
    };
    let fine = |c: char| c.is_ascii_digit() || c == thousands || c == decimal;
    if text.is_empty() || text.len() > 64 || !text.chars().all(fine) {
        return None;
    }
    let mut parts = text.split(decimal);
    let whole = parts.next()?;
    let decimals = parts.next();
    if parts.next().is_some() || decimals.is_some_and(|it| it.contains(thousands) || it.is_empty())
    {
        return None;
    }
    let groups: Vec<&str> = whole.split(thousands).collect();
    let grouped = groups.len() == 1
        || groups.iter().enumerate().all(|(at, it)| match at {
            0 => (1..=3).contains(&it.len()),
            _ => it.len() == 3,
        });
    let whole = groups.concat();
    if !grouped || (whole.is_empty() && decimals.is_none()) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    Some(match decimals {
        Some(decimals) => format!("{whole}.{decimals}"),
        None => whole.to_owned(),
    })
}

/// `50%`, `50 percent`, `50`.
pub(super) fn percentage(text: &str, at: &At<'_>) -> Option<Resolved> {
    let bare = text.trim();
    let bare = ["%", "percent", "per cent"]
        .iter()
        .find_map(|it| strip_end(bare, it))
        .unwrap_or(bare);
    figure(bare.trim(), at).map(|it| Resolved::one(text, it))
}

/// `$12.50` and `12 dollars`, as `USD 12.50`; without a currency the bare amount.
pub(super) fn currency(text: &str, at: &At<'_>) -> Option<Resolved> {
    const NAMES: [(&str, &str); 14] = [
        ("$", "USD"),
        ("dollars", "USD"),
        ("dollar", "USD"),
        ("usd", "USD"),
        ("€", "EUR"),
        ("euros", "EUR"),
        ("euro", "EUR"),
        ("eur", "EUR"),
        ("£", "GBP"),
        ("pounds", "GBP"),
        ("pound", "GBP"),
        ("gbp", "GBP"),
        ("¥", "JPY"),
        ("yen", "JPY"),
    ];
    let bare = text.trim();
    let found = NAMES.iter().find_map(|(name, code)| {
        let rest = bare.strip_prefix(name).or_else(|| strip_end(bare, name))?;
        Some((rest.trim(), *code))
    });
    let (rest, code) = found.unwrap_or((bare, ""));
    let figure = figure(rest, at)?;
    let amount = match code {
        "" => figure,
        code => format!("{code} {figure}"),
    };
    Some(Resolved::one(text, amount))
}

fn strip_end<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(end.len())?;
    let tail = text.get(at..)?;
    tail.eq_ignore_ascii_case(end)
        .then(|| text.get(..at))
        .flatten()
}

/// 3 to 15 digits, typed with the usual signs between them or said one by one.
pub(super) fn phone(text: &str, _: &At<'_>) -> Option<Resolved> {
    let trimmed = text.trim();
    let typed = trimmed
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/'));
    let digits = match typed {
        true => trimmed.chars().filter(char::is_ascii_digit).collect(),
        false => words::digits(&words::split(trimmed))?,
    };
    if !(3..=15).contains(&digits.len()) {
        return None;
    }
    let plus = if trimmed.starts_with('+') { "+" } else { "" };
    Some(Resolved::one(text, format!("{plus}{digits}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::tests::AT;

    fn read(with: fn(&str, &At<'_>) -> Option<Resolved>, text: &str) -> String {
        with(text, &AT).map(|it| it.interpreted).unwrap_or_default()
    }

    #[test]
    fn numbers_are_digits_however_they_are_written() {
        for (text, wanted) in [
            ("1234", "1234"),
            ("00123", "00123"),
            ("1,234.50", "1234.50"),
            ("-7", "-7"),
            ("minus seven", "-7"),
            ("three point one four", "3.14"),
            ("12,34", ""),
            ("12 monkeys", ""),
            ("", ""),
        ] {
            assert_eq!(read(number, text), wanted, "{text}");
        }
        let german = At {
            locale: "de_DE",
            ..AT
        };
        assert_eq!(number("1.234,50", &german).unwrap().interpreted, "1234.50");
        assert_eq!(number("fünf", &german), None);
    }

    #[test]
    fn percentages_money_and_telephone_numbers() {
        assert_eq!(read(percentage, "50%"), "50");
        assert_eq!(read(percentage, "twelve Percent"), "12");
        assert_eq!(read(currency, "$12.50"), "USD 12.50");
        assert_eq!(read(currency, "twenty euros"), "EUR 20");
        assert_eq!(read(phone, "+1 (206) 555-0100"), "+12065550100");
        assert_eq!(read(phone, "two oh six five five five"), "206555");
        assert_eq!(read(phone, "12"), "");
    }
}
