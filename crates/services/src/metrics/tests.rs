//! Counting with a store: crashes, rebuilding, questions.

use super::*;
use exchange::journal::{AgentEntry, ContactEntry, Entry, REMARKS, Remarked, Subject};
use exchange::{AgentFacts, ContactFacts, DisconnectReason, Remark};
use ids::{ContactId, IdSource, Pii, QueueId, UserId};
use metrics::watch::Watched;
use metrics::{Ask, Interval, find};
use serde_json::json;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{JournalEntry, Position};
use store_sqlite::SqliteStore;

/// A clock that is set.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

struct World {
    store: Arc<dyn Store>,
    clock: Arc<Hands>,
    ids: IdSource,
    instance: InstanceId,
    queue: QueueId,
}

impl World {
    fn new() -> Self {
        let mut ids = IdSource::new(3);
        Self {
            store: Arc::new(SqliteStore::temporary().unwrap()),
            clock: Arc::new(Hands(AtomicI64::new(0))),
            instance: ids.id(),
            queue: ids.id(),
            ids,
        }
    }

    async fn write(&self, at: i64, subject: Subject) {
        let at = Timestamp(at);
        let stream = match &subject {
            Subject::Contact { contact, .. } => format!("contact/{contact}"),
            Subject::Agent { agent, .. } => format!("agent/{agent}"),
        };
        let entry = Entry { at, subject };
        let row = JournalEntry {
            instance: self.instance.to_string(),
            stream,
            kind: entry.name().to_owned(),
            at,
            body: Pii::new(serde_json::to_string(&entry).unwrap()),
        };
        self.store.commit(Batch::new().with(row)).await.unwrap();
    }

    async fn contact(&self, at: i64, contact: ContactId, entry: ContactEntry) {
        self.write(at, Subject::Contact { contact, entry }).await;
    }

    /// One enters the queue and waits.
    async fn queued(&mut self, at: i64) -> ContactId {
        let id = self.ids.id();
        let facts: ContactFacts = serde_json::from_value(json!({
            "id": id, "channel": "VOICE", "initiation_method": "INBOUND", "initial": null,
            "previous": null, "next": null, "related": null, "initiated": Timestamp(at),
            "connected_to_system": null, "disconnected": null, "disconnect_reason": null,
            "disconnect_issue": null, "completed": null, "updated": Timestamp(at),
            "phase": "FLOW", "customer": null, "customer_name": null, "system": null,
            "attributes": {}, "segment_attributes": {}, "tags": {}, "flow": null, "queue": null,
            "agent": null, "offered_to": null, "connection_attempts": 0, "recordings": [],
        }))
        .unwrap();
        self.contact(at, id, ContactEntry::Initiated(Box::new(facts)))
            .await;
        let chosen = ContactEntry::QueueChosen {
            queue: self.queue,
            owner: None,
            name: "Q".into(),
        };
        self.contact(at, id, chosen).await;
        self.contact(at, id, ContactEntry::Enqueued).await;
        id
    }

    async fn hung_up(&self, at: i64, contact: ContactId) {
        let reason = DisconnectReason::CustomerDisconnect;
        let entry = ContactEntry::Disconnected {
            reason,
            issue: None,
        };
        self.contact(at, contact, entry).await;
        self.contact(at, contact, ContactEntry::Completed).await;
    }

    async fn agent(&mut self, at: i64) -> UserId {
        let agent = self.ids.id();
        let status = self.ids.uuid();
        let facts: AgentFacts = serde_json::from_value(json!({
            "id": agent, "signed_in": true, "signed_out": null,
            "status": {
                "id": status, "name": "Available", "status_type": "ROUTABLE",
                "since": Timestamp(at),
            },
            "next_status": null, "contacts": [], "idle_since": Timestamp(at),
            "updated": Timestamp(at),
        }))
        .unwrap();
        let entry = AgentEntry::Known(Box::new(facts));
        self.write(at, Subject::Agent { agent, entry }).await;
        agent
    }

