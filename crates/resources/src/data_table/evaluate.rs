//! What a value is when it is asked for.
//!
//! The API speaks of values that are expressions and depend on the time, but documents no form of
//! them: a value means what it says. What is left to be found out is whether the record has a
//! value, whether it is still of its attribute's type, and what applies otherwise.

use crate::data_table::{Attribute, DataTableRecord};

/// The outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated<'a> {
    /// The record that the value is from.
    pub record: Option<&'a DataTableRecord>,
    /// The value in the one form of its type; empty where there is none.
    pub value: String,
    /// Whether there is one.
    pub found: bool,
    /// Whether there is one that is not of the attribute's type, as happens after the type was
    /// changed, and no default in its place.
    pub error: bool,
}

/// The value of an attribute in a record, or the attribute's default: for a record that is not
/// there, has no value, or one of another type.
pub fn evaluate<'a>(
    attribute: &Attribute,
    record: Option<&'a DataTableRecord>,
    default: Option<&'a DataTableRecord>,
) -> Evaluated<'a> {
    let mut unreadable = None;
    for record in [record, default].into_iter().flatten() {
        let Some(given) = record.given(attribute) else {
            continue;
        };
        match attribute.value_type.read(given) {
            Ok(typed) => {
                return Evaluated {
                    record: Some(record),
                    value: typed.shown(given),
                    found: true,
                    error: false,
                };
            }
            Err(_) => unreadable = unreadable.or(Some(record)),
        }
    }
    Evaluated {
        record: unreadable.or(record),
        value: String::new(),
        found: unreadable.is_some(),
        error: unreadable.is_some(),
    }
}

impl DataTableRecord {
    /// The value of an attribute as it was given, be it primary or not.
    pub fn given(&self, attribute: &Attribute) -> Option<&str> {
        if attribute.primary {
            return self.primary.get(&attribute.id).map(String::as_str);
        }
        self.values.get(&attribute.id).map(|it| it.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_table::tests::{attribute, table};
    use crate::data_table::{Cell, Place, ValueType};
    use ids::Timestamp;

    fn record(place: Place, value: Option<&str>) -> DataTableRecord {
        let mut ids = ids::IdSource::new(3);
        let mut it = DataTableRecord::new(ids.id(), ids.id(), place);
        if let Some(value) = value {
            let cell = Cell {
                value: value.into(),
                lock: "1".into(),
                modified: Timestamp::default(),
            };
            it.values.insert("id-of-Open".into(), cell);
        }
        it
    }

    #[test]
    fn a_value_comes_before_the_default() {
        let of = attribute("Open", ValueType::Boolean, false);
        let own = record(Place::default(), Some("TRUE"));
        let default = record(Place::default(), Some("false"));
        let found = evaluate(&of, Some(&own), Some(&default));
        assert_eq!(
            (&*found.value, found.found, found.error),
            ("true", true, false)
        );
        let found = evaluate(&of, None, Some(&default));
        assert_eq!((&*found.value, found.found), ("false", true));
        let empty = record(Place::default(), None);
        assert_eq!(evaluate(&of, Some(&empty), Some(&default)).value, "false");
        assert!(!evaluate(&of, Some(&empty), None).found);
        assert!(evaluate(&of, None, None).record.is_none());
    }

    #[test]
    fn a_value_of_another_type_gives_way_to_the_default() {
        let of = attribute("Open", ValueType::Boolean, false);
        let own = record(Place::default(), Some("perhaps"));
        let default = record(Place::default(), Some("true"));
        let found = evaluate(&of, Some(&own), Some(&default));
        assert_eq!((&*found.value, found.error), ("true", false));
        let found = evaluate(&of, Some(&own), None);
        assert_eq!((&*found.value, found.found, found.error), ("", true, true));
    }

    #[test]
    fn primary_values_are_values_too() {
        let table = table(vec![attribute("Name", ValueType::Text, true)]);
        let own = record(table.place([("Name", "Ann")]).unwrap(), None);
        assert_eq!(
            evaluate(&table.attributes[0], Some(&own), None).value,
            "Ann"
        );
    }
}
