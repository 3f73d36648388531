//! At least once and in order, through failures and restarts.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use async_trait::async_trait;
use ids::{Pii, Timestamp};
use sinks_io::{Ack, Dispatcher, FileConfig, Sink, SinkConfig, SinkError, Target};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::{Batch, Message, OutboxRow, Position, Store};
use store_sqlite::{Config, SqliteStore};

fn open(path: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(&Config::new(path.join("store.db"))).unwrap())
}

fn config(name: &str) -> SinkConfig {
    SinkConfig {
        name: name.into(),
        topics: Vec::new(),
        instances: Vec::new(),
        streams: Vec::new(),
        batch: 4,
        attempts: 2,
        target: Target::File(FileConfig {
            path: PathBuf::new(),
            rotate_bytes: 0,
        }),
    }
}

/// Commits messages for three keys in turn; returns the last position.
async fn publish(store: &Arc<dyn Store>, topic: &str, numbers: std::ops::Range<i64>) -> Position {
    let mut last = Position::START;
    for n in numbers {
        let message = Message {
            topic: topic.into(),
            instance: "i1".into(),
            key: format!("c{}", n % 3),
            stream: None,
            at: Timestamp(n),
            body: Pii::new(format!("{{\"n\":{n}}}")),
        };
        let committed = store.commit(Batch::new().with(message)).await.unwrap();
        last = committed.positions().last().unwrap();
    }
    last
}

/// Keeps what it is given, and fails as its script says.
struct Scripted {
    seen: Mutex<Vec<(String, i64)>>,
    calls: Mutex<u32>,
    script: fn(u32, &[OutboxRow]) -> Result<Option<usize>, SinkError>,
}

impl Scripted {
    fn new(script: fn(u32, &[OutboxRow]) -> Result<Option<usize>, SinkError>) -> Arc<Self> {
        Arc::new(Self {
            seen: Mutex::default(),
            calls: Mutex::default(),
            script,
        })
    }

    /// The messages in the order of their first arrival.
    fn first_arrivals(&self) -> Vec<i64> {
        let mut numbers = Vec::new();
        for (_, n) in &*self.seen.lock().unwrap() {
            if !numbers.contains(n) {
                numbers.push(*n);
            }
        }
        numbers
    }

    /// Each key's messages never go back by more than a repetition from the start of a batch.
    fn keys(&self) -> BTreeMap<String, Vec<i64>> {
        let mut keys: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for (key, n) in &*self.seen.lock().unwrap() {
            let of_key = keys.entry(key.clone()).or_default();
            if !of_key.contains(n) {
                of_key.push(*n);
            }
        }
        keys
    }
}

#[async_trait]
impl Sink for Scripted {
    async fn deliver(&self, batch: &[OutboxRow]) -> Result<Ack, SinkError> {
        let call = {
            let mut calls = self.calls.lock().unwrap();
            *calls += 1;
            *calls
        };
        let taken = (self.script)(call, batch)?;
        let count = taken.unwrap_or(batch.len());
        let mut seen = self.seen.lock().unwrap();
        for row in &batch[..count] {
            seen.push((row.message.key.clone(), row.message.at.0));
        }
        drop(seen);
        // Taken, but the acknowledgement is lost.
        if taken.is_some() && call % 2 == 0 {
            return Err(SinkError::Retry {
                reason: "lost".into(),
            });
        }
        Ok(Ack {
            through: batch[count - 1].position,
        })
    }
}

fn start(
    store: &Arc<dyn Store>,
    config: SinkConfig,
    sink: &Arc<Scripted>,
    at: &Path,
) -> Dispatcher {
    let sink: Arc<dyn Sink> = Arc::clone(sink) as _;
    Dispatcher::start_with(store, vec![(config, sink)], &at.join("dead"))
}

#[tokio::test]
async fn nothing_is_lost_or_overtaken_when_the_sink_fails_midway() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    // Takes half of some batches, loses acknowledgements, fails outright.
    let sink = Scripted::new(|call, batch| match call % 3 {
        0 => Ok(Some(batch.len().div_ceil(2))),
        1 => Ok(None),
        _ => Err(SinkError::Retry {
            reason: "down".into(),
        }),
    });
    let dispatcher = start(&store, config("s"), &sink, folder.path());
    let last = publish(&store, "t", 0..20).await;
    dispatcher.reached(last).await;
    assert_eq!(sink.first_arrivals(), (0..20).collect::<Vec<_>>());
    for (key, numbers) in sink.keys() {
        assert!(numbers.is_sorted(), "{key} was overtaken: {numbers:?}");
    }
    assert_eq!(store.cursor("s").await.unwrap(), last);
    assert!(dispatcher.status()[0].failures > 0);
    dispatcher.stop().await;
    store.close().await;
}

#[tokio::test]
async fn a_restart_goes_on_after_what_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let sink = Scripted::new(|_, _| Ok(None));
    let dispatcher = start(&store, config("s"), &sink, folder.path());
    let last = publish(&store, "t", 0..5).await;
    dispatcher.reached(last).await;
    dispatcher.stop().await;
    publish(&store, "t", 5..7).await;
    store.close().await;

    let store = open(folder.path());
    let dispatcher = start(&store, config("s"), &sink, folder.path());
    let last = publish(&store, "t", 7..9).await;
    dispatcher.reached(last).await;
    let seen: Vec<_> = sink.seen.lock().unwrap().iter().map(|(_, n)| *n).collect();
    assert_eq!(seen, (0..9).collect::<Vec<_>>());
    dispatcher.stop().await;
    store.close().await;
}

#[tokio::test]
async fn a_refused_message_is_parked_and_the_others_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let sink = Scripted::new(|_, batch| {
        if batch.iter().any(|row| row.message.at == Timestamp(2)) {
            return Err(SinkError::Refused {
                reason: "no".into(),
            });
        }
        Ok(None)
    });
    let last = publish(&store, "t", 0..6).await;
    let dispatcher = start(&store, config("s"), &sink, folder.path());
    dispatcher.reached(last).await;
    assert_eq!(sink.first_arrivals(), [0, 1, 3, 4, 5]);
    assert_eq!(dispatcher.status()[0].parked, 1);
    let dead = std::fs::read_to_string(folder.path().join("dead").join("s.jsonl")).unwrap();
    assert_eq!(dead.lines().count(), 1);
    assert!(dead.contains("{\"n\":2}"));
    dispatcher.stop().await;
    store.close().await;
}

#[tokio::test]
async fn a_sink_gets_its_topics_only_and_its_cursor_passes_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let sink = Scripted::new(|_, _| Ok(None));
    let mut config = config("s");
    config.topics = vec!["wanted".into()];
    let dispatcher = start(&store, config, &sink, folder.path());
    publish(&store, "other", 0..3).await;
    publish(&store, "wanted", 3..5).await;
    let last = publish(&store, "other", 5..9).await;
    dispatcher.reached(last).await;
    assert_eq!(sink.first_arrivals(), [3, 4]);
    dispatcher.stop().await;
    store.close().await;
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_receiver_that_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let sink = Scripted::new(|_, _| {
        Err(SinkError::Retry {
            reason: "down".into(),
        })
    });
    publish(&store, "t", 0..1).await;
    let dispatcher = start(&store, config("s"), &sink, folder.path());
    while dispatcher.status()[0].failures == 0 {
        tokio::task::yield_now().await;
    }
    dispatcher.stop().await;
    assert_eq!(store.cursor("s").await.unwrap(), Position::START);
    store.close().await;
}
