//! What a text is as a value of a slot type.
//!
//! One file per family of types. Words for numbers, dates and the like are English; in other
//! locales digits and the ISO forms are understood. A new built-in type is a row here.

mod date;
mod duration;
mod number;
pub(crate) mod plain;
mod time;
mod words;

use crate::heard::tokens;
use crate::locale::{Resolution, SlotType};
use crate::matcher::is_near;
use ids::Timestamp;
use regex::{Regex, RegexBuilder};

/// Where and when something is said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    /// Such as `en_US`.
    pub(crate) locale: &'a str,
    /// The time; days are those of UTC.
    pub(crate) now: Timestamp,
}

impl At<'_> {
    /// Whether English words are understood.
    pub(crate) fn is_english(&self) -> bool {
        self.locale.starts_with("en")
    }
}

/// A text as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// As it was said.
    pub(crate) original: String,
    /// What it means.
    pub(crate) interpreted: String,
    /// All meanings, best first.
    pub(crate) others: Vec<String>,
}

impl Resolved {
    pub(crate) fn one(original: &str, interpreted: impl Into<String>) -> Self {
        let interpreted = interpreted.into();
        Self {
            original: original.trim().to_owned(),
            others: vec![interpreted.clone()],
            interpreted,
        }
    }
}

type Reader = fn(&str, &At<'_>) -> Option<Resolved>;

/// A built-in slot type.
#[derive(Debug)]
pub struct BuiltInSlotType {
    /// Its name, such as `AMAZON.Number`.
    pub signature: &'static str,
    /// What its values are.
    pub description: &'static str,
    /// Whether any text is a value.
    pub(crate) takes_any: bool,
    read: Reader,
}

impl BuiltInSlotType {
    /// The type of that name.
    pub fn find(signature: &str) -> Option<&'static Self> {
        let mut all = BUILT_IN_SLOT_TYPES.iter();
        all.find(|it| it.signature == signature)
    }

    pub(crate) fn resolve(&self, text: &str, at: &At<'_>) -> Option<Resolved> {
        (self.read)(text, at)
    }
}

const fn row(
    signature: &'static str,
    description: &'static str,
    takes_any: bool,
    read: Reader,
) -> BuiltInSlotType {
    BuiltInSlotType {
        signature,
        description,
        takes_any,
        read,
    }
}

/// Those that this engine has, by name.
pub static BUILT_IN_SLOT_TYPES: &[BuiltInSlotType] = &[
    row(
        "AMAZON.AlphaNumeric",
        "Letters and digits.",
        false,
        plain::alphanumeric,
    ),
    row("AMAZON.City", "Cities; any words.", true, plain::words),
    row(
        "AMAZON.Confirmation",
        "Yes or no.",
        false,
        plain::confirmation,
    ),
    row(
        "AMAZON.Country",
        "Countries; any words.",
        true,
        plain::words,
    ),
    row(
        "AMAZON.Currency",
        "Amounts of money.",
        false,
        number::currency,
    ),
    row("AMAZON.Date", "Days, as YYYY-MM-DD.", false, date::date),
    row(
        "AMAZON.Duration",
        "Spans of time, as ISO 8601.",
        false,
        duration::duration,
    ),
    row(
        "AMAZON.EmailAddress",
        "Email addresses.",
        false,
        plain::email,
    ),
    row(
        "AMAZON.FirstName",
        "First names; any words.",
        true,
        plain::words,
    ),
    row("AMAZON.FreeFormInput", "Anything.", true, plain::anything),
    row(
        "AMAZON.LastName",
        "Last names; any words.",
        true,
        plain::words,
    ),
    row(
        "AMAZON.Number",
        "Numbers, as digits.",
        false,
        number::number,
    ),
    row(
        "AMAZON.Percentage",
        "Percentages, as digits.",
        false,
        number::percentage,
    ),
    row(
        "AMAZON.PhoneNumber",
        "Telephone numbers, as digits.",
        false,
        number::phone,
    ),
    row("AMAZON.State", "States; any words.", true, plain::words),
    row(
        "AMAZON.StreetName",
        "Streets; any words.",
        true,
        plain::words,
    ),
    row("AMAZON.Time", "Times of day, as HH:MM.", false, time::time),
    row(
        "AMAZON.UKPostalCode",
        "Postal codes of the United Kingdom.",
        false,
        plain::uk_post_code,
    ),
];

/// A regular expression for the whole of a text; `None` when it is none. It takes time in
/// proportion to the text, whatever a bot's author wrote.
pub(crate) fn whole(pattern: &str) -> Option<Regex> {
    let mut builder = RegexBuilder::new(&format!("^(?:{pattern})$"));
    builder
        .size_limit(1 << 20)
        .case_insensitive(true)
        .build()
        .ok()
}

