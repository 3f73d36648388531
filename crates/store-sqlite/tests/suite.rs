//! The shared suite on SQLite.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use std::sync::Arc;
use store::suite;
use store_sqlite::SqliteStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_passes_the_suite() {
    suite::run(|| async { Arc::new(SqliteStore::temporary().unwrap()) as Arc<dyn store::Store> })
        .await;
}
