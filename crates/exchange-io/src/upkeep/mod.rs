//! The journal's upkeep: [`compact`] folds what is old enough into snapshots and forgets it,
//! [`verify`] proves that rows and journal say the same. See docs/durability.md.

mod compact;
#[cfg(test)]
mod tests;
mod verify;

pub use compact::{Compacted, compact};
pub use verify::{Difference, Verified, verify};

use exchange::journal::{Entry, Subject};
use exchange::{AgentFacts, ContactFacts};
use ids::Pii;
use store::{JournalRow, Position, Store, StoreError};
use thiserror::Error;

/// The space of snapshots; the key is `<instance>/<stream>`.
const SNAPSHOTS: &str = "journal-snapshots";
/// Where compaction is: the space and the key of a position.
const COMPACTED: (&str, &str) = ("journal-compacted", "position");
/// Rows and entries read at once.
const PAGE: usize = 1000;

/// Why the journal could not be looked after.
#[derive(Debug, Error)]
pub enum UpkeepError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something stored cannot be read.
    #[error("{what} cannot be read: {cause}")]
    Unreadable {
        /// Such as a stream.
        what: String,
        /// Why.
        cause: serde_json::Error,
    },
}

fn unreadable(what: impl Into<String>) -> impl FnOnce(serde_json::Error) -> UpkeepError {
    let what = what.into();
    move |cause| UpkeepError::Unreadable { what, cause }
}

/// The entry of a row; `None` for what is no fact about a contact or an agent, such as flow logs.
fn entry_of(row: &JournalRow) -> Result<Option<Entry>, UpkeepError> {
    let stream = &row.entry.stream;
    if !stream.starts_with("contact/") && !stream.starts_with("agent/") {
        return Ok(None);
    }
    let entry = serde_json::from_str(row.entry.body.reveal());
    entry.map(Some).map_err(unreadable(stream))
}

/// What a stream came to: a contact's or an agent's facts.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum Facts {
    Contact(Box<ContactFacts>),
    Agent(Box<AgentFacts>),
}

impl Facts {
    /// What an entry makes of what was known; `None` when nothing was and it is no beginning.
    fn after(before: Option<Self>, entry: &Entry) -> Option<Self> {
        use exchange::journal::{AgentEntry, ContactEntry};
        match (&entry.subject, before) {
            (Subject::Contact { entry: it, .. }, before) => {
                let mut facts = match (it, before) {
                    (ContactEntry::Initiated(facts), _) => facts.clone(),
                    (_, Some(Self::Contact(facts))) => facts,
                    _ => return None,
                };
                facts.apply(entry.at, it);
                Some(Self::Contact(facts))
            }
            (Subject::Agent { entry: it, .. }, before) => {
                let mut facts = match (it, before) {
                    (AgentEntry::Known(facts), _) => facts.clone(),
                    (_, Some(Self::Agent(facts))) => facts,
                    _ => return None,
                };
                facts.apply(entry.at, it);
                Some(Self::Agent(facts))
            }
        }
    }

    /// Whether nothing more is due of it.
    fn complete(&self) -> bool {
        matches!(self, Self::Contact(facts) if facts.complete())
    }
}

/// How far the journal is compacted.
async fn compacted(store: &dyn Store) -> Result<Position, UpkeepError> {
    let entry = store.entry(COMPACTED.0, COMPACTED.1).await?;
    match entry {
        None => Ok(Position::START),
        Some(it) => serde_json::from_slice(&it.value).map_err(unreadable("the compacted position")),
    }
}

fn key(row: &JournalRow) -> String {
    format!("{}/{}", row.entry.instance, row.entry.stream)
}

/// Facts as they are kept: they hold personal data.
fn kept(facts: &Facts) -> Result<Pii<Vec<u8>>, UpkeepError> {
    let bytes = serde_json::to_vec(facts).map_err(unreadable("a snapshot"))?;
    Ok(Pii::new(bytes))
}
