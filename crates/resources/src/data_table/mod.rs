//! Data tables: attributes that say what may be kept, and records of values.
//!
//! A table and its attributes are one resource, so that what a value must be is read in one piece;
//! each record, which is the values under one set of primary values, is another. A table also has
//! a record without primary values: the defaults of its attributes, or its only record if none of
//! them is primary.
//!
//! Start at [`DataTable::place`], which finds the record that primary values name, at
//! [`Validation::check`] and at [`evaluate`].
//! Source: the documentation of the data table operations and shapes of the Connect API.

mod edit;
mod evaluate;
mod primary;
mod validation;
mod value;

pub use edit::{Action, Edit, EditError, Held, Named};
pub use evaluate::{Evaluated, evaluate};
pub use primary::{Place, PrimaryError};
pub use validation::{Enumeration, RuleError, Validation};
pub use value::{Typed, ValueError, ValueType};

use crate::{Facets, Indexed, Kind, Tags, facet, part_name};
use ids::{DataTableId, DataTableRecordId, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A primary value that a record is found by: a digest of attribute and value.
pub const PRIMARY_FACET: &str = "primary-value";
/// Whether a record is the one without primary values.
pub const DEFAULT_FACET: &str = "default";

/// A table with its attributes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataTable {
    /// Its identifier.
    pub id: DataTableId,
    /// Its name, unique in the instance without regard to case.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// The IANA time zone of values that depend on the time.
    pub time_zone: String,
    /// What is locked by whoever changes a value.
    #[serde(default)]
    pub lock_level: LockLevel,
    /// Changes with the table, its attributes and, at its lock level, with every value.
    #[serde(default)]
    pub lock: String,
    /// The attributes in the order in which they were made.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// When the table or an attribute was last changed; values do not count.
    #[serde(default)]
    pub modified: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its identifier, by which records hold its values.
    pub id: String,
    /// Its name, unique in the table without regard to case.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// What its values are.
    pub value_type: ValueType,
    /// Whether it is part of what names a record.
    #[serde(default)]
    pub primary: bool,
    /// What its values must be besides.
    #[serde(default)]
    pub validation: Option<Validation>,
    /// Changes with the attribute and, at its lock level, with every value of it.
    #[serde(default)]
    pub lock: String,
    /// When it was last changed; values do not count.
    #[serde(default)]
    pub modified: Timestamp,
}

/// `ValueLockLevel`: what a change of a value locks, and so whose lock version it must name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LockLevel {
    /// Nothing: the last write wins.
    #[default]
    None,
    /// The whole table.
    DataTable,
    /// The record.
    PrimaryValue,
    /// The attribute.
    Attribute,
    /// The value itself.
    Value,
}

/// The values under one set of primary values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataTableRecord {
    /// Its identifier.
    pub id: DataTableRecordId,
    /// Its table.
    pub table: DataTableId,
    /// What is unique about its primary values; empty where it has none.
    pub key: String,
    /// Digests of its primary values, to be found by one of them.
    #[serde(default)]
    pub found_by: Vec<String>,
    /// Its primary values by the identifiers of their attributes.
    #[serde(default)]
    pub primary: BTreeMap<String, String>,
    /// Its values by the identifiers of their attributes.
    #[serde(default)]
    pub values: BTreeMap<String, Cell>,
    /// Changes with the primary values and, at its lock level, with every value in it.
    #[serde(default)]
    pub lock: String,
    /// When its primary values were last changed.
    #[serde(default)]
    pub modified: Timestamp,
    /// Tags; the API gives a record none.
    #[serde(default)]
    pub tags: Tags,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// As it was given.
    pub value: String,
    /// Changes with it.
    pub lock: String,
    /// When it was last changed.
    #[serde(default)]
    pub modified: Timestamp,
}

impl DataTable {
    /// The attribute with this name, without regard to case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let name = name.trim().to_lowercase();
        self.attributes
            .iter()
            .find(|it| it.name.to_lowercase() == name)
    }

    /// The attributes that name a record.
    pub fn primary(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|it| it.primary)
    }
}

impl Attribute {
    /// Whether a value may be kept for it.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub fn check(&self, value: &str) -> Result<Typed, ValueError> {
        let typed = self.value_type.read(value)?;
        match &self.validation {
            Some(rules) => rules.check(&typed)?,
            None => Validation::default().check(&typed)?,
        }
        Ok(typed)
    }

    /// Whether values that differ in case only are the same.
    pub fn ignores_case(&self) -> bool {
        let rules = self.validation.as_ref();
        rules.and_then(|it| it.ignore_case).unwrap_or(false)
    }
}

impl DataTableRecord {
    /// An empty one at a place.
    pub fn new(id: DataTableRecordId, table: DataTableId, place: Place) -> Self {
        let mut it = Self {
            id,
            table,
            key: String::new(),
            found_by: Vec::new(),
            primary: BTreeMap::new(),
            values: BTreeMap::new(),
            lock: String::new(),
            modified: Timestamp::default(),
            tags: Tags::new(),
        };
        it.put(place);
        it
    }

    /// Puts it at another place.
    pub fn put(&mut self, place: Place) {
        self.key = place.key;
        self.found_by = place.found_by;
        self.primary = place.primary;
    }

    /// Whether it is the one without primary values.
    pub fn is_default(&self) -> bool {
        self.primary.is_empty()
    }
}

impl Indexed for DataTable {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_text(facet::NAME, &self.name);
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
    }
}

impl Indexed for DataTableRecord {
    fn name(&self) -> Cow<'_, str> {
        part_name(self.table, &self.key).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put(facet::WHOLE, self.table);
        to.refers(Kind::DataTable, self.table);
        to.put(DEFAULT_FACET, self.is_default());
        for digest in &self.found_by {
            to.put(PRIMARY_FACET, digest);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An attribute for tests.
    pub(crate) fn attribute(name: &str, value_type: ValueType, primary: bool) -> Attribute {
        Attribute {
            id: format!("id-of-{name}"),
            name: name.into(),
            description: None,
            value_type,
            primary,
            validation: None,
            lock: "1".into(),
            modified: Timestamp::default(),
        }
    }

    /// A table for tests.
    pub(crate) fn table(attributes: Vec<Attribute>) -> DataTable {
        DataTable {
            id: ids::IdSource::new(1).id(),
            name: "Table".into(),
            description: None,
            time_zone: "UTC".into(),
            lock_level: LockLevel::None,
            lock: "1".into(),
            attributes,
            modified: Timestamp::default(),
            tags: Tags::new(),
        }
    }

    #[test]
    fn attributes_are_found_without_regard_to_case() {
        let table = table(vec![attribute("Größe", ValueType::Number, false)]);
        assert!(table.attribute(" GRÖSSE").is_none());
        assert_eq!(table.attribute(" GRÖßE").map(|it| &*it.name), Some("Größe"));
    }

    #[test]
    fn levels_are_spelt_as_the_api_does() {
        let level: LockLevel = serde_json::from_str("\"PRIMARY_VALUE\"").unwrap();
        assert_eq!(level, LockLevel::PrimaryValue);
    }
}
