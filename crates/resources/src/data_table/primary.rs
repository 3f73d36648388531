//! Primary values: which record they name, and what is unique about them.

use crate::data_table::{Attribute, DataTable, DataTableRecord, ValueError};
use ring::digest::{Context, SHA256, digest};
use std::collections::BTreeMap;
use std::fmt::Write;
use thiserror::Error;

/// How much of the primary values a key shows, so that records are listed in their order.
const SHOWN: usize = 60;

/// Where a record is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The same for values that mean the same; empty without primary values. It is short enough
    /// for an index, however long the values are.
    pub key: String,
    /// Digests of the single values.
    pub found_by: Vec<String>,
    /// The values by the identifiers of their attributes.
    pub primary: BTreeMap<String, String>,
}

/// Why primary values name no record.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PrimaryError {
    /// There is no such attribute.
    #[error("{0} is not a primary attribute of the data table")]
    NotPrimary(String),
    /// An attribute stands twice.
    #[error("the primary attribute {0} is given twice")]
    Twice(String),
    /// An attribute has no value.
    #[error("the primary attribute {0} needs a value")]
    Missing(String),
    /// A value is wrong.
    #[error("the primary attribute {0}: {1}")]
    Value(String, ValueError),
}

impl DataTable {
    /// The place of the record with these primary values, by their attributes' names. None at all
    /// name the record without primary values.
    ///
    /// # Errors
    /// When there is not exactly one value for each primary attribute.
    pub fn place<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Place, PrimaryError> {
        let mut primary = BTreeMap::new();
        for (name, value) in given {
            let attribute = self
                .attribute(name)
                .filter(|it| it.primary)
                .ok_or_else(|| PrimaryError::NotPrimary(name.to_owned()))?;
            let before = primary.insert(attribute.id.clone(), value.to_owned());
            if before.is_some() {
                return Err(PrimaryError::Twice(attribute.name.clone()));
            }
        }
        let missing = self.primary().find(|it| !primary.contains_key(&it.id));
        match missing {
            Some(missing) if !primary.is_empty() => {
                Err(PrimaryError::Missing(missing.name.clone()))
            }
            _ => Ok(self.place_of(primary)),
        }
    }

    /// Whether a record may be made with these primary values.
    ///
    /// # Errors
    /// The first value that is wrong.
    pub fn check_place(&self, place: &Place) -> Result<(), PrimaryError> {
        for attribute in self.primary() {
            if let Some(value) = place.primary.get(&attribute.id) {
                attribute
                    .check(value)
                    .map_err(|error| PrimaryError::Value(attribute.name.clone(), error))?;
            }
        }
        Ok(())
    }

    /// The place of primary values that are known to be complete.
    pub fn place_of(&self, primary: BTreeMap<String, String>) -> Place {
        if primary.is_empty() {
            return Place::default();
        }
        let mut key = Context::new(&SHA256);
        let mut shown = String::new();
        let mut found_by = Vec::new();
        for attribute in self.primary() {
            let Some(value) = primary.get(&attribute.id) else {
                continue;
            };
            let part = attribute.digest(value);
            key.update(part.as_bytes());
            found_by.push(part);
            if !shown.is_empty() {
                shown.push('|');
            }
            let text = attribute.compared(value);
            shown.extend(text.chars().filter(|it| !it.is_control()));
        }
        let shown: String = shown.to_lowercase().chars().take(SHOWN).collect();
        Place {
            key: format!("{shown}~{}", hex(key.finish().as_ref())),
            found_by,
            primary,
        }
    }

    /// The record as it is after its table's attributes were changed: values of what became
    /// primary name it now, and the other way around. What a record has no value of gets the empty
    /// one of its type.
    pub fn moved(&self, mut record: DataTableRecord, lock: &str) -> DataTableRecord {
        let known = |id: &String| self.attributes.iter().any(|it| it.id == *id);
        record.values.retain(|id, _| known(id));
        record.primary.retain(|id, _| known(id));
        let default = record.is_default();
        let mut primary = BTreeMap::new();
        for attribute in &self.attributes {
            let value = record.primary.remove(&attribute.id);
            if attribute.primary {
                let cell = record.values.remove(&attribute.id).map(|it| it.value);
                let empty = || attribute.value_type.empty().to_owned();
                if !default {
                    let value = value.or(cell).unwrap_or_else(empty);
                    primary.insert(attribute.id.clone(), value);
                }
            } else if let Some(value) = value {
                let cell = crate::data_table::Cell {
                    value,
                    lock: lock.to_owned(),
                    modified: record.modified,
                };
                record.values.insert(attribute.id.clone(), cell);
            }
        }
        record.put(self.place_of(primary));
        record
    }
}

