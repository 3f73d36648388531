//! What can be sent to which country, and by what. Source: sms.md §15.
//!
//! The table's code for Kosovo is put in the form of the numbering plans (XK).

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Whether a country knows sender ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderIds {
    /// It does not.
    No,
    /// Any may be used.
    Yes,
    /// Only registered ones: others are replaced or blocked.
    Registered,
}

/// Whether a country has long codes that can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongCodes {
    /// It has none.
    No,
    /// It has.
    Yes,
    /// They receive and do not send.
    InboundOnly,
}

/// A country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// In English.
    pub name: &'static str,
    /// Whether there are short codes.
    pub short_codes: bool,
    /// Whether there are long codes.
    pub long_codes: LongCodes,
    /// Whether there are sender ids.
    pub sender_ids: SenderIds,
    /// Whether what comes in can be passed on.
    pub two_way: bool,
}

static COUNTRIES: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
    let lines = include_str!("countries.txt").lines();
    lines.filter_map(read).map(|it| (it.code, it)).collect()
});

fn read(line: &'static str) -> Option<Country> {
    let mut parts = line.split(';');
    let (code, name, _dial) = (parts.next()?, parts.next()?, parts.next()?);
    let (short, long) = (parts.next()?, parts.next()?);
    let (sender, two_way) = (parts.next()?, parts.next()?);
    (code.len() == 2).then(|| Country {
        code,
        name,
        short_codes: short.starts_with('Y'),
        long_codes: match long {
            "Y" => LongCodes::Yes,
            "I" => LongCodes::InboundOnly,
            _ => LongCodes::No,
        },
        sender_ids: match sender {
            "Y" => SenderIds::Yes,
            // India and Singapore take others on a worse route; China takes none.
            "R" | "R3" | "Y5" => SenderIds::Registered,
            _ => SenderIds::No,
        },
        two_way: two_way == "Y",
    })
}

/// A country by its ISO 3166-1 alpha-2 code; `None` for those to which nothing can be sent.
pub fn find(code: &str) -> Option<&'static Country> {
    COUNTRIES.get(code)
}

/// Dialling prefixes, digits without `+`, and their countries. Prefixes that countries share and
/// what the table lacks are told apart here: the numbering plans of +1, +7 and +44.
static PREFIXES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut prefixes = BTreeMap::new();
    for line in include_str!("countries.txt").lines() {
        let mut parts = line.split(';');
        let (Some(code), Some(dial)) = (parts.next(), parts.nth(1)) else {
            continue;
        };
        for prefix in dial.split('/').filter(|_| code.len() == 2) {
            prefixes.insert(prefix.replace('-', ""), code);
        }
    }
    let shared = [
        ("CA", "1", CANADA),
        ("KZ", "7", "6 7"),
        ("JE", "44", JERSEY),
    ];
    for (code, plan, areas) in shared {
        let areas = areas.split_whitespace();
        prefixes.extend(areas.map(|area| (format!("{plan}{area}"), code)));
    }
    // Of those that share a whole prefix, the one that most numbers belong to.
    prefixes.extend([("1".to_owned(), "US"), ("7".to_owned(), "RU")]);
    prefixes
});

/// Area codes of Canada (North American Numbering Plan).
const CANADA: &str = "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 \
    428 431 437 438 450 468 474 506 514 519 548 579 581 584 587 600 604 613 622 639 647 672 683 705 \
    709 742 753 778 780 782 807 819 825 867 873 879 902 905 942";

/// Jersey's area code and mobile ranges (the table's 1434 is a misprint).
const JERSEY: &str = "1534 7509 7797 7829 7937";

/// The country of an E.164 number, by its longest known prefix.
pub fn of_number(number: &str) -> Option<&'static str> {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let longest = digits.len().min(7);
    let mut starts = (1..=longest).rev().filter_map(|end| digits.get(..end));
    starts.find_map(|start| PREFIXES.get(start).copied())
}

/// All of them, by code.
pub fn all() -> impl Iterator<Item = &'static Country> {
    COUNTRIES.values()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_belongs_to_the_country_of_its_longest_prefix() {
        let cases = [
            ("+12065550100", "US"),
            ("+12045550100", "CA"),
            ("+18765550100", "JM"),
            ("+17875550100", "PR"),
            ("+77012345678", "KZ"),
            ("+79161234567", "RU"),
            ("+447860019066", "GB"),
            ("+447937404990", "JE"),
            ("+886903444630", "TW"),
        ];
        for (number, country) in cases {
            assert_eq!(of_number(number), Some(country), "{number}");
        }
        assert_eq!(of_number("+5355551234"), None, "Cuba is not reached");
    }

    #[test]
    fn the_table_says_what_each_country_takes() {
        assert!(all().count() > 200);
        let us = find("US").unwrap();
        assert!(us.short_codes && us.two_way);
        assert_eq!(us.sender_ids, SenderIds::No);
        assert_eq!(find("AU").unwrap().sender_ids, SenderIds::Registered);
        assert_eq!(find("PK").unwrap().long_codes, LongCodes::InboundOnly);
        assert_eq!(find("CU"), None);
    }
}
