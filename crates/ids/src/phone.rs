//! Telephone numbers.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A telephone number in E.164 form: `+` and 2 to 15 digits.
///
/// Whether a number can exist in its country is not asked here; that needs the numbering plans.
/// Source: ITU-T E.164; the pattern `\+[1-9]\d{1,14}$` of the public APIs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// A text that is no E.164 number.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("not an E.164 phone number: expected + and 2 to 15 digits, the first not 0")]
pub struct PhoneNumberError;

impl PhoneNumber {
    /// The number with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a number as dialled: spaces, dots, hyphens and brackets are dropped and a missing
    /// `+` is added, as SIP phones and trunks seldom send one.
    pub fn from_dialled(text: &str) -> Result<Self, PhoneNumberError> {
        let mut number = String::from("+");
        number.extend(
            text.strip_prefix('+')
                .unwrap_or(text)
                .chars()
                .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')),
        );
        number.parse()
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneNumberError;
    fn from_str(text: &str) -> Result<Self, PhoneNumberError> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberError;
    fn try_from(text: String) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError)?;
        let valid = (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit());
        if valid {
            Ok(Self(text))
        } else {
            Err(PhoneNumberError)
        }
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialled_number_is_brought_to_e164() {
        let number = PhoneNumber::from_dialled("1 (800) 555-0100").unwrap();
        assert_eq!(number.as_str(), "+18005550100");
    }

    #[test]
    fn names_and_short_or_long_texts_are_refused() {
        for text in ["", "+", "+1", "alice", "+0123", "+1234567890123456", "+12a"] {
            assert_eq!(text.parse::<PhoneNumber>(), Err(PhoneNumberError), "{text}");
        }
    }
}
