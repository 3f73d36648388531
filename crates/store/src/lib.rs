//! What is kept: the traits of the store, its records and the suite that every backend must pass.
//!
//! There is one way to write: [`Store::commit`] takes a [`Batch`] of [`Write`]s, applies all of
//! them or none, and returns when they are durable. Reading is by the methods of [`Store`], each of
//! which sees everything that was committed before it was called.
//!
//! What is kept comes in five shapes, one file each: configured resources ([`ResourceRow`]),
//! contacts ([`ContactRow`]), the journal and the outbox ([`JournalEntry`], [`Message`]), and small
//! keyed entries such as sessions ([`Entry`]).
//!
//! There is no SQL here and no rule of an engine: kinds, topics, streams and bodies are texts that
//! the writer chose. A backend is a sibling crate that implements [`Store`] and runs `suite`.

mod batch;
mod contact;
mod entry;
mod error;
mod log;
mod page;
mod resource;
mod store;
#[cfg(feature = "suite")]
pub mod suite;
pub mod terms;
mod validate;

pub use batch::{
    AdvanceCursor, Batch, Committed, DeleteEntry, DeleteResource, Expect, PutContact, PutEntry,
    PutResource, Revision, Trim, Write, Written,
};
pub use contact::{
    AttributeMatch, ContactQuery, ContactRow, ContactSort, ContactTime, NO_TIME, TimeRange,
};
pub use entry::Entry;
pub use error::{Conflict, Fault, StoreError};
pub use log::{JournalEntry, JournalRow, Message, OutboxPage, OutboxQuery, OutboxRow, Position};
pub use page::{Order, Page, PageKey};
pub use resource::{ResourceQuery, ResourceRow, ResourceSort, Term};
pub use store::Store;
