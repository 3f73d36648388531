//! Journal entries appended per second, durably: `cargo run --release -p store-sqlite --example
//! journal [FOLDER]`. Batches are as large as the exchange's committer makes them under load, and
//! several are on their way at once.

#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::unwrap_used, reason = "a measurement may fail where it stands")]

use ids::{Pii, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Batch, JournalEntry, Store};
use store_sqlite::{Config, SqliteStore};

const ENTRIES: usize = 512;
const WRITERS: usize = 4;
const SPAN: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("journal-{}.db", std::process::id()));
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&Config::new(&path)).unwrap());
    let start = Instant::now();
    let writers = (0..WRITERS).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut written = 0;
            while start.elapsed() < SPAN {
                store.commit(batch(writer, written)).await.unwrap();
                written += ENTRIES;
            }
            written
        })
    });
    let mut written = 0;
    for writer in writers.collect::<Vec<_>>() {
        written += writer.await.unwrap();
    }
    let rate = written as f64 / start.elapsed().as_secs_f64();
    println!("{rate:.0} entries/s durably, {written} in all");
    store.close().await;
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

/// Entries of about the size of the exchange's.
fn batch(writer: usize, from: usize) -> Batch {
    let entry = |at: usize| JournalEntry {
        instance: "11111111-2222-4333-8444-555555555555".into(),
        stream: format!("contact/{writer}-{:08}", at / 12),
        kind: "offered".into(),
        at: Timestamp(at as i64),
        body: Pii::new(format!(
            r#"{{"at":{at},"subject":"contact","contact":"11111111-2222-4333-8444-{at:012}","entry":{{"offered":{{"agent":"11111111-2222-4333-8444-555555555555","until":{at}}}}}}}"#
        )),
    };
    (from..from + ENTRIES).map(entry).collect()
}