impl Attribute {
    /// The same short text for values that mean the same, and another for all else.
    pub fn digest(&self, value: &str) -> String {
        let text = self.compared(value);
        let text = format!("{}/{text}", self.id);
        hex(digest(&SHA256, text.as_bytes()).as_ref())
    }

    /// What of a value is compared. One that is no longer of the type is compared as it is.
    fn compared(&self, value: &str) -> String {
        let typed = self.value_type.read(value);
        let text = typed.map_or_else(|_| value.to_owned(), |it| it.canonical());
        if self.ignores_case() {
            text.to_lowercase()
        } else {
            text
        }
    }
}

/// 128 bits in hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(16).fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_table::tests::{attribute, table};
    use crate::data_table::{Validation, ValueType};

    fn people() -> DataTable {
        table(vec![
            attribute("Name", ValueType::Text, true),
            attribute("Age", ValueType::Number, true),
            attribute("Team", ValueType::Text, false),
        ])
    }

    #[test]
    fn what_means_the_same_is_at_the_same_place() {
        let it = people();
        let place = it.place([("name", "Ann"), ("Age", "30")]).unwrap();
        let same = it.place([("Age", "30.0"), ("Name", "Ann")]).unwrap();
        assert_eq!(place.key, same.key);
        assert_eq!(place.found_by.len(), 2);
        assert_ne!(
            place.key,
            it.place([("Age", "30"), ("Name", "ann")]).unwrap().key
        );
        assert!(place.key.starts_with("ann|30~"));
        assert_eq!(it.place([]).unwrap(), Place::default());
    }

    #[test]
    fn case_makes_no_difference_where_a_rule_says_so() {
        let mut it = people();
        it.attributes[0].validation = Some(Validation {
            ignore_case: Some(true),
            ..Validation::default()
        });
        let key = |name| it.place([("Name", name), ("Age", "1")]).unwrap().key;
        assert_eq!(key("ANN"), key("ann"));
    }

    #[test]
    fn all_primary_attributes_are_named_once() {
        let it = people();
        let error = |given: &[(&str, &str)]| it.place(given.iter().copied()).unwrap_err();
        assert_eq!(
            error(&[("Team", "a")]),
            PrimaryError::NotPrimary("Team".into())
        );
        assert_eq!(error(&[("Name", "a")]), PrimaryError::Missing("Age".into()));
        let twice = [("Name", "a"), ("NAME", "b"), ("Age", "1")];
        assert_eq!(error(&twice), PrimaryError::Twice("Name".into()));
        let wrong = it.place([("Name", "a"), ("Age", "old")]).unwrap();
        assert!(matches!(
            it.check_place(&wrong),
            Err(PrimaryError::Value(..))
        ));
    }

    #[test]
    fn long_values_make_short_keys() {
        let long = "x".repeat(1000);
        let key = people()
            .place([("Name", &*long), ("Age", "1")])
            .unwrap()
            .key;
        assert_eq!(key.len(), 60 + 1 + 32);
    }

    #[test]
    fn a_record_moves_with_its_attributes() {
        let mut it = people();
        let place = it.place([("Name", "Ann"), ("Age", "30")]).unwrap();
        let mut ids = ids::IdSource::new(2);
        let record = DataTableRecord::new(ids.id(), it.id, place);
        it.attributes[1].primary = false;
        it.attributes[2].primary = true;
        let moved = it.moved(record, "2");
        let values: Vec<_> = moved.primary.values().collect();
        assert_eq!(values, ["Ann", ""]);
        assert_eq!(moved.values["id-of-Age"].value, "30");
        assert!(moved.key.starts_with("ann|~"));
        it.attributes.truncate(1);
        let moved = it.moved(moved, "3");
        assert!(moved.values.is_empty());
        assert_eq!(moved.primary.len(), 1);
    }
}
