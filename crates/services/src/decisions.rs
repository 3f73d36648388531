//! The decision log: which statement allowed or denied what, to whom.
//!
//! A decision is put into memory while the request runs and written with others soon after
//! ([`Decisions::run`]), so that it costs a request no write. The last [`KEEP`] are kept. What was
//! decided in the moment before a crash may be missing: the log is there to understand policies,
//! it is no proof.

use crate::ServiceError;
use crate::gathering::Gathering;
use iam::{Decision, Layer, StatementRef};
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry, Store};
use tokio::sync::Mutex;

const SPACE: &str = "decision";
/// How many decisions are kept by default.
pub const KEEP: usize = 10_000;
/// Decisions that may wait to be written; more are counted and dropped.
const WAITING: usize = 20_000;
/// Decisions written at once.
const BATCH: usize = 500;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Allowed.
    Allowed,
    /// A statement denies it.
    Denied,
    /// No statement allows it.
    NotAllowed,
}

/// A statement that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// The policy's name.
    pub policy: String,
    /// Which policies it is of: `identity`, `session` or `trust`.
    pub layer: String,
    /// The place of the statement in it, from 0.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
}

impl DecidedBy {
    /// A statement of these policies.
    pub fn new(layer: &str, by: &StatementRef) -> Self {
        Self {
            policy: by.policy.clone(),
            layer: layer.to_owned(),
            statement: by.statement,
            sid: by.sid.clone(),
        }
    }

    /// The statement of a decision, where one decided.
    pub fn of(decision: &Decision) -> Option<Self> {
        match decision {
            Decision::Allowed { by: Some(by) } => Some(Self::new("identity", by)),
            Decision::Denied {
                by,
                layer: Layer::Session,
            } => Some(Self::new("session", by)),
            Decision::Denied { by, .. } => Some(Self::new("identity", by)),
            Decision::Allowed { by: None } | Decision::NotAllowed { .. } => None,
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// When.
    pub at: Timestamp,
    /// The request, as its answer names it.
    pub request_id: String,
    /// Who: an ARN.
    pub principal: String,
    /// The key that signed.
    pub access_key: String,
    /// From where.
    pub source_ip: Option<String>,
    /// What: `<service>:<Operation>`.
    pub action: String,
    /// On what.
    pub resources: Vec<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The resource that it was refused for.
    pub resource: Option<String>,
    /// Which statements decided: one per resource of an allowed request, none for the root key.
    pub by: Vec<DecidedBy>,
}

/// Which decisions are wanted; all by default.
#[derive(Debug, Clone, Default)]
pub struct DecisionFilter {
    /// Only of principals whose ARN contains this.
    pub principal: Option<String>,
    /// Only of this action; without a colon, of all actions that contain this.
    pub action: Option<String>,
    /// Only those that ended so; none means all.
    pub outcomes: Vec<Outcome>,
}

impl DecisionFilter {
    fn wants(&self, logged: &Logged) -> bool {
        let action = |wanted: &String| {
            if wanted.contains(':') {
                wanted.eq_ignore_ascii_case(&logged.action)
            } else {
                let action = logged.action.to_ascii_lowercase();
                action.contains(&wanted.to_ascii_lowercase())
            }
        };
        self.principal
            .as_ref()
            .is_none_or(|wanted| logged.principal.contains(wanted.as_str()))
            && self.action.as_ref().is_none_or(action)
            && (self.outcomes.is_empty() || self.outcomes.contains(&logged.outcome))
    }
}

/// A page of decisions, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionPage {
    /// The decisions.
    pub items: Vec<Logged>,
    /// Where the next page begins; `None` when there is no more.
    pub next: Option<String>,
}

/// What is in the store: keys from newest to oldest, and how many were written by this process.
#[derive(Default)]
struct Written {
    keys: Option<VecDeque<String>>,
    count: u32,
}

/// The log.
pub struct Decisions {
    store: Arc<dyn Store>,
    waiting: Gathering<Logged>,
    written: Mutex<Written>,
    keep: AtomicUsize,
    /// Sets the keys of several nodes apart.
    node: u32,
}

impl std::fmt::Debug for Decisions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decisions")
    }
}

impl Decisions {
    /// The log in a store. `node` is any number that other processes on the store do not have.
    pub fn new(store: Arc<dyn Store>, node: u32) -> Self {
        Self {
            store,
            waiting: Gathering::new(WAITING),
            written: Mutex::default(),
            keep: AtomicUsize::new(KEEP),
            node,
        }
    }

    /// How many are kept; 0 logs nothing.
    pub fn keep(&self, count: usize) {
        self.keep.store(count, Ordering::Relaxed);
    }

    /// Takes a decision down. Never waits.
    pub fn record(&self, logged: Logged) {
        if self.keep.load(Ordering::Relaxed) == 0 {
            return;
        }
        self.waiting.note(logged);
    }

    /// Writes what is recorded, for as long as the process runs.
    pub async fn run(&self) {
        loop {
            self.waiting.gathered().await;
            if let Err(error) = self.flush().await {
                tracing::warn!(%error, "decisions could not be written and are lost");
            }
        }
    }

    /// Writes what is recorded now.
    ///
    /// # Errors
    /// When the store fails; what was to be written is lost.
    pub async fn flush(&self) -> Result<(), ServiceError> {
        let mut written = self.written.lock().await;
        loop {
            let taken = self.waiting.take(BATCH, "decisions");
            if taken.is_empty() {
                return Ok(());
            }
            self.write(&mut written, taken).await?;
        }
    }

