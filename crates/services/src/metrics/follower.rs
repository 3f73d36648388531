//! Follows the journal: counts entries, keeps what was counted, and knows where it is.
//!
//! The place up to which was counted is an entry of the store that is written in the same batch as
//! the tallies, and only over the version that was read: should another process have counted
//! meanwhile, the batch is refused as a whole. What is live is kept now and then; after a start the
//! journal between that and the place is read again without being counted.
//!
//! What is told by the minute is kept in the same batches ([`minutes`](super::minutes)) and never
//! counted again: it does not follow from the journal alone.

use super::basis::{Basis, Bound};
use super::minutes::{Known, Minutes};
use super::tallies;
use crate::ServiceError;
use exchange::journal::{Entry, REMARKS, Remarked};
use ids::Timestamp;
use metrics::watch::Reading;
use metrics::{Collector, Increment, Series, Span, Tally};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{
    AdvanceCursor, Batch, Conflict, Expect, JOURNAL_CONSUMERS, JournalRow, Position, PutEntry,
    PutTally, Revision, Store, StoreError,
};

const SPACE: &str = "metrics";
const CURSOR: &str = "cursor";
const STATE: &str = "state";
/// Rows of the journal read at once.
const ROWS: usize = 2_000;
/// Tallies that may wait to be kept.
const WAITING: usize = 20_000;
/// The rules of counting; with others than those of the last start everything is counted again.
const RULES: u32 = 2;
/// Milliseconds by which minutes are told late, so that entries that are on their way count.
const LATE: i64 = 2_000;

/// How far was counted.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Cursor {
    rules: u32,
    position: Position,
    /// Up to where, and when, there are minutes.
    #[serde(default)]
    minutes: Position,
    #[serde(default)]
    minutes_at: Timestamp,
    /// Up to where what begins earlier was counted by other rules, if the journal is counted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Bound>,
}

/// What was live at a place.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    position: Position,
    collectors: BTreeMap<String, Collector>,
    /// Which minutes are known.
    #[serde(default)]
    known: Known,
}

/// Where a set of tallies is: those of one time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Shelf {
    instance: String,
    series: Series,
    span: Span,
    start: Timestamp,
}

/// Tallies of one time, by the key of their dimensions.
type Tallies = HashMap<String, Tally>;

pub(super) struct Follower {
    store: Arc<dyn Store>,
    started: bool,
    state: State,
    /// Up to where tallies are kept, and the version of that entry.
    kept: Position,
    revision: Option<Revision>,
    /// What is not counted again.
    basis: Option<Bound>,
    /// What is told by the minute.
    minutes: Minutes,
    /// Up to where minutes were told already, and when.
    told: (Position, Timestamp),
    /// What is read was told before.
    silent: bool,
    /// Counted and not yet kept.
    fresh: BTreeMap<Shelf, Tallies>,
    waiting: usize,
    /// As they are kept, of the latest times.
    shelves: HashMap<Shelf, Tallies>,
    /// Changes with each change of what is kept.
    generation: u64,
}

