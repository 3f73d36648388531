//! From facts to Rust: one text for a build script to write and the crate to include.
//!
//! What comes out, for one service and a list of typed operations:
//!
//! * `SERVICE`, the static [`ServiceModel`] with every operation's route and the shapes that the
//!   typed operations reach (room [`tables`]);
//! * one Rust type per reachable structure and enumeration; only the direction that is needed
//!   (reading for inputs, writing for outputs and errors) is generated (room [`types`]);
//! * per typed operation a marker in `ops` and an error enum (room [`operations`]).
//!
//! The text is plain function calls and tables rather than derives: that is what keeps model
//! crates quick to compile.
//!
//! [`ServiceModel`]: https://docs.rs/aws-wire

mod names;
mod operations;
mod reach;
mod tables;
mod types;

use crate::facts::{Service, Shape};
use reach::Reach;
use thiserror::Error;

/// A list of operations that does not fit the facts, or facts that no rule covers.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum GenerateError {
    /// The list names operations that the service lacks.
    #[error("no such operation: {}", .0.join(", "))]
    UnknownOperations(Vec<String>),
    /// More shapes than a 16-bit index can tell apart.
    #[error("too many shapes: {0}")]
    TooManyShapes(usize),
    /// A shape is used where its type cannot stand.
    #[error("shape {0} lacks what its type needs")]
    Incomplete(String),
    /// A protocol other than `rest-json` and `json`.
    #[error("unknown protocol {0}")]
    Protocol(String),
    /// A member's location or a time stamp format is not known.
    #[error("unknown {what} {value}")]
    Unknown {
        /// `location` or `timestamp format`.
        what: &'static str,
        /// What the facts say.
        value: String,
    },
}

/// Everything that the rooms share.
struct Source<'a> {
    service: &'a Service,
    reach: Reach<'a>,
}

impl<'a> Source<'a> {
    fn shape(&self, name: &str) -> Result<&'a Shape, GenerateError> {
        self.service
            .shapes
            .get(name)
            .ok_or_else(|| GenerateError::Incomplete(name.to_owned()))
    }
}

/// Generates the whole text.
///
/// # Errors
/// See [`GenerateError`]; all unknown operations are named at once.
pub fn service(service: &Service, typed: &[&str]) -> Result<String, GenerateError> {
    let unknown: Vec<String> = typed
        .iter()
        .filter(|name| !service.operations.contains_key(**name))
        .map(|name| (*name).to_owned())
        .collect();
    if !unknown.is_empty() {
        return Err(GenerateError::UnknownOperations(unknown));
    }
    let source = Source {
        service,
        reach: Reach::new(service, typed),
    };
    let mut out = String::with_capacity(1 << 20);
    tables::write(&source, &mut out)?;
    types::write(&source, &mut out)?;
    operations::write(&source, &mut out);
    Ok(out)
}

/// Generates the tables alone, with the shapes of all operations.
///
/// # Errors
/// See [`GenerateError`].
pub fn tables_alone(service: &Service) -> Result<String, GenerateError> {
    let all: Vec<&str> = service.operations.keys().map(String::as_str).collect();
    let source = Source {
        service,
        reach: Reach::new(service, &all),
    };
    let mut out = String::with_capacity(1 << 18);
    tables::write(&source, &mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests;