/// A text as a value of a type that a bot has of its own.
pub(crate) fn custom(kind: &SlotType, text: &str, at: &At<'_>) -> Option<Resolved> {
    let found = match kind.resolution {
        Resolution::Concatenation => concatenated(kind, text),
        _ => of_values(kind, text),
    };
    let parent = || BuiltInSlotType::find(kind.parent.as_deref()?)?.resolve(text, at);
    let found = found.or_else(parent)?;
    match &kind.pattern {
        Some(pattern) => whole(pattern)?
            .is_match(&found.interpreted)
            .then_some(found),
        None => Some(found),
    }
}

fn norm(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|it| it.norm).collect()
}

/// The value that a text is, or is a word for; one with a wrong letter is taken too.
fn value_of<'a>(kind: &'a SlotType, said: &[String]) -> Option<&'a str> {
    let words = |value: &'a crate::locale::SlotTypeValue| {
        let all = std::iter::once(&value.value).chain(&value.synonyms);
        all.map(move |word| (value.value.as_str(), norm(word)))
    };
    let all = || kind.values.iter().flat_map(words);
    let exact = all().find(|(_, word)| word == said);
    let near = |(_, word): &(&str, Vec<String>)| {
        word.len() == said.len() && word.iter().zip(said).all(|(a, b)| a == b || is_near(a, b))
    };
    let found = exact.or_else(|| all().find(near));
    found.map(|(value, _)| value)
}

fn of_values(kind: &SlotType, text: &str) -> Option<Resolved> {
    let said = norm(text);
    if said.is_empty() {
        return None;
    }
    let value = value_of(kind, &said)?;
    Some(match kind.resolution {
        Resolution::OriginalValue => Resolved {
            original: text.trim().to_owned(),
            interpreted: text.trim().to_owned(),
            others: vec![value.to_owned()],
        },
        _ => Resolved::one(text, value),
    })
}

fn concatenated(kind: &SlotType, text: &str) -> Option<Resolved> {
    let said = norm(text);
    let values: Option<Vec<&str>> = said
        .iter()
        .map(|word| value_of(kind, std::slice::from_ref(word)))
        .collect();
    let values = values.filter(|it| !it.is_empty())?;
    Some(Resolved::one(text, values.concat()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::locale::SlotTypeValue;

    pub(crate) const AT: At<'static> = At {
        locale: "en_US",
        // Saturday, 21 November 2026, 10:00.
        now: Timestamp(1_795_255_200_000),
    };

    fn sizes(resolution: Resolution) -> SlotType {
        let value = |value: &str, synonyms: &[&str]| SlotTypeValue {
            value: value.into(),
            synonyms: synonyms.iter().map(|it| (*it).into()).collect(),
        };
        SlotType {
            name: "Size".into(),
            values: vec![
                value("small", &["little", "tiny"]),
                value("extra large", &["xl"]),
            ],
            resolution,
            ..SlotType::default()
        }
    }

    #[test]
    fn a_synonym_is_its_value_or_stays_what_was_said() {
        let read = |resolution, text| custom(&sizes(resolution), text, &AT);
        let top = read(Resolution::TopResolution, "Tiny").unwrap();
        assert_eq!(top.interpreted, "small");
        let original = read(Resolution::OriginalValue, "Tiny").unwrap();
        assert_eq!(
            (original.interpreted.as_str(), &original.others[..]),
            ("Tiny", &["small".to_owned()][..])
        );
        assert_eq!(
            read(Resolution::TopResolution, "extra lagre")
                .unwrap()
                .interpreted,
            "extra large"
        );
        assert_eq!(read(Resolution::OriginalValue, "gigantic"), None);
    }

    #[test]
    fn a_type_made_from_a_built_in_one_has_its_values_and_a_pattern() {
        let kind = SlotType {
            name: "Order".into(),
            parent: Some("AMAZON.AlphaNumeric".into()),
            pattern: Some("[A-Z]{3}[0-9]{2}".into()),
            ..SlotType::default()
        };
        assert_eq!(custom(&kind, "abc 12", &AT).unwrap().interpreted, "abc12");
        assert_eq!(custom(&kind, "abc 123", &AT), None);
    }

    #[test]
    fn a_hostile_pattern_is_refused_or_harmless() {
        assert!(whole("(").is_none());
        let pattern = whole("(a+)+b").unwrap();
        assert!(!pattern.is_match(&"a".repeat(5_000)));
    }

    #[test]
    fn every_type_survives_any_text() {
        let texts = [
            "",
            " ",
            "\u{0}",
            "é",
            "-",
            "%",
            "12:99",
            "32/13/0000",
            "99999999999999999999",
            "one hundred million billion",
            "P1Y",
            "@",
            "a@b",
        ];
        for kind in BUILT_IN_SLOT_TYPES {
            for text in texts {
                for locale in ["en_US", "de_DE"] {
                    let at = At { locale, ..AT };
                    if let Some(found) = kind.resolve(text, &at) {
                        assert!(!found.interpreted.is_empty(), "{} {text:?}", kind.signature);
                    }
                }
            }
        }
    }
}
