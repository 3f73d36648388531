//! What is kept: the traits of the store, its records and the suite that every backend must pass.
//!
//! There is one way to write: [`Store::commit`] takes a [`Batch`] of [`Write`]s, applies all of
//! them or none, and returns when they are durable. Reading is by the methods of [`Store`], each of
//! which sees everything that was committed before it was called.
//!
//! What is kept comes in seven shapes, one file each: configured resources ([`ResourceRow`]),
//! contacts ([`ContactRow`]), messages that were sent ([`SentRow`]), the journal and the outbox ([`JournalEntry`], [`Message`]), small
//! keyed entries such as sessions ([`Entry`]), and what was counted from the journal ([`Tally`]).
//!
//! There is no SQL here and no rule of an engine: kinds, topics, streams and bodies are texts that
//! the writer chose. A backend is a sibling crate that implements [`Store`] and runs `suite`.

mod batch;
mod contact;
mod entry;
mod error;
mod filter;
mod log;
mod page;
pub mod plan;
mod resource;
mod sent;
mod store;
#[cfg(feature = "suite")]
pub mod suite;
mod tally;
pub mod terms;
mod validate;

pub use batch::{
    AdvanceCursor, Batch, Committed, DeleteEntry, DeleteResource, Expect, ForgetContacts,
    PutContact, PutEntry, PutResource, Revision, Trim, Write, Written,
};
pub use contact::{
    AttributeGroup, AttributeMatch, ContactQuery, ContactRow, ContactSort, ContactTime, NO_TIME,
    TimeCondition, TimeRange, found_by,
};
pub use entry::Entry;
pub use error::{Conflict, Fault, StoreError};
pub use filter::{Filter, Text};
pub use log::{
    JOURNAL_CONSUMERS, JournalEntry, JournalRow, Message, OutboxPage, OutboxQuery, OutboxRow,
    Position,
};
pub use page::{Order, Page, PageKey};
pub use resource::{ResourceQuery, ResourceRow, ResourceSort, Term};
pub use sent::{PutSent, SentQuery, SentRow};
pub use store::Store;
pub use tally::{PutTally, Tally, TallyQuery};
