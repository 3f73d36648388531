//! The interface facts of the public APIs.
//!
//! * [`facts`]: what one service's fact file (`models/<service>.json`) says, as types, with its
//!   reader and writer. One line per operation and per shape, keys sorted, no prose.
//! * [`botocore`]: from a botocore `service-2.json` to facts. Used by `cargo xtask import-models`.
//! * [`generate`]: from facts to Rust. Used by the build scripts of the `*-model` crates:
//!
//! ```no_run
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     aws_model::build("../../models/connect.json")?;
//!     Ok(())
//! }
//! ```
//!
//! Knows nothing of HTTP, of the file system (but for [`build`]) and of any one service.

pub mod botocore;
pub mod facts;
pub mod generate;

mod build;

pub use build::{BuildError, build, build_corrected, routes, shapes, typed};
