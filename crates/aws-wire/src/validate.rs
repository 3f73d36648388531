//! Model-driven validation: every constraint that the model states, and every problem at once.
//!
//! [`check`] walks a value along its shape. It also brings the value to the one form that
//! generated types read: unknown and null members are dropped (services ignore both), every
//! point in time becomes epoch seconds.
//!
//! Messages follow the wording that AWS services use for constraint violations, so that people
//! and scripts recognise them; values are left out of them, since they may be personal.

use crate::model::{Bounds, Kind, MemberModel, ServiceModel, ShapeId};
use crate::{Fault, OperationModel, Value, timestamps};
use base64::Engine;
use serde_json::json;
use std::fmt::Write;

/// How many problems are named; what is beyond is counted only.
pub const NAMED: usize = 200;

/// What a member that is missing breaks.
const NULL: &str = "Member must not be null";

/// How deep a value may nest. serde_json refuses to parse deeper text anyway; this bounds values
/// that did not come from text.
pub const DEPTH: usize = 128;

/// One broken constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `QueueConfigs[2].QueueReference.Channel`; empty for the input itself.
    pub path: String,
    /// What must hold: `Member must not be null`.
    pub rule: String,
}

/// All broken constraints of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    named: Vec<Problem>,
    count: usize,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, path: &str, rule: impl Into<String>) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(Problem {
                path: path.to_owned(),
                rule: rule.into(),
            });
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are, the unnamed ones included.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The first [`NAMED`] problems.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.named.iter()
    }

    /// `2 validation errors detected: Value at 'Name' failed to satisfy constraint: ...; ...`.
    pub fn message(&self) -> String {
        let plural = if self.count == 1 { "" } else { "s" };
        let mut out = format!("{} validation error{plural} detected: ", self.count);
        for (at, problem) in self.named.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            // Writing to a String cannot fail.
            let _ = write!(
                out,
                "{separator}Value at '{}' failed to satisfy constraint: {}",
                problem.path, problem.rule
            );
        }
        if self.count > self.named.len() {
            let _ = write!(out, "; and {} more", self.count - self.named.len());
        }
        out
    }

    /// The fault that names them all.
    pub fn into_fault(self, service: &ServiceModel, operation: &OperationModel) -> Fault {
        let mut fault = Fault::validation(service, operation, self.message());
        if names_fields(service, &fault.code) {
            let missing = self.iter().all(|it| it.rule == NULL);
            let reason = if missing {
                "MISSING_PARAMETER"
            } else {
                "INVALID_PARAMETER"
            };
            let fields = self
                .iter()
                .map(|it| json!({"Name": it.path, "Message": it.rule}));
            let fields = Value::Array(fields.collect());
            fault.members.insert("Reason".to_owned(), reason.into());
            fault.members.insert("Fields".to_owned(), fields);
        }
        fault
    }
}

/// Whether an error of a service says which fields are wrong, and why in a word, as that of
/// messaging does. Which of its words stands for a broken constraint is inferred.
fn names_fields(service: &ServiceModel, code: &str) -> bool {
    let shape = service.shapes.iter().find(|shape| shape.name == code);
    let Some(Kind::Structure { members, .. }) = shape.map(|shape| &shape.kind) else {
        return false;
    };
    let has = |name| members.iter().any(|member| member.name == name);
    has("Fields") && has("Reason")
}

/// Checks a value against a shape and brings it to the form that generated types read.
pub fn check(service: &ServiceModel, shape: ShapeId, value: &mut Value) -> Problems {
    let mut walk = Walk {
        service,
        path: String::new(),
        depth: 0,
        problems: Problems::default(),
    };
    walk.value(shape, value);
    walk.problems
}

struct Walk<'a> {
    service: &'a ServiceModel,
    path: String,
    depth: usize,
    problems: Problems,
}