    async fn write(&self, written: &mut Written, taken: Vec<Logged>) -> Result<(), ServiceError> {
        if written.keys.is_none() {
            written.keys = Some(self.keys().await?);
        }
        let Written { keys, count } = written;
        let keys = keys.get_or_insert_default();
        let mut batch = Batch::new();
        for logged in taken {
            *count = count.wrapping_add(1);
            // Keys sort from newest to oldest.
            let time = u64::MAX - u64::try_from(logged.at.0).unwrap_or(0);
            let key = format!("{time:016x}{:08x}{:08x}", u32::MAX - *count, self.node);
            batch.push(PutEntry {
                entry: Entry::new(
                    SPACE,
                    key.clone(),
                    serde_json::to_vec(&logged).map_err(ServiceError::internal)?,
                ),
                expect: Expect::Any,
                now: logged.at,
            });
            keys.push_front(key);
        }
        let keep = self.keep.load(Ordering::Relaxed).max(1);
        while keys.len() > keep {
            let Some(key) = keys.pop_back() else { break };
            batch.push(DeleteEntry {
                space: SPACE.into(),
                key,
                expect: Expect::Any,
            });
        }
        self.store.commit(batch).await?;
        Ok(())
    }

    async fn keys(&self) -> Result<VecDeque<String>, ServiceError> {
        let mut keys: VecDeque<String> = VecDeque::new();
        loop {
            let after = keys.back().cloned();
            let page = self
                .store
                .entries(SPACE, "", after.as_deref(), BATCH)
                .await?;
            let full = page.len() == BATCH;
            keys.extend(page.into_iter().map(|entry| entry.key));
            if !full {
                return Ok(keys);
            }
        }
    }

    /// The decisions that are wanted, newest first, from where a page before ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(
        &self,
        filter: &DecisionFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<DecisionPage, ServiceError> {
        self.flush().await?;
        let mut items = Vec::new();
        let mut after = after.map(str::to_owned);
        loop {
            let page = self
                .store
                .entries(SPACE, "", after.as_deref(), BATCH)
                .await?;
            let full = page.len() == BATCH;
            for entry in page {
                let logged: Logged =
                    serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
                if filter.wants(&logged) {
                    if items.len() == limit {
                        return Ok(DecisionPage { items, next: after });
                    }
                    items.push(logged);
                }
                after = Some(entry.key);
            }
            if !full {
                return Ok(DecisionPage { items, next: None });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store_sqlite::SqliteStore;

    fn logged(at: i64, action: &str, outcome: Outcome) -> Logged {
        Logged {
            at: Timestamp(at),
            request_id: format!("request-{at}"),
            principal: "arn:aws:iam::123456789012:user/ann".into(),
            access_key: "AKIA".into(),
            source_ip: None,
            action: action.into(),
            resources: vec!["*".into()],
            outcome,
            resource: None,
            by: Vec::new(),
        }
    }

    fn decisions(store: &Arc<dyn Store>) -> Decisions {
        Decisions::new(Arc::clone(store), 1)
    }

    #[tokio::test]
    async fn the_last_decisions_are_kept_newest_first() {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::temporary().unwrap());
        let log = decisions(&store);
        log.keep(3);
        for at in 1..=5 {
            log.record(logged(at, "connect:ListUsers", Outcome::Allowed));
        }
        let all = log
            .list(&DecisionFilter::default(), None, 10)
            .await
            .unwrap();
        let times = |page: &DecisionPage| page.items.iter().map(|it| it.at.0).collect::<Vec<_>>();
        assert_eq!(times(&all), [5, 4, 3]);
        assert_eq!(all.next, None);
        // Another process on the store goes on where this one ended.
        let log = decisions(&store);
        log.keep(3);
        log.record(logged(6, "connect:ListUsers", Outcome::Allowed));
        let all = log
            .list(&DecisionFilter::default(), None, 10)
            .await
            .unwrap();
        assert_eq!(times(&all), [6, 5, 4]);
    }

    #[tokio::test]
    async fn pages_hold_what_the_filter_wants() {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::temporary().unwrap());
        let log = decisions(&store);
        for at in 1..=10 {
            let denied = at % 2 == 0;
            log.record(logged(
                at,
                if denied {
                    "connect:DeleteUser"
                } else {
                    "connect:ListUsers"
                },
                if denied {
                    Outcome::Denied
                } else {
                    Outcome::Allowed
                },
            ));
        }
        let filter = DecisionFilter {
            outcomes: vec![Outcome::Denied, Outcome::NotAllowed],
            ..DecisionFilter::default()
        };
        let mut seen = Vec::new();
        let mut next = None;
        loop {
            let page = log.list(&filter, next.as_deref(), 2).await.unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items.iter().map(|it| it.at.0));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(seen, [10, 8, 6, 4, 2]);
        for (action, count) in [("connect:ListUsers", 5), ("users", 5), ("nothing", 0)] {
            let filter = DecisionFilter {
                action: Some(action.into()),
                ..DecisionFilter::default()
            };
            let page = log.list(&filter, None, 100).await.unwrap();
            assert_eq!(page.items.len(), count, "{action}");
        }
    }

    #[tokio::test]
    async fn nothing_is_logged_when_nothing_is_kept() {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::temporary().unwrap());
        let log = decisions(&store);
        log.keep(0);
        log.record(logged(1, "a:b", Outcome::Allowed));
        let all = log
            .list(&DecisionFilter::default(), None, 10)
            .await
            .unwrap();
        assert!(all.items.is_empty());
    }
}