    fn metrics(&self) -> Metrics {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Metrics::new(Arc::clone(&self.store), clock)
    }

    /// An exchange remarked that a queue is full, so many times.
    async fn remarked(&self, at: i64, times: u32) {
        let at = Timestamp(at);
        let remark = Remark::QueueFull { queue: "Q".into() };
        let body = serde_json::to_string(&Remarked { at, remark, times }).unwrap();
        let row = JournalEntry {
            instance: self.instance.to_string(),
            stream: REMARKS.to_owned(),
            kind: REMARKS.to_owned(),
            at,
            body: Pii::new(body),
        };
        self.store.commit(Batch::new().with(row)).await.unwrap();
    }

    /// It is now.
    fn now(&self, at: i64) {
        self.clock.0.store(at, Ordering::Relaxed);
    }

    /// What is told of a metric by the minute: begin, count, sum and greatest.
    async fn told(&self, metrics: &Metrics, metric: Watched) -> Vec<(i64, [f64; 3])> {
        let (from, to) = (Timestamp(0), Timestamp(i64::MAX));
        let readings = metrics.minutes(self.instance, from, to).await.unwrap();
        let of_metric = readings.into_iter().filter(|it| it.metric == metric);
        of_metric
            .map(|it| (it.minute.0, [it.stat.count, it.stat.sum, it.stat.max]))
            .collect()
    }

    /// What compaction does: forgets the journal up to a time, and keeps what live ones came to.
    async fn compact(&self, before: i64) {
        let rows = self.store.journal(Position::START, 10_000).await.unwrap();
        let old = rows.iter().take_while(|it| it.entry.at.0 < before);
        let (mut fold, mut through) = (exchange::Fold::default(), Position::START);
        for row in old {
            let entry: Entry = serde_json::from_str(row.entry.body.reveal()).unwrap();
            fold.apply(&entry).unwrap();
            through = row.position;
        }
        let put = |space: &str, key: String, value: serde_json::Value| store::PutEntry {
            entry: store::Entry::new(space, &key, serde_json::to_vec(&value).unwrap()),
            expect: store::Expect::Any,
            now: Timestamp(0),
        };
        let mut batch = Batch::new();
        let instance = self.instance;
        for (id, facts) in fold.contacts.iter().filter(|it| !it.1.complete()) {
            let key = format!("{instance}/contact/{id}");
            batch.push(put("journal-snapshots", key, json!({ "contact": facts })));
        }
        for (id, facts) in &fold.agents {
            let key = format!("{instance}/agent/{id}");
            batch.push(put("journal-snapshots", key, json!({ "agent": facts })));
        }
        let through_json = serde_json::to_value(through).unwrap();
        batch.push(put("journal-compacted", "position".into(), through_json));
        batch.push(Trim::Journal(through));
        self.store.commit(batch).await.unwrap();
    }

    /// Queued, abandoned, their seconds, and agents' seconds online.
    async fn numbers(&self, metrics: &Metrics, now: i64) -> Vec<Option<f64>> {
        let mut query = Query::new(Timestamp(0), Timestamp(now), Interval::TOTAL);
        let names = [
            "CONTACTS_QUEUED",
            "CONTACTS_ABANDONED",
            "AVG_ABANDON_TIME",
            "SUM_ONLINE_TIME_AGENT",
        ];
        query.asks = names
            .map(|name| Ask {
                metric: find(name).unwrap(),
                threshold: None,
                filters: Vec::new(),
            })
            .into();
        let groups = metrics
            .answer(self.instance, &query, Timestamp(now))
            .await
            .unwrap();
        groups
            .first()
            .map(|it| it.metrics.clone())
            .unwrap_or_default()
    }

    async fn waiting(&self, metrics: &Metrics) -> usize {
        let count = |live: &Live<'_>| live.queues.values().map(|it| it.waiting.len()).sum();
        metrics.live(self.instance, count).await.unwrap()
    }
}

