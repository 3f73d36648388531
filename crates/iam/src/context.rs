//! What is known about a request beside its action and resource.

use std::collections::BTreeMap;

/// Condition keys with their values. Names are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// Sets a key with one value, such as `aws:SourceIp`.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_ascii_lowercase(), vec![value.into()]);
    }

    /// Sets a key with several values, such as `aws:TagKeys`.
    pub fn set_all(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        self.0
            .insert(key.to_ascii_lowercase(), values.into_iter().collect());
    }

    /// All keys, lower-case, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// The values of a key; `None` when the request lacks it.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// The value of a key that has exactly one: only such keys can stand in for a variable.
    pub fn single(&self, key: &str) -> Option<&str> {
        match self.values(key) {
            Some([value]) => Some(value),
            _ => None,
        }
    }
}
