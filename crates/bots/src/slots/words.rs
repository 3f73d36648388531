//! English words for numbers.

use crate::heard::tokens;

fn unit(word: &str) -> Option<u64> {
    const WORDS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    WORDS.iter().position(|it| *it == word).map(|it| it as u64)
}

fn tens(word: &str) -> Option<u64> {
    const WORDS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let at = WORDS.iter().position(|it| *it == word)?;
    Some((at as u64 + 2) * 10)
}

fn scale(word: &str) -> Option<u64> {
    Some(match word {
        "hundred" => 100,
        "thousand" => 1_000,
        "million" => 1_000_000,
        "billion" => 1_000_000_000,
        _ => return None,
    })
}

/// The words of a text, numbers up to ten as digits.
pub(super) fn split(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|it| it.norm).collect()
}

/// The number that words say: `two hundred and five`, `twenty one`, `1 thousand`.
///
/// Digits one after the other are one number ("four two" is 42, as people say account numbers),
/// and keep their zeros.
pub(super) fn number(words: &[String]) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    if let Some(digits) = digits(words) {
        return Some(digits);
    }
    let (mut whole, mut part, mut last) = (0_u64, 0_u64, None);
    for word in words {
        if word == "and" && last.is_some() {
            continue;
        }
        if let Some(by) = scale(word) {
            let base = match (part, last) {
                (0, None) => 1,
                (0, Some(_)) => return None,
                (part, _) => part,
            };
            if by == 100 {
                part = base.checked_mul(by)?;
            } else {
                whole = whole.checked_add(base.checked_mul(by)?)?;
                part = 0;
            }
            last = Some(by);
            continue;
        }
        let value = tens(word)
            .or_else(|| unit(word))
            .or_else(|| word.parse().ok())?;
        // "twenty five" goes, "five twenty" and "thirty twenty" do not.
        let room = last.unwrap_or(u64::MAX);
        if value >= room {
            return None;
        }
        part = part.checked_add(value)?;
        last = Some(if value >= 20 && value % 10 == 0 && value < 100 {
            10
        } else {
            1
        });
    }
    whole.checked_add(part).map(|it| it.to_string())
}

/// Digits said or typed one after the other; "oh" is a zero, "double five" is 55.
pub(super) fn digits(words: &[String]) -> Option<String> {
    let mut out = String::new();
    let mut times = 1;
    for word in words {
        match word.as_str() {
            "oh" | "o" => out.push_str(&"0".repeat(times)),
            "double" | "triple" if times == 1 => {
                times = if word == "double" { 2 } else { 3 };
                continue;
            }
            digits if digits.bytes().all(|it| it.is_ascii_digit()) && digits.len() <= 32 => {
                if digits == "10" && words.len() > 1 {
                    return None;
                }
                out.push_str(&digits.repeat(times));
            }
            _ => return None,
        }
        times = 1;
    }
    (times == 1 && !out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        number(&split(text))
    }

    #[test]
    fn words_say_numbers() {
        for (text, wanted) in [
            ("five", "5"),
            ("twenty five", "25"),
            ("twenty-five", "25"),
            ("one hundred and five", "105"),
            ("two thousand twenty six", "2026"),
            ("a hundred", ""),
            ("hundred", "100"),
            ("three million", "3000000"),
            ("one two three four", "1234"),
            ("0 0 4 2", "0042"),
            ("double five oh", "550"),
            ("five twenty", ""),
            ("hello", ""),
        ] {
            assert_eq!(read(text).unwrap_or_default(), wanted, "{text}");
        }
    }

    #[test]
    fn a_number_beyond_64_bits_is_none() {
        assert_eq!(read("nine billion billion billion"), None);
        assert_eq!(read("99999999999999999999 thousand"), None);
    }
}
