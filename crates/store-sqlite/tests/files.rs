//! Opening files that are not as they should be, and coming back after a close.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use ids::Timestamp;
use std::path::Path;
use store::{Batch, Entry, Expect, Filter, PutEntry, ResourceQuery, Store, StoreError, Term};
use store_sqlite::{Config, OpenError, SqliteStore};

fn entry(key: &str) -> Batch {
    Batch::new().with(PutEntry {
        entry: Entry::new("space", key, *b"value"),
        expect: Expect::New,
        now: Timestamp(0),
    })
}

fn config(folder: &Path) -> Config {
    Config::new(folder.join("data").join("carillon.db"))
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let store = SqliteStore::open(&config).unwrap();
    store.commit(entry("a")).await.unwrap();
    store.close().await;
    let store = SqliteStore::open(&config).unwrap();
    assert!(store.entry("space", "a").await.unwrap().is_some());
    store.close().await;
}

#[tokio::test]
async fn a_second_opener_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let store = SqliteStore::open(&config).unwrap();
    assert!(matches!(
        SqliteStore::open(&config),
        Err(OpenError::Locked { .. })
    ));
    store.close().await;
    SqliteStore::open(&config).unwrap().close().await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    std::fs::create_dir_all(config.path.parent().unwrap()).unwrap();
    let text = "not a database, but long enough to have a header of one".repeat(40);
    std::fs::write(&config.path, &text).unwrap();
    assert!(matches!(
        SqliteStore::open(&config),
        Err(OpenError::Corrupt { .. })
    ));
    assert_eq!(std::fs::read_to_string(&config.path).unwrap(), text);
}

#[tokio::test]
async fn a_database_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    std::fs::create_dir_all(config.path.parent().unwrap()).unwrap();
    let other = rusqlite::Connection::open(&config.path).unwrap();
    other.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(other);
    assert!(matches!(
        SqliteStore::open(&config),
        Err(OpenError::Foreign { .. })
    ));
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    SqliteStore::open(&config).unwrap().close().await;
    let file = rusqlite::Connection::open(&config.path).unwrap();
    file.execute_batch("INSERT INTO schema_migrations VALUES (99, 'future')")
        .unwrap();
    drop(file);
    assert!(matches!(
        SqliteStore::open(&config),
        Err(OpenError::Newer { found: 99, .. })
    ));
}

/// The pages of a table are overwritten while the header stays whole.
#[tokio::test]
async fn damage_is_told_from_absence() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let store = SqliteStore::open(&config).unwrap();
    for n in 0..200 {
        store.commit(entry(&format!("key {n}"))).await.unwrap();
    }
    store.close().await;
    // A log that is left beside the file (a reader may be the last to close) would answer in place
    // of the damaged pages.
    let file = rusqlite::Connection::open(&config.path).unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        assert_eq!(row.get::<_, i64>(0)?, 0, "the log is written back whole");
        Ok(())
    })
    .unwrap();
    drop(file);
    let mut bytes = std::fs::read(&config.path).unwrap();
    for byte in bytes.iter_mut().skip(4096 * 8) {
        *byte = 0xa5;
    }
    std::fs::write(&config.path, bytes).unwrap();
    match SqliteStore::open(&config) {
        Err(error) => assert!(matches!(error, OpenError::Corrupt { .. }), "{error}"),
        Ok(store) => {
            let found = store.entry("space", "key 1").await;
            assert!(
                matches!(found, Err(StoreError::Corrupt { .. })),
                "{found:?}"
            );
            store.close().await;
        }
    }
}

/// A file of the first version, with its index of terms, is searched as it was.
#[tokio::test]
async fn an_old_file_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    std::fs::create_dir_all(config.path.parent().unwrap()).unwrap();
    let old = rusqlite::Connection::open(&config.path).unwrap();
    old.execute_batch(include_str!("../migrations/0001_base.sql"))
        .unwrap();
    old.execute_batch(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
         INSERT INTO schema_migrations VALUES (1, 'base');
         PRAGMA application_id = 1130459756;",
    )
    .unwrap();
    for n in 0..3 {
        old.execute(
            "INSERT INTO resources (row, scope, kind, id, name, name_folded, arn, body, tags,
                 facets, created, modified, revision)
             VALUES (?1, 'i1', 'queue', 'q' || ?1, '', '', '', '{}', '{}', '[]', 0, 0, 1)",
            [n],
        )
        .unwrap();
        let term = store::terms::of(&Term::TagKey(if n < 2 { "a" } else { "b" }.into()));
        old.execute(
            "INSERT INTO resource_terms VALUES ('i1', 'queue', ?, ?)",
            (term, n),
        )
        .unwrap();
    }
    for (id, channel, state) in [
        (
            "t1",
            "TASK",
            r#"{"task":{"expires":"2026-01-02T03:04:05.678Z"}}"#,
        ),
        ("c1", "VOICE", r#"{"task":null}"#),
    ] {
        old.execute(
            "INSERT INTO contacts (instance, id, initial_id, channel, initiation_method, initiated,
                 enqueued, connected_to_agent, disconnected, scheduled, live, text, attributes,
                 record, state, modified, revision)
             VALUES ('i1', ?1, ?1, ?2, 'API', 0, -1, -1, -1, -1, 1, '', '{}', '{}', ?3, 0, 1)",
            (id, channel, state),
        )
        .unwrap();
    }
    drop(old);
    let store = SqliteStore::open(&config).unwrap();
    for (id, expires) in [("t1", Some(Timestamp(1_767_323_045_678))), ("c1", None)] {
        let row = store.contact("i1", id).await.unwrap().unwrap();
        assert_eq!(row.expires, expires, "{id}");
    }
    let mut query = ResourceQuery::new("i1", "queue");
    assert_eq!(store.count_resources(&query).await, Ok(3));
    query.filter = Filter::Term(Term::TagKey("a".into()));
    assert_eq!(store.count_resources(&query).await, Ok(2));
    let found = store.resources(&query).await.unwrap().rows;
    assert_eq!(
        found.iter().map(|row| &*row.id).collect::<Vec<_>>(),
        ["q0", "q1"]
    );
    store.close().await;
}
