//! The shared suite on a PostgreSQL server: `CARILLON_TEST_POSTGRES_URL`, by default the database
//! `test` of a local one. `CARILLON_SKIP_POSTGRES=1` leaves it out.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use ids::{Pii, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Batch, Entry, Expect, JournalEntry, Position, PutEntry, Store, suite};
use store_postgres::{Config, OpenError, PostgresStore};

fn url() -> Option<String> {
    if std::env::var("CARILLON_SKIP_POSTGRES").is_ok_and(|skip| skip == "1") {
        eprintln!("skipped: CARILLON_SKIP_POSTGRES=1");
        return None;
    }
    let default = "postgres://postgres@127.0.0.1:5432/test";
    Some(std::env::var("CARILLON_TEST_POSTGRES_URL").unwrap_or_else(|_| default.into()))
}

/// A schema of its own, gone when dropped.
struct Schema {
    url: String,
    name: String,
}

impl Schema {
    fn new(url: &str, test: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            url: url.into(),
            name: format!("{test}_{}_{next}", std::process::id()),
        }
    }

    async fn open(&self) -> PostgresStore {
        let mut config = Config::new(&self.url);
        config.schema = Some(self.name.clone());
        PostgresStore::open(&config).await.unwrap_or_else(|error| {
            panic!(
                "{error}. Start a server, point CARILLON_TEST_POSTGRES_URL at one, or leave these \
                 tests out with CARILLON_SKIP_POSTGRES=1"
            )
        })
    }

    async fn execute(&self, sql: &str) {
        let (client, connection) = tokio_postgres::connect(&self.url, tokio_postgres::NoTls)
            .await
            .unwrap();
        let driver = tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
    }

    async fn remove(&self) {
        self.execute(&format!(
            "SET client_min_messages = warning; DROP SCHEMA {} CASCADE",
            self.name
        ))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_passes_the_suite() {
    let Some(url) = url() else { return };
    let schemas = std::sync::Mutex::new(Vec::new());
    suite::run(|| async {
        let schema = Schema::new(&url, "suite");
        let store = schema.open().await;
        schemas.lock().unwrap().push(schema);
        Arc::new(store) as Arc<dyn Store>
    })
    .await;
    let schemas = std::mem::take(&mut *schemas.lock().unwrap());
    for schema in schemas {
        schema.remove().await;
    }
}

fn entry(key: &str) -> Batch {
    Batch::new().with(PutEntry {
        entry: Entry::new("space", key, *b"value"),
        expect: Expect::New,
        now: Timestamp(0),
    })
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let Some(url) = url() else { return };
    let schema = Schema::new(&url, "reopen");
    let store = schema.open().await;
    store.commit(entry("a")).await.unwrap();
    store.close().await;
    let store = schema.open().await;
    assert!(store.entry("space", "a").await.unwrap().is_some());
    store.close().await;
    schema.remove().await;
}

#[tokio::test]
async fn lost_connections_are_made_anew() {
    let Some(url) = url() else { return };
    let schema = Schema::new(&url, "lost");
    let store = schema.open().await;
    store.commit(entry("a")).await.unwrap();
    store.entry("space", "a").await.unwrap();
    schema
        .execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'carillon {}'",
            schema.name
        ))
        .await;
    // The first calls may meet the dead connections; one of the next gets a new one.
    let mut tries = 0;
    while store.commit(entry(&format!("b{tries}"))).await.is_err() {
        tries += 1;
        assert!(tries < 5, "no new connection");
    }
    let mut tries = 0;
    while store.entry("space", "a").await.is_err() {
        tries += 1;
        assert!(tries < 5, "no new connection");
    }
    store.close().await;
    schema.remove().await;
}

#[tokio::test]
async fn two_processes_append_in_one_order() {
    let Some(url) = url() else { return };
    let schema = Schema::new(&url, "two");
    let stores = [Arc::new(schema.open().await), Arc::new(schema.open().await)];
    let writers: Vec<_> = stores
        .iter()
        .map(|store| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for n in 0..50 {
                    let entry = JournalEntry {
                        instance: "i1".into(),
                        stream: "contact/c1".into(),
                        kind: format!("{n}"),
                        at: Timestamp(0),
                        body: Pii::new("{}".into()),
                    };
                    store.commit(Batch::new().with(entry)).await.unwrap();
                }
            })
        })
        .collect();
    // Whoever reads along sees every entry exactly once.
    let mut after = Position::START;
    let mut seen = 0;
    while seen < 100 {
        for row in stores[0].journal(after, 7).await.unwrap() {
            assert!(row.position > after);
            after = row.position;
            seen += 1;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(
        stores[1]
            .journal(Position::START, 1_000)
            .await
            .unwrap()
            .len(),
        100
    );
    for store in stores {
        store.close().await;
    }
    schema.remove().await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let Some(url) = url() else { return };
    let schema = Schema::new(&url, "newer");
    schema.open().await.close().await;
    schema
        .execute(&format!(
            "INSERT INTO {}.schema_migrations (version, name) VALUES (99, 'future')",
            schema.name
        ))
        .await;
    let mut config = Config::new(&url);
    config.schema = Some(schema.name.clone());
    assert!(matches!(
        PostgresStore::open(&config).await,
        Err(OpenError::Newer { found: 99, .. })
    ));
    config.schema = Some("x; DROP".into());
    assert!(matches!(
        PostgresStore::open(&config).await,
        Err(OpenError::SchemaName(_))
    ));
    schema.remove().await;
}

#[tokio::test]
async fn an_absent_server_is_named() {
    let config = Config::new("postgres://nobody@127.0.0.1:1/none");
    assert!(matches!(
        PostgresStore::open(&config).await,
        Err(OpenError::Connect(_))
    ));
}
