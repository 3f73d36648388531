//! Writes, and batches of them.

use crate::{
    ContactRow, Entry, JournalEntry, Message, Position, PutSent, PutTally, ResourceRow, StoreError,
    validate,
};
use ids::Timestamp;

/// Counts the versions of a row, from 1.
pub type Revision = i64;

/// What a write expects to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expect {
    /// Nothing: it is new. Otherwise [`Conflict::Exists`](crate::Conflict::Exists).
    New,
    /// This version. Otherwise [`Conflict::Changed`](crate::Conflict::Changed) or
    /// [`StoreError::NotFound`].
    Revision(Revision),
    /// Nothing or any version.
    Any,
}

/// Keeps a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutResource {
    /// The resource.
    pub row: Box<ResourceRow>,
    /// What is expected.
    pub expect: Expect,
}

/// Forgets a resource. With [`Expect::Any`] it need not be there; [`Expect::New`] is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteResource {
    /// Its scope.
    pub scope: String,
    /// Its kind.
    pub kind: String,
    /// Its identifier.
    pub id: String,
    /// What is expected.
    pub expect: Expect,
}

/// Keeps a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutContact {
    /// The contact.
    pub row: Box<ContactRow>,
    /// What is expected.
    pub expect: Expect,
}

/// Says that a sink has everything up to a place. A cursor never goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvanceCursor {
    /// The sink's name.
    pub sink: String,
    /// The place.
    pub position: Position,
}

/// Keeps an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutEntry {
    /// The entry.
    pub entry: Entry,
    /// What is expected.
    pub expect: Expect,
    /// The time now: an entry that has expired by then counts as absent.
    pub now: Timestamp,
}

/// Forgets an entry. With [`Expect::Any`] it need not be there; [`Expect::New`] is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteEntry {
    /// Its space.
    pub space: String,
    /// Its key.
    pub key: String,
    /// What is expected.
    pub expect: Expect,
}

/// Forgets what is no longer needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trim {
    /// Messages up to this place, this one included.
    Outbox(Position),
    /// Journal entries up to this place, this one included.
    Journal(Position),
    /// Entries that have expired at this time.
    Entries(Timestamp),
    /// Sent messages that were accepted before a time and have their outcome.
    Sent(Timestamp),
    /// Tallies of one length that begin before a time.
    Tallies {
        /// How long their time is, in milliseconds.
        span: i64,
        /// The time.
        before: Timestamp,
    },
    /// Tallies of one length that begin at a time or later, whatever is to be counted anew.
    TalliesFrom {
        /// How long their time is, in milliseconds.
        span: i64,
        /// The time.
        from: Timestamp,
    },
}

/// Forgets contacts that are over and began before a time, with their indexes and all that the
/// journal says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgetContacts {
    /// Of which instance.
    pub instance: String,
    /// The time.
    pub before: Timestamp,
    /// The most to forget at once, the oldest first.
    pub most: u32,
}

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Keeps a resource.
    PutResource(PutResource),
    /// Forgets a resource.
    DeleteResource(DeleteResource),
    /// Appends to the journal.
    Journal(JournalEntry),
    /// Keeps a contact.
    PutContact(PutContact),
    /// Appends to the outbox.
    Outbox(Message),
    /// Moves a sink's cursor.
    AdvanceCursor(AdvanceCursor),
    /// Keeps an entry.
    PutEntry(PutEntry),
    /// Forgets an entry.
    DeleteEntry(DeleteEntry),
    /// Keeps a message that was sent.
    PutSent(PutSent),
    /// Keeps a tally.
    PutTally(PutTally),
    /// Forgets what is no longer needed.
    Trim(Trim),
    /// Forgets old contacts.
    ForgetContacts(ForgetContacts),
}

macro_rules! into_write {
    ($($from:ident => $variant:ident),* $(,)?) => {$(
        impl From<$from> for Write {
            fn from(write: $from) -> Self {
                Self::$variant(write)
            }
        }
    )*};
}

into_write! {
    PutResource => PutResource,
    DeleteResource => DeleteResource,
    JournalEntry => Journal,
    PutContact => PutContact,
    Message => Outbox,
    AdvanceCursor => AdvanceCursor,
    PutEntry => PutEntry,
    DeleteEntry => DeleteEntry,
    PutSent => PutSent,
    PutTally => PutTally,
    Trim => Trim,
    ForgetContacts => ForgetContacts,
}

/// Writes that happen together or not at all, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    writes: Vec<Write>,
}

impl Batch {
    /// No writes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a write.
    pub fn push(&mut self, write: impl Into<Write>) {
        self.writes.push(write.into());
    }

    /// Adds a write, for chaining.
    #[must_use]
    pub fn with(mut self, write: impl Into<Write>) -> Self {
        self.push(write);
        self
    }

    /// Adds: keep a resource.
    #[must_use]
    pub fn put_resource(self, row: ResourceRow, expect: Expect) -> Self {
        self.with(PutResource {
            row: Box::new(row),
            expect,
        })
    }

    /// Adds: keep a contact, whatever is there.
    #[must_use]
    pub fn put_contact(self, row: ContactRow) -> Self {
        self.with(PutContact {
            row: Box::new(row),
            expect: Expect::Any,
        })
    }

    /// Adds all writes of another batch after its own.
    pub fn append(&mut self, mut other: Self) {
        self.writes.append(&mut other.writes);
    }

    /// The writes.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// How many writes there are.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Checks what no backend accepts; each backend calls it before it queues a batch.
    ///
    /// # Errors
    /// [`StoreError::Invalid`]: an empty identifier, a NUL in a text (PostgreSQL cannot keep it),
    /// a delete that expects nothing.
    pub fn validate(&self) -> Result<(), StoreError> {
        self.writes.iter().try_for_each(validate::write)
    }
}

impl<W: Into<Write>> FromIterator<W> for Batch {
    fn from_iter<I: IntoIterator<Item = W>>(writes: I) -> Self {
        Self {
            writes: writes.into_iter().map(Into::into).collect(),
        }
    }
}

/// What one write came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// A row was kept with this revision.
    Revision(Revision),
    /// It was appended at this place of its log.
    Position(Position),
    /// So many rows were forgotten.
    Deleted(u64),
    /// A cursor was moved, or stood further already.
    Done,
}

/// A durable batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Committed {
    /// What each write came to, in the batch's order.
    pub written: Vec<Written>,
}

impl Committed {
    /// The revision that the batch's first kept row now has.
    pub fn revision(&self) -> Option<Revision> {
        self.written.iter().find_map(|w| match w {
            Written::Revision(revision) => Some(*revision),
            _ => None,
        })
    }

    /// The places of what was appended, journal and outbox in the batch's order.
    pub fn positions(&self) -> impl Iterator<Item = Position> + '_ {
        self.written.iter().filter_map(|w| match w {
            Written::Position(position) => Some(*position),
            _ => None,
        })
    }
}
