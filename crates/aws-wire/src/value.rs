//! Between JSON values and typed shapes.
//!
//! Generated code calls [`Fields`] and [`Object`] once per member, so both do their work in
//! functions that are not generic wherever they can: that is what keeps model crates quick to
//! compile.

use ids::Timestamp;
use serde_json::{Map, Number};
use std::collections::BTreeMap;
use thiserror::Error;

/// A JSON value. Inputs come as one object; see [`bind`](crate::bind) for its layout.
pub use serde_json::Value;

/// A value that is not of its type. Validation runs before decoding, so this is our own fault.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum WireError {
    /// A required member is absent.
    #[error("member {0} is missing")]
    Missing(&'static str),
    /// A value has another JSON type than its shape.
    #[error("expected {0}")]
    Type(&'static str),
    /// The error lies in the member of that name.
    #[error("{0}: {1}")]
    In(&'static str, Box<WireError>),
}

/// Read from a JSON value that has passed validation.
pub trait FromWire: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// When the JSON is of another type than the shape.
    fn from_wire(value: Value) -> Result<Self, WireError>;
}

/// Written as a JSON value, ready for a body.
pub trait ToWire {
    /// Writes the value.
    fn to_wire(self) -> Value;
}

/// The members of an object while it is being read.
#[derive(Debug)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Opens an object. Null counts as an empty one.
    ///
    /// # Errors
    /// When the value is anything else.
    pub fn new(value: Value) -> Result<Self, WireError> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            Value::Null => Ok(Self(Map::new())),
            _ => Err(WireError::Type("an object")),
        }
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        // swap_remove: the order of what remains does not matter, and it is O(1).
        self.0.swap_remove(name).filter(|value| !value.is_null())
    }

    /// Takes a member that must be there.
    ///
    /// # Errors
    /// When it is absent or of another type.
    pub fn required<T: FromWire>(&mut self, name: &'static str) -> Result<T, WireError> {
        let value = self.take(name).ok_or(WireError::Missing(name))?;
        T::from_wire(value).map_err(|error| WireError::In(name, Box::new(error)))
    }

    /// Takes a member that may be absent.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn optional<T: FromWire>(&mut self, name: &'static str) -> Result<Option<T>, WireError> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => T::from_wire(value)
                .map(Some)
                .map_err(|error| WireError::In(name, Box::new(error))),
        }
    }
}

/// An object while it is being written.
#[derive(Debug)]
pub struct Object(Map<String, Value>);

impl Object {
    /// An empty object with room for that many members.
    pub fn with_capacity(members: usize) -> Self {
        Self(Map::with_capacity(members))
    }

    fn put(&mut self, name: &'static str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Writes a member.
    pub fn required<T: ToWire>(&mut self, name: &'static str, value: T) {
        self.put(name, value.to_wire());
    }

    /// Writes a member if it is there; absent members are left out rather than written as null.
    pub fn optional<T: ToWire>(&mut self, name: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.put(name, value.to_wire());
        }
    }

    /// The object as a value.
    pub fn finish(self) -> Value {
        Value::Object(self.0)
    }
}

impl FromWire for Value {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        Ok(value)
    }
}

impl ToWire for Value {
    fn to_wire(self) -> Value {
        self
    }
}

impl FromWire for String {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(WireError::Type("a string")),
        }
    }
}

impl ToWire for String {
    fn to_wire(self) -> Value {
        Value::String(self)
    }
}

impl FromWire for bool {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        value.as_bool().ok_or(WireError::Type("a boolean"))
    }
}

impl ToWire for bool {
    fn to_wire(self) -> Value {
        Value::Bool(self)
    }
}

impl FromWire for i32 {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        i64::from_wire(value)
            .and_then(|n| Self::try_from(n).map_err(|_| WireError::Type("a 32-bit integer")))
    }
}

impl ToWire for i32 {
    fn to_wire(self) -> Value {
        Value::from(self)
    }
}

impl FromWire for i64 {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        value.as_i64().ok_or(WireError::Type("an integer"))
    }
}

impl ToWire for i64 {
    fn to_wire(self) -> Value {
        Value::from(self)
    }
}

impl FromWire for f64 {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        value.as_f64().ok_or(WireError::Type("a number"))
    }
}

impl ToWire for f64 {
    /// JSON has no infinities: those become null.
    fn to_wire(self) -> Value {
        Number::from_f64(self).map_or(Value::Null, Value::Number)
    }
}

impl FromWire for Timestamp {
    /// Validation has brought every format to epoch seconds.
    fn from_wire(value: Value) -> Result<Self, WireError> {
        crate::timestamps::from_epoch(&value).ok_or(WireError::Type("epoch seconds"))
    }
}

impl ToWire for Timestamp {
    /// Epoch seconds with their fraction, the default of both JSON protocols.
    fn to_wire(self) -> Value {
        crate::timestamps::to_epoch(self)
    }
}

impl<T: FromWire> FromWire for Box<T> {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        T::from_wire(value).map(Self::new)
    }
}

impl<T: ToWire> ToWire for Box<T> {
    fn to_wire(self) -> Value {
        (*self).to_wire()
    }
}

impl<T: FromWire> FromWire for Vec<T> {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        match value {
            Value::Array(items) => items.into_iter().map(T::from_wire).collect(),
            _ => Err(WireError::Type("a list")),
        }
    }
}

impl<T: ToWire> ToWire for Vec<T> {
    fn to_wire(self) -> Value {
        Value::Array(self.into_iter().map(T::to_wire).collect())
    }
}

impl<T: FromWire> FromWire for Option<T> {
    /// The element of a sparse list or map.
    fn from_wire(value: Value) -> Result<Self, WireError> {
        if value.is_null() {
            Ok(None)
        } else {
            T::from_wire(value).map(Some)
        }
    }
}

impl<T: ToWire> ToWire for Option<T> {
    fn to_wire(self) -> Value {
        self.map_or(Value::Null, T::to_wire)
    }
}

impl<T: FromWire> FromWire for BTreeMap<String, T> {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        match value {
            Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| T::from_wire(value).map(|value| (key, value)))
                .collect(),
            _ => Err(WireError::Type("a map")),
        }
    }
}

impl<T: ToWire> ToWire for BTreeMap<String, T> {
    fn to_wire(self) -> Value {
        Value::Object(self.into_iter().map(|(k, v)| (k, v.to_wire())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_members_count_as_absent() {
        let mut fields = Fields::new(json!({"A": null, "B": 3})).unwrap();
        assert_eq!(fields.optional::<String>("A"), Ok(None));
        assert_eq!(fields.required::<i32>("B"), Ok(3));
        assert_eq!(fields.required::<i32>("C"), Err(WireError::Missing("C")));
    }

    #[test]
    fn a_type_error_names_the_member() {
        let mut fields = Fields::new(json!({"A": [1, "x"]})).unwrap();
        let error = fields.required::<Vec<i32>>("A").unwrap_err();
        assert_eq!(error.to_string(), "A: expected an integer");
    }

    #[test]
    fn a_number_beyond_32_bits_is_refused() {
        assert!(i32::from_wire(json!(2_147_483_648_i64)).is_err());
        assert_eq!(i64::from_wire(json!(2_147_483_648_i64)), Ok(2_147_483_648));
    }
}
