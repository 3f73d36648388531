//! The tasks, one file each.

pub mod import_models;
pub mod simulate;
pub mod tidy;
