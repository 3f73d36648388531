//! Named things kept as JSON entries and held in memory for a while: users and roles.

use crate::{Clock, ServiceError};
use ids::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry, Revision, Store};

/// How long something is used from memory before the store is asked again. Changes by this process
/// are seen at once, those by another after this time.
pub(super) const FRESH: Duration = Duration::from_secs(30);
/// Things in memory at most; when full, all go.
pub(super) const KEPT: usize = 10_000;
/// Entries read from the store at a time.
const PAGE: usize = 500;

/// What is known of a name: also that there is nothing.
type Known<V> = (Timestamp, Option<Arc<V>>);

/// All entries of one space, as values of `K`, opened as `V`.
pub(super) struct Entries<K, V> {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    space: &'static str,
    open: fn(&str, K) -> Result<V, ServiceError>,
    known: RwLock<HashMap<String, Known<V>>>,
}

impl<K: Serialize + DeserializeOwned, V> Entries<K, V> {
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        space: &'static str,
        open: fn(&str, K) -> Result<V, ServiceError>,
    ) -> Self {
        Self {
            store,
            clock,
            space,
            open,
            known: RwLock::new(HashMap::new()),
        }
    }

    /// The opened value of a name, from memory where it is fresh.
    pub async fn find(&self, name: &str) -> Result<Option<Arc<V>>, ServiceError> {
        let now = self.clock.now();
        if let Some(value) = self.fresh(name, now) {
            return Ok(value);
        }
        let value = match self.read(name).await? {
            Some((kept, _)) => Some(Arc::new((self.open)(name, kept)?)),
            None => None,
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(name.to_owned(), (now, value.clone()));
        Ok(value)
    }

    fn fresh(&self, name: &str, now: Timestamp) -> Option<Option<Arc<V>>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (read, value) = known.get(name)?;
        (now.since(*read) < FRESH).then(|| value.clone())
    }

    /// What is kept under a name, and its version.
    pub async fn read(&self, name: &str) -> Result<Option<(K, Revision)>, ServiceError> {
        let Some(entry) = self.store.entry(self.space, name).await? else {
            return Ok(None);
        };
        Ok(Some((self.parse(&entry)?, entry.revision)))
    }

    /// All, by name.
    pub async fn all(&self) -> Result<Vec<(String, K)>, ServiceError> {
        let mut out = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = self
                .store
                .entries(self.space, "", after.as_deref(), PAGE)
                .await?;
            let full = page.len() == PAGE;
            for entry in page {
                out.push((entry.key.clone(), self.parse(&entry)?));
                after = Some(entry.key);
            }
            if !full {
                return Ok(out);
            }
        }
    }

    fn parse(&self, entry: &Entry) -> Result<K, ServiceError> {
        serde_json::from_slice(&entry.value).map_err(ServiceError::internal)
    }

    /// The write that keeps a value.
    pub fn put(&self, name: &str, kept: &K, expect: Expect) -> Result<PutEntry, ServiceError> {
        let value = serde_json::to_vec(kept).map_err(ServiceError::internal)?;
        Ok(PutEntry {
            entry: Entry::new(self.space, name, value),
            expect,
            now: self.clock.now(),
        })
    }

    /// Writes, and forgets what was known of the name.
    pub async fn commit(&self, name: &str, batch: Batch) -> Result<(), ServiceError> {
        let done = self.store.commit(batch).await;
        self.forget(name);
        done?;
        Ok(())
    }

    /// The write that deletes a name.
    pub fn delete(&self, name: &str) -> DeleteEntry {
        DeleteEntry {
            space: self.space.into(),
            key: name.to_owned(),
            expect: Expect::Any,
        }
    }

    pub fn forget(&self, name: &str) {
        self.known
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