#[tokio::test]
async fn an_answer_has_all_that_was_committed_before_the_question() {
    let mut world = World::new();
    let metrics = world.metrics();
    assert_eq!(world.numbers(&metrics, 1_000).await, []);
    world.agent(0).await;
    let contact = world.queued(1_000).await;
    assert_eq!(world.waiting(&metrics).await, 1);
    world.hung_up(5_000, contact).await;
    assert_eq!(world.waiting(&metrics).await, 0);
    let expected = [Some(1.0), Some(1.0), Some(4.0), Some(9.0)];
    assert_eq!(world.numbers(&metrics, 9_000).await, expected);
}

/// A process that is killed at any moment: nothing is counted twice or lost, whether what was
/// counted had been kept, or what was live.
#[tokio::test]
async fn nothing_is_counted_twice_or_lost_by_a_crash() {
    let mut world = World::new();
    let mut metrics = world.metrics();
    let agent = world.agent(0).await;
    let mut waiting = Vec::new();
    for round in 0_i64..30 {
        let at = round * 60_000;
        waiting.push(world.queued(at).await);
        match round % 5 {
            0 => metrics.flush().await.unwrap(),
            1 => drop(world.numbers(&metrics, at).await),
            2 => drop(world.waiting(&metrics).await),
            _ => {}
        }
        if round % 3 == 0 {
            // What was counted and not kept goes with it.
            metrics = world.metrics();
        }
        if round % 2 == 1 {
            world.hung_up(at + 30_000, waiting.remove(0)).await;
        }
        let cleared = AgentEntry::SignedIn;
        world
            .write(
                at + 40_000,
                Subject::Agent {
                    agent,
                    entry: cleared,
                },
            )
            .await;
    }
    let now = 30 * 60_000;
    let expected = world.numbers(&metrics, now).await;
    assert_eq!(expected[0], Some(15.0));
    assert_eq!(expected[3], Some(1_800.0));
    assert_eq!(world.numbers(&world.metrics(), now).await, expected);
    metrics.rebuild().await.unwrap();
    assert_eq!(world.numbers(&metrics, now).await, expected);
    assert_eq!(world.waiting(&world.metrics()).await, 15);
}

/// Two count at once: the second is refused as a whole, and goes on from what the first kept.
#[tokio::test]
async fn two_who_count_do_not_count_twice() {
    let mut world = World::new();
    let (first, second) = (world.metrics(), world.metrics());
    for round in 0..6 {
        let contact = world.queued(round * 1_000).await;
        world.hung_up(round * 1_000 + 500, contact).await;
        let one = if round % 2 == 0 { &first } else { &second };
        // The one that is behind finds out by its refused batch; asked again it is right.
        if one.flush().await.is_err() {
            one.flush().await.unwrap();
        }
    }
    let expected = [Some(6.0), Some(6.0), Some(0.5)];
    assert_eq!(world.numbers(&world.metrics(), 10_000).await[..3], expected);
}

/// What was counted of compacted entries stays; only what the journal still has is counted again.
#[tokio::test]
async fn counting_again_after_compaction_loses_no_history() {
    const HOUR: i64 = 3_600_000;
    let mut world = World::new();
    let metrics = world.metrics();
    world.agent(0).await;
    let mut live = Vec::new();
    for hour in 0..60 {
        let contact = world.queued(hour * HOUR + 1_000).await;
        world.hung_up(hour * HOUR + 5_000, contact).await;
        if hour % 20 == 0 {
            live.push(world.queued(hour * HOUR + 6_000).await);
        }
    }
    let now = 60 * HOUR;
    let before = world.numbers(&metrics, now).await;
    assert_eq!(before[0], Some(60.0));
    metrics.flush().await.unwrap();
    // In the middle of a day, of an hour and of five minutes.
    world.compact(30 * HOUR + 3_000).await;
    metrics.rebuild().await.unwrap();
    assert_eq!(world.numbers(&metrics, now).await, before);
    assert_eq!(world.waiting(&metrics).await, 3);
    // What was live at the compaction ends, and what begins anew counts.
    world.hung_up(now + 1_000, live.remove(0)).await;
    let contact = world.queued(now + 2_000).await;
    world.hung_up(now + 6_000, contact).await;
    let after = world.numbers(&world.metrics(), now + 60_000).await;
    assert_eq!((after[0], after[1]), (Some(62.0), Some(62.0)));
    let again = world.metrics();
    again.rebuild().await.unwrap();
    assert_eq!(world.numbers(&again, now + 60_000).await[..2], after[..2]);
}

