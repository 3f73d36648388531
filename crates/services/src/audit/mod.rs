//! The audit trail: every management operation as a CloudTrail-shaped record.
//!
//! What changed something is written before its answer is sent ([`Audit::write`]); what only read
//! is put into memory and written with others soon after ([`Audit::note`], [`Audit::run`]), so that
//! it costs a request no write. Each record is kept for a number of days, newest first, and goes to
//! the sinks as topic [`TOPIC`]. Secrets are taken out before anything is kept ([`redact`]).
//!
//! Source: connect-d-data-metrics.md §12.3, chime.md §10.4; AWS CloudTrail record contents.

mod record;
mod redact;

pub use record::{Event, Identity, Record, is_left_out, is_read};
pub use redact::{HIDDEN, redact};

use crate::ServiceError;
use crate::gathering::Gathering;
use ids::{Pii, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use store::{Batch, Entry, Expect, Message, PutEntry, Store};

const SPACE: &str = "audit";
/// The topic of records in the outbox.
pub const TOPIC: &str = "audit";
/// Days that a record is kept by default, as the event history does.
pub const DAYS: u32 = 90;
/// Records of reads that may wait to be written; more are counted and dropped.
const WAITING: usize = 20_000;
/// Records written or read at once.
const BATCH: usize = 500;
/// Records that one page looks through at most, so that a filter which nothing fits ends.
const LOOKED: usize = 50_000;

/// Which records are wanted; all by default.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only of principals whose ARN or name contains this, without regard to case.
    pub who: Option<String>,
    /// Only of operations whose name contains this.
    pub name: Option<String>,
    /// Only those whose parameters or answer contain this text.
    pub resource: Option<String>,
    /// Only those that failed, or only those that did not.
    pub failed: Option<bool>,
    /// Only those that changed something, or only those that read.
    pub read_only: Option<bool>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// Only of this instance, and those that name no instance.
    pub instance: Option<String>,
}

impl AuditFilter {
    fn wants(&self, record: &Record) -> bool {
        let holds = |text: &str, wanted: &Option<String>| {
            wanted
                .as_ref()
                .is_none_or(|it| text.to_lowercase().contains(&it.to_lowercase()))
        };
        let event = &record.0;
        let text = |pointer: &str| {
            let value = event.pointer(pointer);
            value
                .and_then(|it| it.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let who = format!(
            "{} {}",
            text("/userIdentity/arn"),
            text("/userIdentity/userName")
        );
        let touched = || {
            let parts = ["/requestParameters", "/responseElements", "/resources"];
            let parts = parts.iter().filter_map(|it| event.pointer(it));
            parts.map(ToString::to_string).collect::<String>()
        };
        let here = |instance: &String| record.instance().is_none_or(|it| it == *instance);
        self.instance.as_ref().is_none_or(here)
            && holds(&who, &self.who)
            && holds(&text("/eventName"), &self.name)
            && self
                .failed
                .is_none_or(|it| it == event.get("errorCode").is_some())
            && self.read_only.is_none_or(|it| event["readOnly"] == it)
            && (self.resource.is_none() || holds(&touched(), &self.resource))
    }
}

/// A page of records, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The records.
    pub items: Vec<Record>,
    /// Where the next page begins; `None` when there is no more.
    pub next: Option<String>,
}

/// The trail.
pub struct Audit {
    store: Arc<dyn Store>,
    waiting: Gathering<Record>,
    count: AtomicU32,
    days: AtomicU32,
    reads: AtomicBool,
    /// Sets the keys of several nodes apart.
    node: u32,
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Audit")
    }
}

impl Audit {
    /// The trail in a store. `node` is any number that other processes on the store do not have.
    pub fn new(store: Arc<dyn Store>, node: u32) -> Self {
        Self {
            store,
            waiting: Gathering::new(WAITING),
            count: AtomicU32::new(0),
            days: AtomicU32::new(DAYS),
            reads: AtomicBool::new(true),
            node,
        }
    }

    /// For how many days records are kept, and whether reads are recorded.
    pub fn configure(&self, days: u32, reads: bool) {
        self.days.store(days.max(1), Ordering::Relaxed);
        self.reads.store(reads, Ordering::Relaxed);
    }

    /// Whether reads are recorded.
    pub fn reads(&self) -> bool {
        self.reads.load(Ordering::Relaxed)
    }

