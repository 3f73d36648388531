//! A batch of changes of values, worked out before any of it is written.
//!
//! Each change of a batch succeeds or fails by itself. All are held against the lock versions that
//! were there before the batch, so that the changes of one batch do not lock one another out; what
//! a batch changes gets new versions once.

use crate::data_table::{Attribute, Cell, DataTable, DataTableRecord, LockLevel, Place};
use ids::{DataTableRecordId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// The lock versions that a change names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Of the table.
    pub table: Option<String>,
    /// Of the attribute.
    pub attribute: Option<String>,
    /// Of the record.
    pub record: Option<String>,
    /// Of the value.
    pub value: Option<String>,
}

/// What is done with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// A value where there is none.
    Create(&'a str),
    /// Another value.
    Update(&'a str),
    /// No value any more.
    Delete,
}

/// Why a change fails.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EditError {
    /// There is no such attribute.
    #[error("the data table has no attribute {0}")]
    NoAttribute(String),
    /// It is a primary one.
    #[error("{0} is a primary attribute, whose values are changed by UpdateDataTablePrimaryValues")]
    Primary(String),
    /// The primary values name no record.
    #[error(transparent)]
    Place(#[from] super::PrimaryError),
    /// There is one to be created.
    #[error("there is a value already")]
    Exists,
    /// There is none to be changed.
    #[error("there is no such value")]
    Missing,
    /// The attribute does not take it.
    #[error(transparent)]
    Value(#[from] super::ValueError),
    /// The lock version is not named.
    #[error("LockVersion.{0} is required at the lock level of the data table")]
    Unlocked(&'static str),
    /// The lock version is an old one.
    #[error("LockVersion.{0} is not the current one: another request has changed it")]
    Locked(&'static str),
}

/// A record of a batch as it was and as it will be; `None` is one that is not there.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Before.
    pub before: Option<DataTableRecord>,
    /// After.
    pub after: Option<DataTableRecord>,
}

/// A batch at work.
#[derive(Debug)]
pub struct Edit {
    /// The table as it was read, until [`Edit::finish`].
    pub table: DataTable,
    /// The records by their keys.
    pub records: BTreeMap<String, Held>,
    /// The version of all that this batch changes.
    lock: String,
    now: Timestamp,
    touched: BTreeSet<String>,
}

impl Edit {
    /// Begins one. `lock` becomes the version of all that it changes.
    pub fn new(table: DataTable, lock: String, now: Timestamp) -> Self {
        Self {
            table,
            records: BTreeMap::new(),
            lock,
            now,
            touched: BTreeSet::new(),
        }
    }

    /// Takes in the record at a key as it is kept.
    pub fn hold(&mut self, key: String, record: Option<DataTableRecord>) {
        let held = Held {
            before: record.clone(),
            after: record,
        };
        self.records.insert(key, held);
    }

    /// Changes one value at a place whose record was taken in. `id` is for a new record.
    ///
    /// # Errors
    /// What is wrong; nothing is changed then.
    pub fn apply(
        &mut self,
        place: &Place,
        name: &str,
        action: Action<'_>,
        named: &Named,
        id: DataTableRecordId,
    ) -> Result<(), EditError> {
        let attribute = self.table.attribute(name);
        let attribute = attribute.ok_or_else(|| EditError::NoAttribute(name.to_owned()))?;
        if attribute.primary {
            return Err(EditError::Primary(attribute.name.clone()));
        }
        let empty = Held::default();
        let held = self.records.get(&place.key).unwrap_or(&empty);
        let cell = held
            .before
            .as_ref()
            .and_then(|it| it.values.get(&attribute.id));
        match (action, cell) {
            (Action::Create(_), Some(_)) => return Err(EditError::Exists),
            (Action::Update(_) | Action::Delete, None) => return Err(EditError::Missing),
            _ => {}
        }
        self.check_lock(attribute, held.before.as_ref(), cell, named)?;
        if let Action::Create(value) | Action::Update(value) = action {
            attribute.check(value)?;
            if held.after.is_none() {
                self.table.check_place(place)?;
            }
        }
        let attribute = attribute.id.clone();
        self.put(place, attribute, action, id);
        Ok(())
    }

    /// Compares the version of what the table's level locks. What is only made now has no
    /// version: it cannot be required, and one that is named is of something that is gone.
    fn check_lock(
        &self,
        attribute: &Attribute,
        record: Option<&DataTableRecord>,
        cell: Option<&Cell>,
        named: &Named,
    ) -> Result<(), EditError> {
        let (what, named, current) = match self.table.lock_level {
            LockLevel::None => return Ok(()),
            LockLevel::DataTable => ("DataTable", &named.table, Some(&self.table.lock)),
            LockLevel::Attribute => ("Attribute", &named.attribute, Some(&attribute.lock)),
            LockLevel::PrimaryValue => ("PrimaryValues", &named.record, record.map(|it| &it.lock)),
            LockLevel::Value => ("Value", &named.value, cell.map(|it| &it.lock)),
        };
        match named {
            Some(named) if Some(named) == current => Ok(()),
            Some(_) => Err(EditError::Locked(what)),
            None if cell.is_none() => Ok(()),
            None => Err(EditError::Unlocked(what)),
        }
    }

    fn put(&mut self, place: &Place, attribute: String, action: Action<'_>, id: DataTableRecordId) {
        let held = self.records.entry(place.key.clone()).or_default();
        let table = self.table.id;
        match action {
            Action::Create(value) | Action::Update(value) => {
                let record = held.after.get_or_insert_with(|| DataTableRecord {
                    lock: self.lock.clone(),
                    modified: self.now,
                    ..DataTableRecord::new(id, table, place.clone())
                });
                let cell = Cell {
                    value: value.to_owned(),
                    lock: self.lock.clone(),
                    modified: self.now,
                };
                record.values.insert(attribute.clone(), cell);
            }
            Action::Delete => {
                if let Some(record) = &mut held.after {
                    record.values.remove(&attribute);
                }
            }
        }
        self.touched.insert(attribute);
    }

    /// Gives what the table's level locks its new version, once all changes are made. A record
    /// without values is gone: there is no other way to delete one.
    pub fn finish(&mut self) {
        let level = self.table.lock_level;
        for held in self.records.values_mut() {
            if held.after == held.before {
                continue;
            }
            if held.after.as_ref().is_some_and(|it| it.values.is_empty()) {
                held.after = None;
            }
            if let (LockLevel::PrimaryValue, Some(record)) = (level, &mut held.after) {
                record.lock.clone_from(&self.lock);
            }
        }
        if level == LockLevel::DataTable && !self.touched.is_empty() {
            self.table.lock.clone_from(&self.lock);
        }
        if level == LockLevel::Attribute {
            for attribute in &mut self.table.attributes {
                if self.touched.contains(&attribute.id) {
                    attribute.lock.clone_from(&self.lock);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_table::{Validation, ValueType};

    fn attribute(name: &str, value_type: ValueType, primary: bool) -> Attribute {
        Attribute {
            id: format!("id-of-{name}"),
            name: name.into(),
            description: None,
            value_type,
            primary,
            validation: None,
            lock: "old".into(),
            modified: Timestamp::default(),
        }
    }

    fn edit(level: LockLevel) -> Edit {
        let mut open = attribute("Open", ValueType::Boolean, false);
        open.validation = Some(Validation::default());
        let table = DataTable {
            id: ids::IdSource::new(1).id(),
            name: "Sites".into(),
            description: None,
            time_zone: "UTC".into(),
            lock_level: level,
            lock: "old".into(),
            attributes: vec![
                attribute("Site", ValueType::Text, true),
                open,
                attribute("Seats", ValueType::Number, false),
            ],
            modified: Timestamp::default(),
            tags: crate::Tags::new(),
        };
        Edit::new(table, "new".into(), Timestamp::default())
    }

    fn apply(
        it: &mut Edit,
        site: &str,
        name: &str,
        action: Action<'_>,
        named: &Named,
    ) -> Result<(), EditError> {
        let place = match site {
            "" => Place::default(),
            site => it.table.place([("Site", site)]).unwrap(),
        };
        if !it.records.contains_key(&place.key) {
            it.hold(place.key.clone(), None);
        }
        it.apply(&place, name, action, named, ids::IdSource::new(2).id())
    }

    /// The same after `values` were committed.
    fn after(level: LockLevel, values: &[(&str, &str, &str)]) -> Edit {
        let mut it = edit(level);
        for (site, name, value) in values {
            apply(
                &mut it,
                site,
                name,
                Action::Create(value),
                &Named::default(),
            )
            .unwrap();
        }
        it.finish();
        let mut next = Edit::new(it.table, "newer".into(), Timestamp::default());
        for (key, held) in it.records {
            next.hold(key, held.after);
        }
        next
    }

    #[test]
    fn changes_fail_one_by_one() {
        let mut it = edit(LockLevel::None);
        let none = Named::default();
        apply(&mut it, "A", "Open", Action::Create("true"), &none).unwrap();
        apply(&mut it, "", "Seats", Action::Create("5"), &none).unwrap();
        let mut failed =
            |site, name, action| apply(&mut it, site, name, action, &none).unwrap_err();
        let wrong = failed("B", "Seats", Action::Create("many"));
        assert_eq!(wrong.to_string(), "the value is not a number");
        assert_eq!(
            failed("A", "Roof", Action::Delete),
            EditError::NoAttribute("Roof".into())
        );
        assert_eq!(
            failed("A", "Site", Action::Update("B")),
            EditError::Primary("Site".into())
        );
        assert_eq!(
            failed("C", "Seats", Action::Update("1")),
            EditError::Missing
        );
        it.finish();
        assert_eq!(
            it.records.values().filter(|it| it.after.is_some()).count(),
            2
        );
        let mut it = after(LockLevel::None, &[("A", "Open", "true")]);
        let error = apply(&mut it, "A", "Open", Action::Create("false"), &none);
        assert_eq!(error, Err(EditError::Exists));
    }

    #[test]
    fn a_record_without_values_is_gone() {
        let mut it = after(
            LockLevel::None,
            &[("A", "Open", "true"), ("A", "Seats", "1")],
        );
        apply(&mut it, "A", "Open", Action::Delete, &Named::default()).unwrap();
        apply(&mut it, "A", "Seats", Action::Delete, &Named::default()).unwrap();
        it.finish();
        let held = it.records.values().next().unwrap();
        assert!(held.before.is_some() && held.after.is_none());
    }

    #[test]
    fn each_level_wants_its_own_version_and_renews_it() {
        let with = |table: &str, attribute: &str, record: &str, value: &str| Named {
            table: Some(table.into()),
            attribute: Some(attribute.into()),
            record: Some(record.into()),
            value: Some(value.into()),
        };
        let cases = [
            (
                LockLevel::DataTable,
                with("new", "x", "x", "x"),
                "DataTable",
            ),
            (
                LockLevel::Attribute,
                with("x", "new", "x", "x"),
                "Attribute",
            ),
            (
                LockLevel::PrimaryValue,
                with("x", "x", "new", "x"),
                "PrimaryValues",
            ),
            (LockLevel::Value, with("x", "x", "x", "new"), "Value"),
        ];
        for (level, current, what) in cases {
            let mut it = after(level, &[("A", "Open", "true"), ("A", "Seats", "1")]);
            let mut update =
                |named: &Named, name| apply(&mut it, "A", name, Action::Update("1"), named);
            let stale = with("x", "x", "x", "x");
            assert_eq!(update(&stale, "Seats"), Err(EditError::Locked(what)));
            assert_eq!(
                update(&Named::default(), "Seats"),
                Err(EditError::Unlocked(what))
            );
            assert_eq!(update(&current, "Seats"), Ok(()), "{what}");
            it.finish();
            let record = it.records.values().next().unwrap().after.clone().unwrap();
            let renewed = [
                it.table.lock == "newer",
                it.table.attributes[2].lock == "newer",
                record.lock == "newer",
                record.values["id-of-Seats"].lock == "newer",
            ];
            let wanted = [
                level == LockLevel::DataTable,
                level == LockLevel::Attribute,
                level == LockLevel::PrimaryValue,
                true,
            ];
            assert_eq!(renewed, wanted, "{what}");
            assert_eq!(record.values["id-of-Open"].lock, "new");
        }
        let mut it = after(LockLevel::None, &[("A", "Seats", "1")]);
        let stale = with("x", "x", "x", "x");
        apply(&mut it, "A", "Seats", Action::Update("2"), &stale).unwrap();
    }

    #[test]
    fn the_changes_of_one_batch_do_not_lock_one_another_out() {
        let mut it = after(
            LockLevel::DataTable,
            &[("A", "Seats", "1"), ("B", "Seats", "1")],
        );
        let named = Named {
            table: Some("new".into()),
            ..Named::default()
        };
        for site in ["A", "B"] {
            apply(&mut it, site, "Seats", Action::Update("2"), &named).unwrap();
        }
    }
}