/// Minutes are told once, whenever the process is killed, and not again by a recount.
#[tokio::test]
async fn a_minute_is_told_once() {
    const MINUTE: i64 = 60_000;
    let mut world = World::new();
    let mut metrics = world.metrics();
    for round in 0..10 {
        let at = (10 + round) * MINUTE;
        world.now(at);
        let contact = world.queued(at + 10_000).await;
        world.now(at + 10_500);
        if round % 3 == 0 {
            metrics.flush().await.unwrap();
        }
        if round % 2 == 0 {
            metrics = world.metrics();
        }
        world.hung_up(at + 40_000, contact).await;
        world.now(at + 40_500);
        drop(world.told(&metrics, Watched::QueueSize).await);
        if round % 4 == 1 {
            metrics = world.metrics();
        }
    }
    world.now(30 * MINUTE);
    let told = world.told(&metrics, Watched::QueueSize).await;
    let minutes: Vec<_> = (10..20).map(|it| it * MINUTE).collect();
    assert_eq!(told.iter().map(|it| it.0).collect::<Vec<_>>(), minutes);
    // The first minute is known from its first contact on.
    assert!(
        told[1..].iter().all(|it| it.1 == [60.0, 30.0, 1.0]),
        "{told:?}"
    );
    metrics.rebuild().await.unwrap();
    assert_eq!(world.told(&metrics, Watched::QueueSize).await, told);
    assert_eq!(world.told(&world.metrics(), Watched::QueueSize).await, told);
    let known = metrics.known_minutes().await.unwrap();
    let last = known[&world.instance.to_string()]["QueueSize\u{1f}Q"];
    assert_eq!(last, Timestamp(19 * MINUTE));
}

/// What exchanges remarked is counted once, whatever is counted again.
#[tokio::test]
async fn remarks_are_kept_by_the_minute() {
    let world = World::new();
    world.now(600_000);
    let metrics = world.metrics();
    world.remarked(600_000, 2).await;
    world.remarked(660_000, 1).await;
    world.now(700_000);
    let expected = [(600_000, [2.0, 2.0, 1.0]), (660_000, [1.0, 1.0, 1.0])];
    let metric = Watched::QueueCapacityExceededError;
    assert_eq!(world.told(&metrics, metric).await, expected);
    // Another process goes on where this one was, and does not begin again.
    let next = world.metrics();
    assert_eq!(world.told(&next, metric).await, expected);
    next.rebuild().await.unwrap();
    assert_eq!(world.told(&next, metric).await, expected);
    world.remarked(661_000, 3).await;
    assert_eq!(world.told(&next, metric).await[1].1, [4.0, 4.0, 1.0]);
}

/// What was remarked a moment before a crash is in the journal, though nobody had counted it.
#[tokio::test]
async fn remarks_that_nobody_counted_are_not_lost() {
    let world = World::new();
    world.now(600_000);
    world.remarked(600_000, 5).await;
    world.now(700_000);
    let metric = Watched::QueueCapacityExceededError;
    let told = world.told(&world.metrics(), metric).await;
    assert_eq!(told, [(600_000, [5.0, 5.0, 1.0])]);
}
