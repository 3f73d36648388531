//! Test cases of the public API: a document of observations, played on the desk in virtual time
//! against an instance's resources.
//!
//! - [`TestDocument::read`] reads the language and tells all that is wrong with a document; what
//!   publishes and what runs read it by this one.
//! - [`Instance`] is what the test finds of the instance: queues, hours, flows.
//! - [`TestRun::run`] plays it, and answers a [`TestOutcome`] with a record of each observation.
//!
//! Bots are asked through [`TestBots`]. Functions and third parties are never reached from here: a
//! test overrides them, or they are refused. Source: flow-language.md §10; the developer guide's pages on the testing language.
//! What those leave open is marked inferred where it is decided.

mod action;
mod bots;
mod document;
mod event;
mod instance;
mod outcome;
mod overrides;
mod read;
mod run;
mod world;

pub use bots::{NoBots, TestBots};
pub use document::{Observation, TestDocument, Times, Usage};
pub use instance::Instance;
pub use outcome::{Completion, TestOutcome, TestRecord, TestStatus};
pub use run::{TestCall, TestRun};