    /// Keeps a record now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn write(&self, record: &Record) -> Result<(), ServiceError> {
        let mut batch = Batch::new();
        self.push(&mut batch, record)?;
        self.store.commit(batch).await?;
        Ok(())
    }

    /// Takes a record down, to be kept soon. Never waits.
    pub fn note(&self, record: Record) {
        self.waiting.note(record);
    }

    /// Keeps what is noted, for as long as the process runs.
    pub async fn run(&self) {
        loop {
            self.waiting.gathered().await;
            if let Err(error) = self.flush().await {
                tracing::warn!(%error, "audit records of reads could not be kept");
            }
        }
    }

    /// Keeps what is noted now.
    ///
    /// # Errors
    /// When the store fails; what was to be written is lost.
    pub async fn flush(&self) -> Result<(), ServiceError> {
        loop {
            let taken = self.waiting.take(BATCH, "reads");
            if taken.is_empty() {
                return Ok(());
            }
            let mut batch = Batch::new();
            for record in &taken {
                self.push(&mut batch, record)?;
            }
            self.store.commit(batch).await?;
        }
    }

    fn push(&self, batch: &mut Batch, record: &Record) -> Result<(), ServiceError> {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let at = record.at();
        let key = format!(
            "{}{:08x}{:08x}",
            newest_first(at),
            u32::MAX - count,
            self.node
        );
        let body = serde_json::to_string(&record.0).map_err(ServiceError::internal)?;
        let days = i64::from(self.days.load(Ordering::Relaxed));
        let mut entry = Entry::new(SPACE, key, body.clone().into_bytes());
        entry.expires = Some(Timestamp(at.0 + days * 24 * 60 * 60 * 1000));
        batch.push(PutEntry {
            entry,
            expect: Expect::Any,
            now: at,
        });
        batch.push(Message {
            topic: TOPIC.into(),
            instance: record.instance().unwrap_or_default(),
            key: record.account(),
            stream: None,
            at,
            body: Pii::new(body),
        });
        Ok(())
    }

    /// The records that are wanted, newest first, from where a page before ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(
        &self,
        filter: &AuditFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<AuditPage, ServiceError> {
        self.flush().await?;
        let mut items = Vec::new();
        // Keys sort from newest to oldest: those before `to` begin after its key.
        let begin = filter.to.map(|at| newest_first(Timestamp(at.0 - 1)));
        let mut after = after.map(str::to_owned).or(begin);
        let end = filter.from.map(|at| newest_first(Timestamp(at.0 - 1)));
        let mut looked = 0;
        loop {
            let page = self
                .store
                .entries(SPACE, "", after.as_deref(), BATCH)
                .await?;
            let full = page.len() == BATCH;
            for entry in page {
                if end.as_ref().is_some_and(|end| entry.key >= *end) {
                    return Ok(AuditPage { items, next: None });
                }
                let event = serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
                let record = Record(event);
                if filter.wants(&record) {
                    if items.len() == limit {
                        return Ok(AuditPage { items, next: after });
                    }
                    items.push(record);
                }
                after = Some(entry.key);
                looked += 1;
            }
            if !full {
                return Ok(AuditPage { items, next: None });
            }
            if looked >= LOOKED {
                return Ok(AuditPage { items, next: after });
            }
        }
    }
}

/// The start of the keys of a time.
fn newest_first(at: Timestamp) -> String {
    let time = u64::MAX - u64::try_from(at.0).unwrap_or(0);
    format!("{time:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use store_sqlite::SqliteStore;

    fn record(at: i64, name: &str, error: Option<&str>) -> Record {
        let mut event = json!({
            "eventTime": Timestamp(at).to_string(), "eventName": name, "readOnly": is_read(name),
            "userIdentity": {"arn": "arn:aws:iam::1:user/ada"}, "recipientAccountId": "1",
            "requestParameters": {"InstanceId": "i-1", "Name": name},
        });
        if let Some(error) = error {
            event["errorCode"] = json!(error);
        }
        Record(event)
    }

    fn names(page: &AuditPage) -> Vec<&str> {
        let items = page.items.iter();
        items.filter_map(|it| it.0["eventName"].as_str()).collect()
    }

    #[tokio::test]
    async fn records_are_listed_newest_first_and_filtered() {
        let store = SqliteStore::temporary().unwrap();
        let audit = Audit::new(Arc::new(store), 1);
        audit
            .write(&record(1_000, "CreateQueue", None))
            .await
            .unwrap();
        audit.note(record(2_000, "ListQueues", None));
        audit
            .write(&record(
                3_000,
                "DeleteQueue",
                Some("ResourceInUseException"),
            ))
            .await
            .unwrap();
        let all = |filter: AuditFilter| {
            let audit = &audit;
            async move { audit.list(&filter, None, 10).await.unwrap() }
        };
        let page = all(AuditFilter::default()).await;
        assert_eq!(names(&page), ["DeleteQueue", "ListQueues", "CreateQueue"]);
        let changes = AuditFilter {
            read_only: Some(false),
            ..AuditFilter::default()
        };
        assert_eq!(names(&all(changes).await), ["DeleteQueue", "CreateQueue"]);
        let failed = AuditFilter {
            failed: Some(true),
            ..AuditFilter::default()
        };
        assert_eq!(names(&all(failed).await), ["DeleteQueue"]);
        let between = AuditFilter {
            from: Some(Timestamp(1_500)),
            to: Some(Timestamp(3_000)),
            ..AuditFilter::default()
        };
        assert_eq!(names(&all(between).await), ["ListQueues"]);
        let who = AuditFilter {
            who: Some("ADA".into()),
            resource: Some("createq".into()),
            ..AuditFilter::default()
        };
        assert_eq!(names(&all(who).await), ["CreateQueue"]);
        let first = audit.list(&AuditFilter::default(), None, 2).await.unwrap();
        let next = first.next.clone();
        let second = audit
            .list(&AuditFilter::default(), next.as_deref(), 2)
            .await
            .unwrap();
        assert_eq!(
            (names(&first).len(), names(&second)),
            (2, vec!["CreateQueue"])
        );
    }
}
