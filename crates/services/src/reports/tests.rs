//! Scheduled reports over a store and a place for files, on a clock that is set.

use super::*;
use crate::limits::Quotas;
use crate::{Exchanges, FixedClock, Inventory, Parts};
use blob::Blobs;
use exchange::{Change, Command, Reply};
use futures_util::future::BoxFuture;
use ids::{IdSource, Pii, SavedReportId, Timestamp};
use resources::{
    Instance, InstanceStatus, Repeat, ReportInterval, ReportMetric, ReportRange, ReportSchedule,
    RunOutcome, SavedReport, StorageConfig, StorageResource, Tags,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;
use store_sqlite::SqliteStore;

/// Exchanges that nothing is asked of.
struct Silent;

impl Exchanges for Silent {
    fn execute(
        &self,
        _: InstanceId,
        _: Command,
    ) -> BoxFuture<'_, Result<Reply, crate::ExchangeError>> {
        Box::pin(async { Ok(Reply::Done) })
    }

    fn changed(&self, _: InstanceId, _: Change) {}
}

struct World {
    store: Arc<dyn Store>,
    clock: Arc<FixedClock>,
    services: Services,
    instance: InstanceId,
    ids: IdSource,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn services(store: &Arc<dyn Store>, clock: &Arc<FixedClock>, blobs: Blobs) -> Services {
    let services = Services::new(Parts {
        store: Arc::clone(store),
        blobs,
        keyring: secrets::Keyring::from_bytes([7; 32]),
        account: "123456789012".parse().unwrap(),
        region: "us-east-1".parse().unwrap(),
        replica_regions: Vec::new(),
        clock: Arc::clone(clock) as Arc<dyn crate::Clock>,
        exchanges: Arc::new(Silent),
        quotas: Quotas::default(),
        inventory: Inventory::default(),
    });
    services.unwrap()
}

impl World {
    async fn new(now: &str) -> Self {
        let mut ids = IdSource::new(9);
        let store: Arc<dyn Store> = Arc::new(SqliteStore::temporary().unwrap());
        let clock = Arc::new(FixedClock::new(at(now)));
        let services = services(&store, &clock, Blobs::memory());
        let instance: InstanceId = ids.id();
        let it = Instance {
            id: instance,
            alias: "acme".into(),
            identity_management_type: "CONNECT_MANAGED".into(),
            created: at(now),
            status: InstanceStatus::Active,
            attributes: BTreeMap::new(),
            tags: Tags::new(),
        };
        services.create(instance, it).await.unwrap();
        Self {
            store,
            clock,
            services,
            instance,
            ids,
        }
    }

    /// A saved report, due each hour.
    async fn hourly(&mut self, name: &str, kind: ReportKind) -> SavedReportId {
        let id = self.ids.id();
        let metrics = vec![ReportMetric {
            name: "CONTACTS_HANDLED".into(),
            seconds: None,
        }];
        let report = SavedReport {
            id,
            name: name.into(),
            owner: self.ids.id(),
            published: true,
            definition: ReportDefinition {
                kind,
                metrics: match kind {
                    ReportKind::LoginLogout => Vec::new(),
                    _ => metrics,
                },
                groupings: Vec::new(),
                filters: BTreeMap::new(),
                interval: ReportInterval::Total,
                range: ReportRange::Yesterday,
                zone: "UTC".into(),
            },
            tags: Tags::new(),
        };
        self.services.create(self.instance, report).await.unwrap();
        let schedule = ReportSchedule {
            id,
            repeat: Repeat::Hour { minute: 0 },
            zone: "UTC".into(),
            range: None,
            prefix: "hourly".into(),
            by: self.ids.id(),
            after: self.services.clock.now(),
            last: None,
            tags: Tags::new(),
        };
        self.services.create(self.instance, schedule).await.unwrap();
        id
    }

    async fn schedule(&self, id: SavedReportId) -> ReportSchedule {
        let found = self.services.get::<ReportSchedule>(self.instance, id);
        found.await.unwrap().value
    }

    async fn files(&self) -> Vec<String> {
        let all = self.services.blobs.list(None).await.unwrap();
        all.into_iter().map(|it| it.path).collect()
    }

