//! Every parser of foreign bytes as a fuzz target, and a short run of all of them on stable Rust.
//!
//! [`TARGETS`] is the list: a name, a function that must survive any bytes, and seeds to start
//! from. `make fuzz` mutates the seeds for some seconds per target ([`mutate`]); the folder
//! `fuzz/` gives the same functions to cargo-fuzz, whose coverage guidance needs a nightly
//! compiler. A new parser is one row here.

pub mod mutate;
mod targets;

/// One parser.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Must return, whatever the bytes are.
    pub run: fn(&[u8]),
    /// Well-formed examples to start from.
    pub seeds: &'static [&'static [u8]],
}

pub use targets::TARGETS;

/// The target with this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
