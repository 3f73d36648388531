//! What all configured things of messaging have in common.

use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// The scope of the store in which all of them lie.
pub const SCOPE: &str = "sms-voice";

/// A configured thing.
pub trait Kept: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {
    /// Its kind in the store.
    const KIND: &'static str;
    /// The `ResourceType` of the API's errors, which is also the first part of its ARN's resource.
    const TYPE: &'static str;
    /// The member of answers that holds its ARN; empty where it has none.
    const ARN: &'static str;

    /// Its identifier, unique within its kind; what follows [`Kept::TYPE`] in its ARN.
    fn id(&self) -> String;

    /// Another text that no other of its kind has; empty where there is none.
    fn unique(&self) -> String {
        String::new()
    }

    /// What it is found by: the names of the API's filters with their values.
    fn facets(&self, to: &mut Facets) {
        let _ = to;
    }
}

/// Collects what one thing is found by.
#[derive(Debug, Default)]
pub struct Facets(Vec<(String, String)>);

impl Facets {
    /// A value.
    pub fn put(&mut self, name: &str, value: impl fmt::Display) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    /// A value where there is one.
    pub fn put_some(&mut self, name: &str, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// The API's word for a value of an enumeration.
    pub fn put_word(&mut self, name: &str, value: &impl Serialize) {
        self.put(name, word(value));
    }

    /// All of them, sorted, each once.
    pub fn into_vec(mut self) -> Vec<(String, String)> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

/// The API's word for a value of an enumeration; empty for what is no word.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
