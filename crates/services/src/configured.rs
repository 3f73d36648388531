//! Where each kind of resource lies in the store, and the API's words for enumerations.

use ids::{Account, InstanceId};
use resources::Kind;
pub use resources::facet;

/// The store's scope of a kind: instances and phone numbers lie under the account, so that aliases
/// and claimed numbers are unique across instances; bots lie beside them; all else lies under its
/// instance.
pub fn scope(kind: Kind, account: &Account, instance: InstanceId) -> String {
    match kind {
        Kind::Instance | Kind::PhoneNumber => account.to_string(),
        // Not with those: a start-up reads all instances and numbers.
        kind if kind.of_bots() => format!("{account}/lex"),
        _ => instance.to_string(),
    }
}

/// An enumeration's value in the API's spelling, which is how it is stored.
pub fn api_word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value that the API's spelling names; `None` for a word that is not in the enumeration.
pub fn from_api_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use resources::QueueStatus;

    #[test]
    fn words_of_the_api_read_back() {
        assert_eq!(api_word(&QueueStatus::Enabled), "ENABLED");
        assert_eq!(from_api_word("DISABLED"), Some(QueueStatus::Disabled));
        assert_eq!(from_api_word::<QueueStatus>("OPEN"), None);
    }
}
