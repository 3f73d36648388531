//! Sender ids: names that are shown instead of a number. Spec: sms.md §8.

use crate::{Facets, Kept, MessageType};
use serde::{Deserialize, Serialize};

/// A sender id of one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SenderId {
    /// The name.
    pub sender_id: String,
    /// ISO 3166-1 alpha-2 country.
    pub iso_country_code: String,
    /// What it is for.
    pub message_types: Vec<MessageType>,
    /// Its rent in USD a month.
    pub monthly_leasing_price: String,
    /// Whether it cannot be released.
    pub deletion_protection_enabled: bool,
    /// Whether its registration is complete.
    pub registered: bool,
    /// Its registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_id: Option<String>,
    /// Its pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
}

impl Kept for SenderId {
    const KIND: &'static str = "sms-sender-id";
    const TYPE: &'static str = "sender-id";
    const ARN: &'static str = "SenderIdArn";

    fn id(&self) -> String {
        format!("{}/{}", self.sender_id, self.iso_country_code)
    }

    fn facets(&self, to: &mut Facets) {
        to.put("sender-id", &self.sender_id);
        to.put("iso-country-code", &self.iso_country_code);
        for kind in &self.message_types {
            to.put_word("message-type", kind);
        }
        let protected = self.deletion_protection_enabled;
        to.put("deletion-protection-enabled", protected);
        to.put("registered", self.registered);
        to.put_some("pool-id", self.pool_id.as_ref());
        to.put_some("registration-id", self.registration_id.as_ref());
    }
}

/// Why a name is no sender id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderIdError {
    /// It has not 3 to 11 characters.
    Length,
    /// It has other characters than letters, digits and hyphens.
    Characters,
    /// It has no letter.
    NoLetter,
    /// India takes six letters for transactional messages and six digits for promotional ones.
    India,
}

impl SenderIdError {
    /// The rule in words.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Length => "A sender ID has 3 to 11 characters",
            Self::Characters => "A sender ID has letters, digits and hyphens only",
            Self::NoLetter => "A sender ID cannot have digits only",
            Self::India => {
                "A sender ID of India has 6 letters for transactional messages, or 6 digits for promotional ones"
            }
        }
    }
}

/// Whether a name can be a sender id of a country. Source: sms.md §8, the list of rules.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_sender_id(
    name: &str,
    country: &str,
    message_types: &[MessageType],
) -> Result<(), SenderIdError> {
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(SenderIdError::Characters);
    }
    if country == "IN" {
        let digits = name.bytes().all(|b| b.is_ascii_digit());
        let letters = name.bytes().all(|b| b.is_ascii_alphabetic());
        let fits = match message_types {
            [MessageType::Promotional] => digits,
            _ => letters,
        };
        return match name.len() == 6 && fits {
            true => Ok(()),
            false => Err(SenderIdError::India),
        };
    }
    if !(3..=11).contains(&name.len()) {
        return Err(SenderIdError::Length);
    }
    match name.bytes().any(|b| b.is_ascii_alphabetic()) {
        true => Ok(()),
        false => Err(SenderIdError::NoLetter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_sender_id_by_the_rules_of_its_country() {
        let check = |name, country| check_sender_id(name, country, &[]);
        assert_eq!(check("EXAMPLECO", "GB"), Ok(()));
        assert_eq!(check("12345", "GB"), Err(SenderIdError::NoLetter));
        assert_eq!(check("A B", "GB"), Err(SenderIdError::Characters));
        assert_eq!(check("ABCDEFGHIJKL", "GB"), Err(SenderIdError::Length));
        assert_eq!(check("AB", "GB"), Err(SenderIdError::Length));
        assert_eq!(check("EXAMPL", "IN"), Ok(()));
        assert_eq!(check("EXAMPLE", "IN"), Err(SenderIdError::India));
        let promotional = [MessageType::Promotional];
        assert_eq!(check_sender_id("123456", "IN", &promotional), Ok(()));
    }
}
