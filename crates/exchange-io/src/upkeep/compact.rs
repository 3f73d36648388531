//! Compaction: old entries become snapshots, and go.

use super::unreadable;
use super::{COMPACTED, Facts, PAGE, SNAPSHOTS, UpkeepError, compacted, entry_of, kept, key};
use ids::Timestamp;
use std::collections::BTreeMap;
use store::{
    Batch, DeleteEntry, Entry, Expect, JOURNAL_CONSUMERS, JournalRow, Position, PutEntry, Store,
    Trim, Write,
};

/// What a compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Entries that were folded and forgotten.
    pub entries: u64,
    /// Up to where the journal is compacted now.
    pub through: Position,
}

/// Folds all entries from before a time into snapshots and forgets them, at most `most` of them; but
/// none that a consumer of the journal has not read yet. The `consumers` named are waited for even if
/// they never read. A contact that is complete needs no
/// snapshot: its row stays. Each piece is one batch, so that a crash leaves either the entries or
/// what they came to.
///
/// # Errors
/// The store failed, or something in it cannot be read; what was compacted before stays so.
pub async fn compact(
    store: &dyn Store,
    before: Timestamp,
    now: Timestamp,
    most: u64,
    consumers: &[&str],
) -> Result<Compacted, UpkeepError> {
    let mut through = compacted(store).await?;
    let limit = consumed(store, consumers).await?;
    let mut entries = 0;
    while entries < most {
        let mut rows = store.journal(through, PAGE).await?;
        let fits = |row: &&JournalRow| {
            row.entry.at < before && limit.is_none_or(|limit| row.position <= limit)
        };
        let count = rows.iter().take_while(fits).count();
        rows.truncate(count);
        let Some(last) = rows.last() else { break };
        let position = last.position;
        store
            .commit(piece(store, &rows, position, now).await?)
            .await?;
        through = position;
        entries += count as u64;
    }
    Ok(Compacted { entries, through })
}

/// Up to where all consumers have read; `None` without any.
async fn consumed(store: &dyn Store, expected: &[&str]) -> Result<Option<Position>, UpkeepError> {
    let cursors = store.cursors().await?;
    let is = |name: &str, it: &str| name.strip_prefix(JOURNAL_CONSUMERS) == Some(it);
    let there = |it: &&str| cursors.iter().any(|(name, _)| is(name, it));
    if !expected.iter().all(there) {
        return Ok(Some(Position::START));
    }
    let consumers = cursors
        .iter()
        .filter(|(name, _)| name.starts_with(JOURNAL_CONSUMERS));
    Ok(consumers.map(|(_, position)| *position).min())
}

/// What these rows come to.
async fn piece(
    store: &dyn Store,
    rows: &[JournalRow],
    through: Position,
    now: Timestamp,
) -> Result<Batch, UpkeepError> {
    let mut streams: BTreeMap<String, Option<Facts>> = BTreeMap::new();
    for row in rows {
        let Some(entry) = entry_of(row)? else {
            continue;
        };
        let key = key(row);
        let before = match streams.remove(&key) {
            Some(known) => known,
            None => snapshot(store, &key).await?,
        };
        streams.insert(key, Facts::after(before, &entry));
    }
    let mut batch = Batch::new();
    for (key, facts) in streams {
        match facts.filter(|it| !it.complete()) {
            Some(facts) => batch.push(put(SNAPSHOTS, &key, kept(&facts)?.reveal().clone(), now)),
            None => batch.push(DeleteEntry {
                space: SNAPSHOTS.to_owned(),
                key,
                expect: Expect::Any,
            }),
        }
    }
    let position = serde_json::to_vec(&through).map_err(unreadable("a position"))?;
    batch.push(put(COMPACTED.0, COMPACTED.1, position, now));
    batch.push(Write::Trim(Trim::Journal(through)));
    Ok(batch)
}

async fn snapshot(store: &dyn Store, key: &str) -> Result<Option<Facts>, UpkeepError> {
    let entry = store.entry(SNAPSHOTS, key).await?;
    let facts = entry.map(|it| serde_json::from_slice(&it.value));
    facts.transpose().map_err(unreadable(key))
}

fn put(space: &str, key: &str, value: Vec<u8>, now: Timestamp) -> PutEntry {
    PutEntry {
        entry: Entry::new(space, key, value),
        expect: Expect::Any,
        now,
    }
}
