//! The whole of a model crate's build script.

use crate::facts::{FactError, Service};
use crate::generate::{self, GenerateError};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a model crate cannot be generated.
#[derive(Debug, Error)]
pub enum BuildError {
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// The fact file is no fact file.
    #[error(transparent)]
    Facts(#[from] FactError),
    /// The list of operations does not fit the facts.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// A correction is of a shape that there is not.
    #[error("there is no shape {0} to correct")]
    NoShape(String),
    /// Not called from a build script.
    #[error("OUT_DIR is not set")]
    NoOutDir,
}

/// Reads a fact file and writes `$OUT_DIR/model.rs` with the types of all operations.
///
/// The path is relative to the crate, as in every build script.
///
/// # Errors
/// When the file is missing or malformed.
pub fn build(facts: impl AsRef<Path>) -> Result<(), BuildError> {
    build_corrected(facts, &[])
}

/// As [`build`], with other patterns for shapes (by name) whose published pattern refuses what the
/// service takes: a fact file stays as it was published, and corrections stand where it is used.
///
/// # Errors
/// As [`build`], and when there is no such shape.
pub fn build_corrected(
    facts: impl AsRef<Path>,
    patterns: &[(&str, &str)],
) -> Result<(), BuildError> {
    let facts = facts.as_ref();
    println!("cargo::rerun-if-changed={}", facts.display());
    let out = std::env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?;
    let mut service = Service::read(&read(facts)?)?;
    for (name, pattern) in patterns {
        let shape = service.shapes.get_mut(*name);
        let shape = shape.ok_or_else(|| BuildError::NoShape((*name).to_owned()))?;
        shape.pattern = Some((*pattern).to_owned());
    }
    let all: Vec<&str> = service.operations.keys().map(String::as_str).collect();
    let code = generate::service(&service, &all)?;
    let target = Path::new(&out).join("model.rs");
    std::fs::write(&target, code).map_err(|error| BuildError::File {
        path: target,
        error,
    })
}

/// The text of a module with a service's routing table alone: every operation and no types.
///
/// # Errors
/// As [`build`].
pub fn routes(facts: impl AsRef<Path>) -> Result<String, BuildError> {
    let facts = facts.as_ref();
    println!("cargo::rerun-if-changed={}", facts.display());
    let service = Service::read(&read(facts)?)?;
    Ok(generate::service(&service, &[])?)
}

/// The text of a module with a service's routing table and the types of some operations: for a
/// crate that holds several services, or builds a part of a large one.
///
/// # Errors
/// As [`build`].
pub fn typed(facts: impl AsRef<Path>, operations: &[&str]) -> Result<String, BuildError> {
    let facts = facts.as_ref();
    println!("cargo::rerun-if-changed={}", facts.display());
    let service = Service::read(&read(facts)?)?;
    Ok(generate::service(&service, operations)?)
}

/// The text of a module with a service's routing table and the shapes of all its operations, without
/// Rust types: for an API whose operations work on values that were checked against their shapes.
///
/// # Errors
/// As [`build`].
pub fn shapes(facts: impl AsRef<Path>) -> Result<String, BuildError> {
    let facts = facts.as_ref();
    println!("cargo::rerun-if-changed={}", facts.display());
    Ok(generate::tables_alone(&Service::read(&read(facts)?)?)?)
}

fn read(path: &Path) -> Result<String, BuildError> {
    std::fs::read_to_string(path).map_err(|error| BuildError::File {
        path: path.to_owned(),
        error,
    })
}
