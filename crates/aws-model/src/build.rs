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
    /// Not called from a build script.
    #[error("OUT_DIR is not set")]
    NoOutDir,
}

/// Reads a fact file and a list of implemented operations, and writes `$OUT_DIR/model.rs`.
///
/// Paths are relative to the crate, as in every build script.
///
/// # Errors
/// When a file is missing or malformed, or an operation in the list does not exist.
pub fn build(facts: impl AsRef<Path>, operations: impl AsRef<Path>) -> Result<(), BuildError> {
    let (facts, operations) = (facts.as_ref(), operations.as_ref());
    for path in [facts, operations] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let out = std::env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?;
    let service = Service::read(&read(facts)?)?;
    let list = read(operations)?;
    let code = generate::service(&service, &operation_names(&list))?;
    let target = Path::new(&out).join("model.rs");
    std::fs::write(&target, code).map_err(|error| BuildError::File {
        path: target,
        error,
    })
}

fn read(path: &Path) -> Result<String, BuildError> {
    std::fs::read_to_string(path).map_err(|error| BuildError::File {
        path: path.to_owned(),
        error,
    })
}

/// The names in a list of operations: one per line, `#` begins a comment.
pub fn operation_names(list: &str) -> Vec<&str> {
    list.lines()
        .map(|line| line.split('#').next().unwrap_or("").trim())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_skipped() {
        let list = "# users\nCreateUser\n\n  ListUsers # all pages\n";
        assert_eq!(operation_names(list), ["CreateUser", "ListUsers"]);
    }
}