impl Follower {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            started: false,
            state: State::default(),
            kept: Position::START,
            revision: None,
            basis: None,
            minutes: Minutes::default(),
            told: (Position::START, Timestamp::default()),
            silent: true,
            fresh: BTreeMap::new(),
            waiting: 0,
            shelves: HashMap::new(),
            generation: 0,
        }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn collector(&self, instance: &str) -> Option<&Collector> {
        self.state.collectors.get(instance)
    }

    /// Those of all instances.
    pub(super) fn collectors(&self) -> impl Iterator<Item = (&String, &Collector)> {
        self.state.collectors.iter()
    }

    /// Reads and counts to the journal's end, which is as of now.
    pub(super) async fn catch_up(&mut self, now: Timestamp) -> Result<(), ServiceError> {
        self.start().await?;
        self.minutes.begin_at(now);
        let instances = self.state.collectors.keys();
        self.minutes.look(self.store.as_ref(), instances).await?;
        loop {
            let rows = self.store.journal(self.state.position, ROWS).await?;
            for row in &rows {
                for increment in self.take(row) {
                    self.count(&row.entry.instance, &increment);
                }
            }
            if self.waiting > WAITING {
                self.keep().await?;
            }
            if rows.len() < ROWS {
                break;
            }
        }
        if self.silent {
            self.speak();
        }
        // What is on its way to the journal may be a little older than now.
        let to = Timestamp(now.0.saturating_sub(LATE));
        self.told = (self.state.position, self.told.1.max(to));
        for (instance, it) in &mut self.state.collectors {
            it.pass(to);
            self.minutes.tell(instance, it.readings());
        }
        Ok(())
    }

    /// What was told and is not of the journal.
    pub(super) fn minutes(&mut self) -> &mut Minutes {
        &mut self.minutes
    }

    /// Takes in a row of the journal and says what it counts for.
    fn take(&mut self, row: &JournalRow) -> Vec<Increment> {
        self.state.position = row.position;
        if row.entry.stream == REMARKS {
            self.hear(row);
            return Vec::new();
        }
        let of_ours = ["contact/", "agent/"];
        if !of_ours.iter().any(|it| row.entry.stream.starts_with(it)) {
            return Vec::new();
        }
        let entry: Entry = match serde_json::from_str(row.entry.body.reveal()) {
            Ok(entry) => entry,
            Err(error) => {
                let (position, kind) = (row.position, &row.entry.kind);
                tracing::warn!(%position, kind, %error, "an entry cannot be counted");
                return Vec::new();
            }
        };
        if self.silent && row.position > self.told.0 {
            self.speak();
        }
        let collectors = &mut self.state.collectors;
        if !collectors.contains_key(&row.entry.instance) {
            collectors.insert(row.entry.instance.clone(), Collector::default());
        }
        let Some(collector) = collectors.get_mut(&row.entry.instance) else {
            return Vec::new();
        };
        let increments = collector.apply(&entry);
        let readings = collector.readings();
        if !self.silent {
            self.minutes.tell(&row.entry.instance, readings);
        }
        increments
    }

    /// Takes in what an exchange remarked, unless that was told before.
    fn hear(&mut self, row: &JournalRow) {
        if row.position <= self.told.0 {
            return;
        }
        match serde_json::from_str::<Remarked>(row.entry.body.reveal()) {
            Ok(remarked) => {
                let reading = Reading::of_remarks(&remarked);
                self.minutes.tell(&row.entry.instance, vec![reading]);
            }
            Err(error) => {
                let position = row.position;
                tracing::warn!(%position, %error, "a remark cannot be counted");
            }
        }
    }

    /// From here on minutes are told: those until now were told before.
    fn speak(&mut self) {
        self.silent = false;
        for it in self.state.collectors.values_mut() {
            it.pass(self.told.1);
            it.readings();
        }
    }

    fn count(&mut self, instance: &str, increment: &Increment) {
        let key = increment.dims.key();
        let position = self.state.position;
        for span in Span::ALL {
            let kept = |it: Bound| it.keeps(position, *span, increment.at);
            if self.basis.is_some_and(kept) {
                continue;
            }
            let shelf = Shelf {
                instance: instance.to_owned(),
                series: increment.series,
                span: *span,
                start: span.start(increment.at),
            };
            let tallies = self.fresh.entry(shelf).or_default();
            match tallies.get_mut(&key) {
                Some(tally) => tally.add(increment),
                None => {
                    self.waiting += 1;
                    tallies.entry(key.clone()).or_default().add(increment);
                }
            }
        }
    }

    /// Keeps what was counted, with the place up to which it was.
    pub(super) async fn keep(&mut self) -> Result<(), ServiceError> {
        if self.kept == self.state.position && self.minutes.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::new();
        self.minutes.write(self.store.as_ref(), &mut batch).await?;
        let mut changed: Vec<(Shelf, String, Tally)> = Vec::new();
        for (shelf, fresh) in &self.fresh {
            if !self.shelves.contains_key(shelf) {
                let tallies = self.read_shelf(shelf).await?;
                self.shelves.insert(shelf.clone(), tallies);
            }
            let kept = self.shelves.get(shelf);
            for (key, more) in fresh {
                let mut tally = kept.and_then(|it| it.get(key)).cloned().unwrap_or_default();
                tally.merge(more);
                batch.push(put(shelf, key, &tally));
                changed.push((shelf.clone(), key.clone(), tally));
            }
        }
        self.write_cursor(&mut batch)?;
        self.commit(batch).await?;
        self.minutes.written();
        for (shelf, key, tally) in changed {
            self.generation += 1;
            self.shelves.entry(shelf).or_default().insert(key, tally);
        }
        self.fresh.clear();
        self.waiting = 0;
        self.clear_shelves();
        Ok(())
    }

    /// The tallies of a time as they are kept.
    async fn read_shelf(&self, shelf: &Shelf) -> Result<Tallies, ServiceError> {
        let end = Timestamp(shelf.start.0 + 1);
        let query = tallies(&shelf.instance, shelf.series, shelf.span, shelf.start, end);
        let rows = self.store.tallies(&query).await?;
        rows.into_iter()
            .map(|it| {
                Ok((
                    it.key,
                    Tally::decode(&it.data).map_err(ServiceError::internal)?,
                ))
            })
            .collect()
    }

    /// Keeps at hand the last two times of each length only.
    fn clear_shelves(&mut self) {
        let last = |span: Span| {
            let of_span = self.shelves.keys().filter(|it| it.span == span);
            of_span.map(|it| it.start).max().unwrap_or_default()
        };
        let oldest: HashMap<Span, i64> = Span::ALL
            .iter()
            .map(|it| (*it, last(*it).0 - it.millis()))
            .collect();
        self.shelves
            .retain(|it, _| oldest.get(&it.span).is_some_and(|at| it.start.0 >= *at));
    }

    fn write_cursor(&self, batch: &mut Batch) -> Result<(), ServiceError> {
        let cursor = Cursor {
            rules: RULES,
            position: self.state.position,
            minutes: match self.silent {
                true => self.told.0,
                false => self.state.position,
            },
            minutes_at: self.told.1,
            basis: self.basis,
        };
        let expect = self.revision.map_or(Expect::New, Expect::Revision);
        batch.push(entry(CURSOR, &cursor, expect)?);
        Ok(())
    }

    /// Commits a batch whose last entry is the cursor.
    async fn commit(&mut self, batch: Batch) -> Result<(), ServiceError> {
        match self.store.commit(batch).await {
            Ok(committed) => {
                self.revision = committed.revision();
                self.kept = self.state.position;
                Ok(())
            }
            Err(error) => {
                // Somebody else counted, or the commit was kept though its answer was lost: what
                // is there decides.
                if matches!(
                    error,
                    StoreError::Conflict(Conflict::Changed { .. } | Conflict::Exists { .. })
                        | StoreError::Unavailable { .. }
                        | StoreError::NotFound { .. }
                ) {
                    *self = Self {
                        generation: self.generation + 1,
                        minutes: self.minutes.anew(),
                        ..Self::new(Arc::clone(&self.store))
                    };
                }
                Err(error.into())
            }
        }
    }

    /// Keeps what is live, as of the place up to which tallies are kept.
    pub(super) async fn snapshot(&mut self) -> Result<(), ServiceError> {
        if self.kept != self.state.position {
            self.keep().await?;
        }
        // From here on it reads again after a start: nothing before is needed in the journal.
        let read = AdvanceCursor {
            sink: format!("{JOURNAL_CONSUMERS}metrics"),
            position: self.state.position,
        };
        self.state.known = self.minutes.known().clone();
        let state = entry(STATE, &self.state, Expect::Any)?;
        self.store
            .commit(Batch::new().with(state).with(read))
            .await?;
        Ok(())
    }

    /// Reads where counting was left, once.
    async fn start(&mut self) -> Result<(), ServiceError> {
        if self.started {
            return Ok(());
        }
        let found = self.store.entry(SPACE, CURSOR).await?;
        self.revision = found.as_ref().map(|it| it.revision);
        let cursor: Cursor = match &found {
            Some(entry) => serde_json::from_slice(&entry.value).unwrap_or_default(),
            None => Cursor {
                rules: RULES,
                ..Cursor::default()
            },
        };
        self.told = (cursor.minutes, cursor.minutes_at);
        self.basis = cursor.basis;
        if cursor.rules != RULES {
            tracing::info!("the rules of counting have changed: the journal is counted again");
            return self.start_over().await;
        }
        self.state = self.kept_state(cursor.position).await?;
        self.minutes.learn(std::mem::take(&mut self.state.known));
        self.read_again(cursor.position).await?;
        self.kept = cursor.position;
        self.started = true;
        Ok(())
    }

    /// What was live at a place that is not behind the cursor.
    async fn kept_state(&self, cursor: Position) -> Result<State, ServiceError> {
        let Some(entry) = self.store.entry(SPACE, STATE).await? else {
            return Ok(State::default());
        };
        match serde_json::from_slice::<State>(&entry.value) {
            Ok(mut state) if state.position <= cursor => {
                state.collectors.values_mut().for_each(Collector::resume);
                Ok(state)
            }
            Ok(_) => Ok(State::default()),
            Err(error) => {
                tracing::info!(%error, "what was live is read from the journal again");
                Ok(State::default())
            }
        }
    }

    /// Reads what was counted already.
    async fn read_again(&mut self, end: Position) -> Result<(), ServiceError> {
        while self.state.position < end {
            let rows = self.store.journal(self.state.position, ROWS).await?;
            let last = rows.last().map_or(end, |it| it.position);
            for row in rows.iter().take_while(|it| it.position <= end) {
                self.take(row);
            }
            if last >= end {
                break;
            }
        }
        self.state.position = end;
        Ok(())
    }

    /// Forgets the tallies of what the journal still has and begins with its first entry. What
    /// was compacted stays as it was counted ([`basis`](super::basis)).
    pub(super) async fn start_over(&mut self) -> Result<(), ServiceError> {
        let found = self.store.entry(SPACE, CURSOR).await?;
        let before = match found
            .as_ref()
            .map(|it| serde_json::from_slice::<Cursor>(&it.value))
        {
            Some(Ok(cursor)) => cursor,
            _ => Cursor {
                minutes: self.told.0,
                minutes_at: self.told.1,
                ..Cursor::default()
            },
        };
        let basis = Basis::read(self.store.as_ref(), before.basis, before.position).await?;
        let trims = basis.trims();
        *self = Self {
            generation: self.generation + 1,
            revision: found.map(|it| it.revision),
            started: true,
            told: (before.minutes, before.minutes_at),
            state: State {
                position: basis.compacted,
                collectors: basis.collectors(self.store.as_ref()).await?,
                known: Known::default(),
            },
            basis: basis.bound(),
            minutes: self.minutes.anew(),
            ..Self::new(Arc::clone(&self.store))
        };
        let mut batch: Batch = trims.into_iter().collect();
        self.write_cursor(&mut batch)?;
        self.commit(batch).await?;
        let state = entry(STATE, &self.state, Expect::Any)?;
        self.store.commit(Batch::new().with(state)).await?;
        Ok(())
    }
}

fn put(shelf: &Shelf, key: &str, tally: &Tally) -> PutTally {
    PutTally {
        instance: shelf.instance.clone(),
        series: shelf.series.name().to_owned(),
        span: shelf.span.millis(),
        tally: store::Tally {
            start: shelf.start,
            key: key.to_owned(),
            data: tally.encode(),
        },
    }
}

fn entry(key: &str, value: &impl Serialize, expect: Expect) -> Result<PutEntry, ServiceError> {
    let value = serde_json::to_vec(value).map_err(ServiceError::internal)?;
    Ok(PutEntry {
        entry: store::Entry::new(SPACE, key, value),
        expect,
        // It does not expire.
        now: Timestamp::default(),
    })
}