impl Walk<'_> {
    fn problem(&mut self, rule: impl Into<String>) {
        self.problems.push(&self.path, rule);
    }

    /// Runs `inside` with the path extended.
    fn at(&mut self, step: impl FnOnce(&mut String), inside: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        step(&mut self.path);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.path.truncate(length);
    }

    fn value(&mut self, shape: ShapeId, value: &mut Value) {
        let Some(shape) = self.service.shape(shape) else {
            return;
        };
        if self.depth > DEPTH {
            self.problem(format!("Member must not nest deeper than {DEPTH} levels"));
            return;
        }
        match &shape.kind {
            Kind::Structure { members, union, .. } => self.structure(members, *union, value),
            Kind::List {
                member,
                size,
                sparse,
            } => self.list(*member, *size, *sparse, value),
            Kind::Map {
                key,
                value: item,
                size,
                sparse,
            } => {
                self.map(*key, *item, *size, *sparse, value);
            }
            Kind::String {
                length,
                pattern,
                values,
            } => match &*value {
                Value::String(text) => self.text(text, *length, *pattern, values),
                _ => self.problem("Member must be a string"),
            },
            Kind::Integer { range, long } => self.integer(*range, *long, value),
            Kind::Float { range } => match value.as_f64() {
                Some(number) => self.bounds(number, *range, "value"),
                None => self.problem("Member must be a number"),
            },
            Kind::Boolean => {
                if !value.is_boolean() {
                    self.problem("Member must be a boolean");
                }
            }
            Kind::Timestamp(_) => match timestamps::parse(value) {
                Some(at) => *value = timestamps::to_epoch(at),
                None => self.problem("Member must be a timestamp"),
            },
            Kind::Blob { length } => self.blob(*length, value),
            Kind::Document => {}
        }
    }

    fn structure(&mut self, members: &'static [MemberModel], union: bool, value: &mut Value) {
        let Value::Object(map) = value else {
            self.problem("Member must be an object");
            return;
        };
        map.retain(|key, value| {
            !value.is_null() && members.iter().any(|member| member.key() == key)
        });
        if union && map.len() != 1 {
            self.problem("Exactly one member of the union must be set");
        }
        for member in members {
            match map.get_mut(member.key()) {
                Some(value) => self.at(
                    |path| {
                        if !path.is_empty() {
                            path.push('.');
                        }
                        path.push_str(member.name);
                    },
                    |walk| walk.value(member.shape, value),
                ),
                None if member.required => self.at(
                    |path| {
                        if !path.is_empty() {
                            path.push('.');
                        }
                        path.push_str(member.name);
                    },
                    |walk| walk.problem(NULL),
                ),
                None => {}
            }
        }
    }

    fn list(&mut self, member: ShapeId, size: Bounds<u64>, sparse: bool, value: &mut Value) {
        let Value::Array(items) = value else {
            self.problem("Member must be a list");
            return;
        };
        self.bounds(items.len() as u64, size, "length");
        for (at, item) in items.iter_mut().enumerate() {
            self.at(
                |path| {
                    let _ = write!(path, "[{at}]");
                },
                |walk| walk.element(member, sparse, item),
            );
        }
    }

    fn map(
        &mut self,
        key: ShapeId,
        item: ShapeId,
        size: Bounds<u64>,
        sparse: bool,
        value: &mut Value,
    ) {
        let Value::Object(map) = value else {
            self.problem("Member must be a map");
            return;
        };
        self.bounds(map.len() as u64, size, "length");
        let key_kind = self.service.shape(key).map(|shape| &shape.kind);
        for (name, value) in map.iter_mut() {
            self.at(
                |path| {
                    let _ = write!(path, "[{}]", shorten(name));
                },
                |walk| {
                    if let Some(Kind::String {
                        length,
                        pattern,
                        values,
                    }) = key_kind
                    {
                        walk.text(name, *length, *pattern, values);
                    }
                    walk.element(item, sparse, value);
                },
            );
        }
    }

    fn element(&mut self, shape: ShapeId, sparse: bool, value: &mut Value) {
        match (value.is_null(), sparse) {
            (true, true) => {}
            (true, false) => self.problem(NULL),
            (false, _) => self.value(shape, value),
        }
    }

    fn text(
        &mut self,
        text: &str,
        length: Bounds<u64>,
        pattern: Option<&'static crate::Pattern>,
        values: &'static [&'static str],
    ) {
        let count = text.chars().count() as u64;
        self.bounds(count, length, "length");
        if let Some(pattern) = pattern
            // A text beyond its bound is refused already; matching it would only cost time.
            && length.max.is_none_or(|max| count <= max)
            && !pattern.is_found_in(text)
        {
            self.problem(format!(
                "Member must satisfy regular expression pattern: {}",
                pattern.source()
            ));
        }
        if !values.is_empty() && !values.contains(&text) {
            self.problem(format!(
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            ));
        }
    }

    fn integer(&mut self, range: Bounds<i64>, long: bool, value: &mut Value) {
        // Some clients write whole numbers as 3.0.
        let number = value.as_i64().or_else(|| {
            let float = value.as_f64()?;
            (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64)
        });
        match number {
            Some(number) if long || i32::try_from(number).is_ok() => {
                *value = Value::from(number);
                self.bounds(number, range, "value");
            }
            Some(_) => self.problem("Member must be a 32-bit integer"),
            None => self.problem("Member must be an integer"),
        }
    }

    fn blob(&mut self, length: Bounds<u64>, value: &Value) {
        let bytes = value
            .as_str()
            .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
        match bytes {
            Some(bytes) => self.bounds(bytes.len() as u64, length, "length"),
            None => self.problem("Member must be base64-encoded bytes"),
        }
    }

    fn bounds<T: PartialOrd + std::fmt::Display>(
        &mut self,
        actual: T,
        bounds: Bounds<T>,
        what: &str,
    ) {
        if let Some(min) = bounds.min
            && actual < min
        {
            self.problem(format!(
                "Member must have {what} greater than or equal to {min}"
            ));
        }
        if let Some(max) = bounds.max
            && actual > max
        {
            self.problem(format!(
                "Member must have {what} less than or equal to {max}"
            ));
        }
    }
}

/// Map keys come from the client: only their beginning goes into a path.
fn shorten(key: &str) -> &str {
    match key.char_indices().nth(64) {
        Some((at, _)) => key.get(..at).unwrap_or(""),
        None => key,
    }
}

#[cfg(test)]
mod tests;
