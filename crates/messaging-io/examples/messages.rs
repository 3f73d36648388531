//! How many messages a second go the whole way, durably: taken, submitted by SMPP to the simulator's
//! message centre, receipted and ended, each step told to an event destination; on SQLite:
//! `cargo run --release -p messaging-io --example messages -- 50000`: 64 senders, each as soon as it is
//! answered. With `offered 5000 20` so many a second for so many seconds, at times that are fixed
//! beforehand: how long each waited is counted from its time, so that what is slow is not spared by its
//! senders. With `queued 1000000` how much memory so many take that wait for their originator's turn,
//! and how long a start with them takes.

#![allow(clippy::unwrap_used, reason = "a measurement may fail where it stands")]

use blob::Blobs;
use ids::{Pii, Timestamp};
use messaging::{Channel, Submission};
use messaging_io::{MessagingConfig, Parts, Pipeline};
use messaging_resources::{ConfigurationSet, EventDestination, Kept, SCOPE, Sns};
use secrets::Keyring;
use services::programs::AccessKeys;
use services::{Messages, SystemClock};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{Batch, Expect, ResourceRow, SentQuery, Store};
use store_sqlite::SqliteStore;

/// Who sends at once.
const SENDERS: usize = 64;
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:events";

#[tokio::main]
async fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let folder = tempfile::tempdir().unwrap();
    let number = |at: usize, default| words.get(at).map_or(default, |it| it.parse().unwrap());
    match words.first().map(String::as_str) {
        Some("offered") => offered(folder.path(), number(1, 5_000), number(2, 20)).await,
        Some("queued") => queued(folder.path(), number(1, 1_000_000)).await,
        _ => through(folder.path(), number(0, 50_000)).await,
    }
}

/// All the way.
async fn through(folder: &Path, count: usize) {
    let (pipeline, store) = start(folder, 1_000_000, true).await;
    let began = Instant::now();
    let mut waits = send(&pipeline, count).await;
    let accepted = began.elapsed();
    all_ended(&*store).await;
    let ended = began.elapsed();
    let rate = |time: Duration| count as f64 / time.as_secs_f64();
    println!(
        "saturated: accepted {:.0}/s, {}; ended {:.0}/s; {:.0} MB",
        rate(accepted),
        spread(&mut waits),
        rate(ended),
        resident(),
    );
    pipeline.stop().await;
}

/// So many a second, whether or not they are answered.
async fn offered(folder: &Path, rate: usize, seconds: usize) {
    let (pipeline, store) = start(folder, 1_000_000, true).await;
    let began = Instant::now();
    let mut sends = Vec::with_capacity(rate * seconds);
    for at in 0..rate * seconds {
        let due = began + Duration::from_secs_f64(at as f64 / rate as f64);
        // Timers are of a millisecond: those of one leave together, and wait from their own time.
        tokio::time::sleep_until(due.into()).await;
        let pipeline = Arc::clone(&pipeline);
        sends.push(tokio::spawn(async move {
            pipeline.send(message(at)).await.unwrap();
            due.elapsed()
        }));
    }
    let waits = futures_util::future::join_all(sends).await;
    let mut waits: Vec<Duration> = waits.into_iter().map(Result::unwrap).collect();
    let accepted = began.elapsed().as_secs_f64();
    all_ended(&*store).await;
    println!(
        "offered {rate}/s: accepted {:.0}/s, {}; ended {:.0}/s",
        waits.len() as f64 / accepted,
        spread(&mut waits),
        waits.len() as f64 / began.elapsed().as_secs_f64(),
    );
    pipeline.stop().await;
}

async fn all_ended(store: &dyn Store) {
    let open = SentQuery {
        live: Some(true),
        limit: 1,
        ..SentQuery::default()
    };
    while !store.sent_page(&open).await.unwrap().rows.is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// How long messages waited until they were accepted.
fn spread(waits: &mut [Duration]) -> String {
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    format!("p50 {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99))
}

/// Waiting for a slow originator.
async fn queued(folder: &Path, count: usize) {
    let before = resident();
    let (pipeline, store) = start(folder, 1, true).await;
    send(&pipeline, count).await;
    let full = resident();
    println!("{count} queued: {full:.0} MB, of them {before:.0} at the start");
    pipeline.stop().await;
    drop(pipeline);
    store.close().await;
    drop(store);
    let began = Instant::now();
    let (pipeline, _) = start(folder, 1, false).await;
    println!(
        "started with them in {:.2} s",
        began.elapsed().as_secs_f64()
    );
    pipeline.stop().await;
}

async fn start(folder: &Path, per_second: u32, new: bool) -> (Arc<Pipeline>, Arc<dyn Store>) {
    let config = store_sqlite::Config::new(folder.join("store.db"));
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&config).unwrap());
    if new {
        put_set(&*store).await;
    }
    let clock = Arc::new(SystemClock);
    let keyring = Keyring::open_or_create(&folder.join("key")).unwrap();
    let keys = AccessKeys::new(Arc::clone(&store), clock.clone(), &keyring, None);
    let config = MessagingConfig {
        per_recipient: 0,
        throughput: BTreeMap::from([(messaging::OriginatorKind::SenderId, per_second)]),
        ..MessagingConfig::default()
    };
    let parts = Parts {
        store: Arc::clone(&store),
        blobs: Blobs::memory(),
        clock,
        calls: Arc::new(services::NoCalls),
        keys: Arc::new(keys),
        config,
    };
    (Pipeline::start(parts).await.unwrap(), store)
}

/// Sends as fast as answers come; how long each took.
async fn send(pipeline: &Arc<Pipeline>, count: usize) -> Vec<Duration> {
    let next = Arc::new(AtomicUsize::new(0));
    let senders = (0..SENDERS).map(|_| {
        let (pipeline, next) = (Arc::clone(pipeline), Arc::clone(&next));
        tokio::spawn(async move {
            let mut waits = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return waits;
                }
                let began = Instant::now();
                pipeline.send(message(at)).await.unwrap();
                waits.push(began.elapsed());
            }
        })
    });
    let waits = futures_util::future::join_all(senders).await;
    waits.into_iter().flat_map(Result::unwrap).collect()
}

fn message(at: usize) -> Submission {
    let to = format!("+4915{:08}", at % 100_000_000);
    let body = format!("Your order {at} has been shipped and will arrive tomorrow.");
    let mut submission = Submission::new(Channel::Text, to.parse().unwrap(), body);
    submission.origination_identity = Some("Shop".into());
    submission.configuration_set = Some("set".into());
    submission
}

async fn put_set(store: &dyn Store) {
    let mut set = ConfigurationSet::new("set");
    set.event_destinations.push(EventDestination {
        event_destination_name: "all".into(),
        enabled: true,
        matching_event_types: vec!["TEXT_ALL".into()],
        cloud_watch_logs_destination: None,
        kinesis_firehose_destination: None,
        sns_destination: Some(Sns {
            topic_arn: TOPIC.into(),
        }),
    });
    let row = ResourceRow {
        scope: SCOPE.into(),
        kind: ConfigurationSet::KIND.into(),
        id: set.id(),
        name: String::new(),
        arn: String::new(),
        body: Pii::new(serde_json::to_string(&set).unwrap()),
        tags: BTreeMap::new(),
        facets: Vec::new(),
        created: Timestamp(0),
        modified: Timestamp(0),
        revision: 0,
    };
    let batch = Batch::new().put_resource(row, Expect::Any);
    store.commit(batch).await.unwrap();
}

/// Resident memory in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
