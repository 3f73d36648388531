//! Where a test's pipeline keeps everything, and how one is started there: on SQLite and on a
//! PostgreSQL server, `CARILLON_TEST_POSTGRES_URL`, by default the database `test` of a local one.
//! `CARILLON_SKIP_POSTGRES=1` leaves the latter out.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use blob::Blobs;
use ids::{Pii, Timestamp};
use messaging_io::{MessagingConfig, Parts, Pipeline};
use messaging_resources::{Kept, SCOPE};
use secrets::Keyring;
use services::programs::AccessKeys;
use services::{Messages, MessagingChange, SystemClock};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Batch, Expect, ResourceRow, Store};
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;
use tempfile::TempDir;

/// A place that outlives the pipelines that are started in it.
pub struct Place {
    folder: TempDir,
    postgres: Option<(String, String)>,
}

impl Place {
    pub fn sqlite() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        Some(Self {
            folder,
            postgres: None,
        })
    }

    pub fn postgres() -> Option<Self> {
        if std::env::var("CARILLON_SKIP_POSTGRES").is_ok_and(|skip| skip == "1") {
            eprintln!("skipped: CARILLON_SKIP_POSTGRES=1");
            return None;
        }
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let default = "postgres://postgres@127.0.0.1:5432/test";
        let url = std::env::var("CARILLON_TEST_POSTGRES_URL").unwrap_or_else(|_| default.into());
        let schema = format!("messages_{}_{next}", std::process::id());
        Some(Self {
            postgres: Some((url, schema)),
            ..Self::sqlite()?
        })
    }

    async fn store(&self) -> Arc<dyn Store> {
        let Some((url, schema)) = &self.postgres else {
            let config = store_sqlite::Config::new(self.folder.path().join("store.db"));
            return Arc::new(SqliteStore::open(&config).unwrap());
        };
        let mut config = store_postgres::Config::new(url);
        config.schema = Some(schema.clone());
        Arc::new(PostgresStore::open(&config).await.unwrap())
    }

    /// Starts a pipeline; what an earlier one here kept is there.
    pub async fn start(&self, config: &str) -> (Arc<Pipeline>, Arc<dyn Store>) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = self.store().await;
        let clock = Arc::new(SystemClock);
        let keyring = Keyring::open_or_create(&self.folder.path().join("key")).unwrap();
        let keys = AccessKeys::new(Arc::clone(&store), clock.clone(), &keyring, None);
        let parts = Parts {
            store: Arc::clone(&store),
            blobs: Blobs::memory(),
            clock,
            keys: Arc::new(keys),
            calls: Arc::new(services::NoCalls),
            config: toml::from_str::<MessagingConfig>(config).unwrap(),
        };
        (Pipeline::start(parts).await.unwrap(), store)
    }

    /// Forgets all.
    pub async fn remove(self) {
        let Some((url, schema)) = &self.postgres else {
            return;
        };
        let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
        let (client, connection) = connected.unwrap();
        let driver = tokio::spawn(connection);
        let quiet = "SET client_min_messages = warning";
        let sql = format!("{quiet}; DROP SCHEMA IF EXISTS {schema} CASCADE");
        client.batch_execute(&sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
    }
}

/// Keeps a configured thing and tells the pipeline.
pub async fn put<T: Kept>(store: &dyn Store, pipeline: &Pipeline, it: &T) {
    let row = ResourceRow {
        scope: SCOPE.into(),
        kind: T::KIND.into(),
        id: it.id(),
        name: it.unique(),
        arn: String::new(),
        body: Pii::new(serde_json::to_string(it).unwrap()),
        tags: BTreeMap::new(),
        facets: Vec::new(),
        created: Timestamp(0),
        modified: Timestamp(0),
        revision: 0,
    };
    let batch = Batch::new().put_resource(row, Expect::Any);
    store.commit(batch).await.unwrap();
    pipeline.changed(MessagingChange::Configuration).await;
}

/// Runs tests that take a place on each store.
#[macro_export]
macro_rules! on_each_store {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            use super::common::Place;
            $(#[tokio::test]
            async fn $name() {
                if let Some(place) = Place::sqlite() {
                    super::$name(&place).await;
                    place.remove().await;
                }
            })*
        }
        mod postgres {
            use super::common::Place;
            $(#[tokio::test]
            async fn $name() {
                if let Some(place) = Place::postgres() {
                    super::$name(&place).await;
                    place.remove().await;
                }
            })*
        }
    };
}
