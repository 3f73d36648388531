//! References: identifiers and ARNs of resources as names, and back.
//!
//! `@queue/Support` is the identifier of that queue, `@arn:queue/Support` its ARN, `@#7f…` an
//! identifier whose resource has no name. A text that begins with `@` itself is written with two.
//! Texts that hold a JSON object, as flows' contents do, are written as the object under `$json`,
//! so that references in them read the same and a changed block is a small diff.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use thiserror::Error;

/// Marks a text that was a JSON object.
pub(crate) const JSON: &str = "$json";

/// Both directions.
#[derive(Debug, Default)]
pub(crate) struct References {
    names: BTreeMap<String, String>,
    identifiers: BTreeMap<String, String>,
}

/// A name that nothing bears.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{0} names nothing in this document or instance")]
pub(crate) struct Unresolved(pub(crate) String);

impl References {
    /// Adds a resource: its kind's stored name, its name if it has one, its identifier and ARN.
    pub(crate) fn add(&mut self, kind: &str, name: &str, id: &str, arn: &str) {
        let name = if name.is_empty() {
            format!("{kind}/#{id}")
        } else {
            format!("{kind}/{name}")
        };
        let reference = format!("@{name}");
        self.names
            .entry(id.to_owned())
            .or_insert_with(|| reference.clone());
        self.identifiers.insert(reference, id.to_owned());
        let reference = format!("@arn:{name}");
        self.names
            .entry(arn.to_owned())
            .or_insert_with(|| reference.clone());
        self.identifiers.insert(reference, arn.to_owned());
    }

    /// A value of a resource as a document writes it.
    pub(crate) fn write(&self, value: Value) -> Value {
        match value {
            Value::String(text) => self.write_text(text),
            Value::Array(them) => them.into_iter().map(|it| self.write(it)).collect(),
            Value::Object(them) => {
                let named = them.into_iter().map(|(key, value)| {
                    let key = self.names.get(&key).cloned().unwrap_or(key);
                    (key, self.write(value))
                });
                Value::Object(named.filter(|(_, value)| !value.is_null()).collect())
            }
            other => other,
        }
    }

    fn write_text(&self, text: String) -> Value {
        if let Some(name) = self.names.get(&text) {
            return Value::String(name.clone());
        }
        if text.starts_with('@') {
            return Value::String(format!("@{text}"));
        }
        if text.starts_with('{')
            && let Ok(object @ Value::Object(_)) = serde_json::from_str(&text)
        {
            return json!({ JSON: self.write_json(object) });
        }
        Value::String(text)
    }

    /// Inside JSON nothing is dropped and no text is an object again.
    fn write_json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => match self.names.get(&text) {
                Some(name) => Value::String(name.clone()),
                None if text.starts_with('@') => Value::String(format!("@{text}")),
                None => Value::String(text),
            },
            Value::Array(them) => them.into_iter().map(|it| self.write_json(it)).collect(),
            Value::Object(them) => Value::Object(
                them.into_iter()
                    .map(|(key, value)| (key, self.write_json(value)))
                    .collect(),
            ),
            other => other,
        }
    }

    /// A value of a document as a resource keeps it.
    pub(crate) fn read(&self, value: Value) -> Result<Value, Unresolved> {
        Ok(match value {
            Value::String(text) => Value::String(self.read_text(text)?),
            Value::Array(them) => {
                let read: Result<Vec<_>, _> = them.into_iter().map(|it| self.read(it)).collect();
                Value::Array(read?)
            }
            Value::Object(mut them) => {
                if them.len() == 1
                    && let Some(inner) = them.remove(JSON)
                {
                    return Ok(Value::String(self.read(inner)?.to_string()));
                }
                let mut read = Map::new();
                for (key, value) in them {
                    read.insert(self.read_text(key)?, self.read(value)?);
                }
                Value::Object(read)
            }
            other => other,
        })
    }

    fn read_text(&self, text: String) -> Result<String, Unresolved> {
        match text.strip_prefix('@') {
            None => Ok(text),
            Some(rest) if rest.starts_with('@') => Ok(rest.to_owned()),
            Some(_) => self.identifiers.get(&text).cloned().ok_or(Unresolved(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references() -> References {
        let mut all = References::default();
        all.add("queue", "Support", "q-1", "arn:q-1");
        all.add("storage-config", "", "s-1", "arn:s-1");
        all
    }

    #[test]
    fn identifiers_are_written_as_names_and_read_back() {
        let kept = json!({
            "queue": "q-1",
            "q-1": ["s-1", "arn:q-1", "@home", "plain", null],
            "content": "{\"Queue\":\"arn:q-1\",\"empty\":null}",
            "count": 3,
        });
        let written = references().write(kept.clone());
        assert_eq!(
            written,
            json!({
                "queue": "@queue/Support",
                "@queue/Support":
                    ["@storage-config/#s-1", "@arn:queue/Support", "@@home", "plain", null],
                "content": {"$json": {"Queue": "@arn:queue/Support", "empty": null}},
                "count": 3,
            })
        );
        assert_eq!(references().read(written), Ok(kept));
    }

    #[test]
    fn a_name_that_nothing_bears_is_told() {
        let read = references().read(json!({"queue": "@queue/Sales"}));
        assert_eq!(read, Err(Unresolved("@queue/Sales".into())));
    }
}
