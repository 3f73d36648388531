//! Cases about batches.

use super::{Subject, contact, journal, message, put, resource};
use crate::{
    Batch, Committed, Conflict, Entry, Expect, Fault, OutboxQuery, Position, PutEntry, StoreError,
};
use ids::Timestamp;
use std::sync::Arc;

pub(super) async fn a_batch_is_all_or_nothing(store: Subject) {
    put(
        &store,
        Batch::new().put_resource(resource("queue", "q1", "Basic"), Expect::New),
    )
    .await;
    let batch = Batch::new()
        .with(journal("contact/c1", "begun"))
        .with(message("contact_event", "c1"))
        .put_contact(contact("c1", 1))
        .with(PutEntry {
            entry: Entry::new("token", "t1", *b"x"),
            expect: Expect::New,
            now: Timestamp(0),
        })
        .put_resource(resource("queue", "q2", "Fine"), Expect::New)
        .put_resource(resource("queue", "q3", "Basic"), Expect::New);
    assert!(matches!(
        store.commit(batch).await,
        Err(StoreError::Conflict(Conflict::NameTaken { .. }))
    ));
    assert_eq!(store.journal(Position::START, 10).await, Ok(vec![]));
    let outbox = store
        .outbox(&OutboxQuery {
            limit: 10,
            ..OutboxQuery::default()
        })
        .await;
    assert_eq!(outbox.map(|page| page.rows), Ok(vec![]));
    assert_eq!(store.contact("i1", "c1").await, Ok(None));
    assert_eq!(store.entry("token", "t1").await, Ok(None));
    assert_eq!(store.resource("i1", "queue", "q2").await, Ok(None));
}

/// Many at once, so that backends put several into one transaction.
pub(super) async fn a_conflict_leaves_other_batches_whole(store: Subject) {
    let commits = (0..200).map(|n| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            // Every other batch wants the same name; one of those can have it.
            let name = if n % 2 == 0 {
                "Same".to_owned()
            } else {
                format!("Own {n}")
            };
            let batch = Batch::new()
                .with(journal(&format!("contact/{n}"), "begun"))
                .put_resource(resource("queue", &format!("q{n}"), &name), Expect::New);
            (n, store.commit(batch).await)
        })
    });
    let mut kept = 0;
    for commit in commits.collect::<Vec<_>>() {
        let Ok((n, outcome)) = commit.await else {
            panic!("a committer panicked");
        };
        let written = store.resource("i1", "queue", &format!("q{n}")).await;
        let entries = store
            .journal_of("i1", &format!("contact/{n}"), Position::START, 10)
            .await
            .map(|rows| rows.len());
        match outcome {
            Ok(_) => {
                kept += 1;
                assert!(matches!(written, Ok(Some(_))), "q{n} was acknowledged");
                assert_eq!(entries, Ok(1));
            }
            Err(error) => {
                assert!(matches!(
                    error,
                    StoreError::Conflict(Conflict::NameTaken { .. })
                ));
                assert_eq!(written, Ok(None));
                assert_eq!(entries, Ok(0));
            }
        }
    }
    assert_eq!(kept, 101);
}

pub(super) async fn concurrent_increments_are_all_counted(store: Subject) {
    let start = Entry::new("counter", "n", 0_u32.to_be_bytes());
    put(&store, add(start, Expect::New)).await;
    let adders: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for _ in 0..10 {
                    increment(&store).await;
                }
            })
        })
        .collect();
    for adder in adders {
        assert!(adder.await.is_ok());
    }
    let found = store.entry("counter", "n").await;
    let Ok(Some(found)) = found else {
        panic!("the counter is gone: {found:?}");
    };
    assert_eq!(found.value, 80_u32.to_be_bytes());
    assert_eq!(found.revision, 81);
}

fn add(entry: Entry, expect: Expect) -> Batch {
    Batch::new().with(PutEntry {
        entry,
        expect,
        now: Timestamp(0),
    })
}

/// Reads, adds one and writes, until nobody came between.
async fn increment(store: &Subject) {
    loop {
        let Ok(Some(mut entry)) = store.entry("counter", "n").await else {
            panic!("the counter is gone");
        };
        let bytes = entry.value.as_slice().try_into().unwrap_or_default();
        entry.value = (u32::from_be_bytes(bytes) + 1).to_be_bytes().to_vec();
        let expect = Expect::Revision(entry.revision);
        match store.commit(add(entry, expect)).await {
            Ok(_) => return,
            Err(StoreError::Conflict(Conflict::Changed { .. })) => {}
            Err(error) => panic!("the increment failed: {error}"),
        }
    }
}

pub(super) async fn what_cannot_be_kept_is_refused(store: Subject) {
    let batch = Batch::new().put_resource(resource("queue", "q1", "a\0b"), Expect::New);
    let Err(error) = store.commit(batch).await else {
        panic!("a NUL was kept");
    };
    assert_eq!(error.fault(), Fault::Caller);
    // Reading by it finds nothing or is refused likewise.
    match store.resource("i1", "queue", "a\0b").await {
        Ok(found) => assert_eq!(found, None),
        Err(error) => assert_eq!(error.fault(), Fault::Caller),
    }
}

pub(super) async fn an_empty_batch_is_fine(store: Subject) {
    assert_eq!(store.commit(Batch::new()).await, Ok(Committed::default()));
}

pub(super) async fn a_closed_store_says_so(store: Subject) {
    store.close().await;
    let outcome = store
        .commit(Batch::new().with(journal("contact/c1", "begun")))
        .await;
    assert!(outcome.is_err_and(|error| error.is_retryable()));
    let read = store.entry("session", "s1").await;
    assert!(read.is_err_and(|error| error.is_retryable()));
}
