//! A whole instance as one readable document, so that a set-up can live in git.
//!
//! [`Document::of`] turns the kept resources into YAML: one list per kind, identifiers kept, every
//! reference to another resource written by its name (`@queue/Support`), secrets left out.
//! [`Plan::between`] compares a document with what an instance has and says what importing it
//! would create, change and, if asked, delete; the same plan is the dry run's answer and what is
//! applied.
//!
//! Pure: no store and no clock. Whoever applies a plan hands in what is kept and writes the
//! result.

mod difference;
mod document;
mod fields;
mod plan;
mod reference;

pub use difference::Difference;
pub use document::{Document, DocumentError, Entry, Place};
pub use plan::{Action, Change, Plan, Problem};