    async fn make(&self, now: &str) -> Option<String> {
        self.clock.set(at(now));
        let wake = self.services.make_due_reports(DELAY).await.unwrap();
        wake.map(Timestamp::to_iso_seconds)
    }
}

#[tokio::test]
async fn a_report_is_made_a_quarter_after_its_time_and_once() {
    let mut world = World::new("2026-11-23T09:30:00Z").await;
    let id = world.hourly("Queues", ReportKind::HistoricalQueues).await;
    let wake = world.make("2026-11-23T10:14:59Z").await;
    assert_eq!(wake.as_deref(), Some("2026-11-23T10:15:00Z"));
    assert!(world.files().await.is_empty());
    let wake = world.make("2026-11-23T10:15:00Z").await;
    assert_eq!(wake.as_deref(), Some("2026-11-23T11:15:00Z"));
    let object = format!(
        "carillon/{}/Reports/hourly/Queues-2026-11-23T10:00:00Z.csv",
        world.instance
    );
    assert_eq!(world.files().await, std::slice::from_ref(&object));
    let text = world.services.object(&object).await.unwrap().unwrap();
    assert_eq!(
        String::from_utf8(text).unwrap(),
        "StartInterval,EndInterval,Contacts handled\r\n"
    );
    let last = world.schedule(id).await.last.unwrap();
    assert_eq!(last.due, at("2026-11-23T10:00:00Z"));
    assert_eq!(last.outcome, RunOutcome::Written { object, rows: 0 });
    world.make("2026-11-23T10:16:00Z").await;
    assert_eq!(world.files().await.len(), 1);
}

#[tokio::test]
async fn what_was_due_while_the_process_was_down_is_made_once_at_its_start() {
    let mut world = World::new("2026-11-23T09:30:00Z").await;
    let id = world.hourly("Queues", ReportKind::HistoricalQueues).await;
    // Three times pass, and another process starts over the same store and files.
    world.clock.set(at("2026-11-23T13:00:00Z"));
    let blobs = world.services.blobs.clone();
    world.services = services(&world.store, &world.clock, blobs);
    let before = world.schedule(id).await;
    world.make("2026-11-23T13:00:00Z").await;
    assert_eq!(world.files().await.len(), 1);
    assert_eq!(world.schedule(id).await.after, at("2026-11-23T12:00:00Z"));
    // One that was killed before it kept what it had done writes the same file again.
    let again = world
        .services
        .update::<ReportSchedule>(world.instance, id, |it| {
            *it = before;
            Ok(())
        });
    again.await.unwrap();
    world.make("2026-11-23T13:01:00Z").await;
    assert_eq!(world.files().await.len(), 1);
    assert_eq!(world.schedule(id).await.after, at("2026-11-23T12:00:00Z"));
}

#[tokio::test]
async fn files_go_where_the_instances_storage_says() {
    let mut world = World::new("2026-11-23T09:30:00Z").await;
    let storage = StorageConfig {
        id: "s1".into(),
        resource_type: "SCHEDULED_REPORTS".into(),
        target: StorageResource::S3 {
            bucket: "acme-bucket".into(),
            prefix: "connect/acme/Reports".into(),
        },
        tags: Tags::new(),
    };
    world
        .services
        .create(world.instance, storage)
        .await
        .unwrap();
    world.hourly("Queues", ReportKind::HistoricalQueues).await;
    world.make("2026-11-23T10:15:00Z").await;
    assert_eq!(
        world.files().await,
        ["acme-bucket/connect/acme/Reports/hourly/Queues-2026-11-23T10:00:00Z.csv"]
    );
}

#[tokio::test]
async fn a_run_that_fails_is_kept_with_its_reason() {
    let mut world = World::new("2026-11-23T09:30:00Z").await;
    let id = world.hourly("Queues", ReportKind::HistoricalQueues).await;
    // A metric that there no longer is will not come back: no second try.
    let broken = world
        .services
        .update::<SavedReport>(world.instance, id, |it| {
            it.definition.metrics[0].name = "GONE".into();
            Ok(())
        });
    broken.await.unwrap();
    let wake = world.make("2026-11-23T10:15:00Z").await;
    assert_eq!(wake.as_deref(), Some("2026-11-23T11:15:00Z"));
    let last = world.schedule(id).await.last.unwrap();
    let RunOutcome::Failed { why, again: false } = last.outcome else {
        panic!("{last:?}");
    };
    assert_eq!(why, "there is no metric GONE");
    assert!(world.files().await.is_empty());
}

#[tokio::test]
async fn a_storage_that_cannot_be_written_to_is_tried_again() {
    let mut world = World::new("2026-11-23T09:30:00Z").await;
    let folder = tempfile::tempdir().unwrap();
    let config = blob::Config::Local(blob::LocalConfig {
        folder: folder.path().to_owned(),
    });
    world.services = services(&world.store, &world.clock, Blobs::open(&config).unwrap());
    let id = world.hourly("Queues", ReportKind::HistoricalQueues).await;
    // A file is where the folder is to be.
    std::fs::write(folder.path().join("carillon"), "in the way").unwrap();
    let wake = world.make("2026-11-23T10:15:00Z").await;
    assert_eq!(wake.as_deref(), Some("2026-11-23T10:20:00Z"));
    let last = world.schedule(id).await.last.unwrap();
    assert_eq!(
        last.outcome,
        RunOutcome::Failed {
            why: "the storage of reports cannot be written to".into(),
            again: true
        }
    );
    std::fs::remove_file(folder.path().join("carillon")).unwrap();
    world.make("2026-11-23T10:20:00Z").await;
    let last = world.schedule(id).await.last.unwrap();
    assert!(
        matches!(last.outcome, RunOutcome::Written { .. }),
        "{last:?}"
    );
    assert_eq!(last.due, at("2026-11-23T10:00:00Z"));
}

#[tokio::test]
async fn a_login_report_of_too_many_rows_writes_nothing() {
    use exchange::journal::{AgentEntry, Entry, Subject};
    let mut world = World::new("2026-11-23T09:30:00Z").await;
    let id = world.hourly("Logins", ReportKind::LoginLogout).await;
    let agent: ids::UserId = world.ids.id();
    let user: resources::User = serde_json::from_value(serde_json::json!({
        "id": agent, "username": "ada", "first_name": "Ada", "last_name": "Lovelace",
        "email": null, "password_hash": null, "routing_profile": world.ids.uuid(),
        "security_profiles": [], "hierarchy_group": null,
        "phone": {"phone_type": "SOFT_PHONE", "auto_accept": false,
                  "after_contact_work_limit": 0, "desk_phone": null},
        "modified": at("2026-11-23T09:00:00Z"),
    }))
    .unwrap();
    world.services.create(world.instance, user).await.unwrap();
    let entry = |at: Timestamp, entry: AgentEntry| {
        let entry = Entry {
            at,
            subject: Subject::Agent { agent, entry },
        };
        store::JournalEntry {
            instance: world.instance.to_string(),
            stream: format!("agent/{agent}"),
            kind: entry.name().to_owned(),
            at,
            body: Pii::new(serde_json::to_string(&entry).unwrap()),
        }
    };
    let from = at("2026-11-23T00:00:00Z");
    let mut batch = store::Batch::new();
    for n in 0..10_000 {
        let on = Timestamp(from.0 + n * 2_000);
        batch = batch.with(entry(on, AgentEntry::SignedIn));
        batch = batch.with(entry(Timestamp(on.0 + 1_000), AgentEntry::SignedOut));
    }
    world.services.store.commit(batch).await.unwrap();
    world.make("2026-11-23T10:15:00Z").await;
    let last = world.schedule(id).await.last.unwrap();
    let RunOutcome::Written { object, rows } = last.outcome else {
        panic!("{last:?}");
    };
    assert_eq!(rows, 10_000);
    let text = world.services.object(&object).await.unwrap().unwrap();
    assert_eq!(String::from_utf8(text).unwrap().lines().count(), 10_001);
    // One more is too many.
    let more = entry(at("2026-11-23T10:30:00Z"), AgentEntry::SignedIn);
    let more = store::Batch::new().with(more);
    world.services.store.commit(more).await.unwrap();
    world.make("2026-11-23T11:15:00Z").await;
    let last = world.schedule(id).await.last.unwrap();
    let RunOutcome::Failed { why, again: false } = last.outcome else {
        panic!("{last:?}");
    };
    assert!(why.contains("10000 rows"), "{why}");
    assert_eq!(world.files().await.len(), 1);
}
