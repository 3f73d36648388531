//! Measures durable commits: `cargo run --release -p store-sqlite --example commits [FOLDER]`.
//!
//! A number of tasks commit one after the other, each batch a journal entry, a contact and an
//! outbox message, as the exchange writes them; then the same with a single entry a batch. Prints
//! commits per second and the time to open the store again.

use ids::{Pii, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Batch, ContactRow, Entry, Expect, JournalEntry, Message, PutEntry, Store};
use store_sqlite::{Config, SqliteStore};

const LENGTH: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("commits-{}.db", std::process::id()));
    let runtime = tokio::runtime::Runtime::new()?;
    let config = Config::new(&path);
    let store = Arc::new(SqliteStore::open(&config)?);
    for committers in [1, 16, 64, 256] {
        let step = runtime.block_on(measure(&store, committers, step));
        let entry = runtime.block_on(measure(&store, committers, entry));
        println!("{committers:>4} committers: {step:>7.0} steps/s, {entry:>7.0} entries/s");
    }
    runtime.block_on(store.close());
    let start = Instant::now();
    let store = SqliteStore::open(&config)?;
    println!("opened again in {:.1?}", start.elapsed());
    runtime.block_on(store.close());
    for end in ["", "-wal", "-shm", ".lock"] {
        std::fs::remove_file(format!("{}{end}", path.display())).ok();
    }
    Ok(())
}

async fn measure(store: &Arc<SqliteStore>, committers: u32, batch: fn(String) -> Batch) -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..committers)
        .map(|task| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let mut done = 0_u32;
                while start.elapsed() < LENGTH {
                    let id = format!("{committers}-{task}-{done}");
                    if store.commit(batch(id)).await.is_err() {
                        break;
                    }
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.unwrap_or_default();
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

/// What one step of a call writes.
fn step(id: String) -> Batch {
    let body = || Pii::new("x".repeat(600));
    let contact = ContactRow {
        instance: "i1".into(),
        id: id.clone(),
        initial_id: id.clone(),
        previous_id: None,
        channel: "VOICE".into(),
        initiation_method: "INBOUND".into(),
        queue_id: None,
        agent_id: None,
        initiated: Timestamp(1),
        enqueued: None,
        connected_to_agent: None,
        disconnected: None,
        scheduled: None,
        expires: None,
        disconnect_reason: None,
        customer_address: None,
        live: true,
        text: Pii::default(),
        attributes: [("tier".to_owned(), Pii::new("gold".to_owned()))].into(),
        record: body(),
        state: Some(body()),
        modified: Timestamp(1),
        revision: 0,
    };
    Batch::new()
        .with(JournalEntry {
            instance: "i1".into(),
            stream: format!("contact/{id}"),
            kind: "initiated".into(),
            at: Timestamp(1),
            body: body(),
        })
        .put_contact(contact)
        .with(Message {
            topic: "contact_event".into(),
            instance: "i1".into(),
            key: id,
            stream: None,
            at: Timestamp(1),
            body: body(),
        })
}

/// One small write.
fn entry(id: String) -> Batch {
    Batch::new().with(PutEntry {
        entry: Entry::new("bench", id, *b"value"),
        expect: Expect::New,
        now: Timestamp(0),
    })
}
