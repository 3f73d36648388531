//! Cases about entries.

use super::{Subject, put};
use crate::{Batch, Conflict, DeleteEntry, Entry, Expect, PutEntry, StoreError, Trim, Written};
use ids::Timestamp;

fn write(entry: Entry, expect: Expect, now: i64) -> Batch {
    Batch::new().with(PutEntry {
        entry,
        expect,
        now: Timestamp(now),
    })
}

pub(super) async fn an_entry_is_read_back_as_written(store: Subject) {
    let mut entry = Entry::new("session", "s1", vec![0, 159, 255]);
    entry.expires = Some(Timestamp(9_000));
    put(&store, write(entry.clone(), Expect::New, 0)).await;
    entry.revision = 1;
    assert_eq!(store.entry("session", "s1").await, Ok(Some(entry.clone())));
    assert_eq!(store.entry("token", "s1").await, Ok(None));
    assert!(matches!(
        store.commit(write(entry.clone(), Expect::New, 0)).await,
        Err(StoreError::Conflict(Conflict::Exists { .. }))
    ));
    let committed = put(&store, write(entry.clone(), Expect::Revision(1), 0)).await;
    assert_eq!(committed.revision(), Some(2));
    let delete = |expect| {
        Batch::new().with(DeleteEntry {
            space: "session".into(),
            key: "s1".into(),
            expect,
        })
    };
    assert!(matches!(
        store.commit(delete(Expect::Revision(1))).await,
        Err(StoreError::Conflict(Conflict::Changed {
            expected: 1,
            found: 2,
            ..
        }))
    ));
    let committed = put(&store, delete(Expect::Revision(2))).await;
    assert_eq!(committed.written, [Written::Deleted(1)]);
    let committed = put(&store, delete(Expect::Any)).await;
    assert_eq!(committed.written, [Written::Deleted(0)]);
    assert!(matches!(
        store.commit(delete(Expect::Revision(2))).await,
        Err(StoreError::NotFound { .. })
    ));
}

pub(super) async fn expired_entries_count_as_absent(store: Subject) {
    let mut entry = Entry::new("token", "t1", *b"first");
    entry.expires = Some(Timestamp(1_000));
    put(&store, write(entry.clone(), Expect::New, 0)).await;
    entry.value = b"second".to_vec();
    assert!(
        store
            .commit(write(entry.clone(), Expect::New, 999))
            .await
            .is_err()
    );
    assert!(matches!(
        store
            .commit(write(entry.clone(), Expect::Revision(1), 1_000))
            .await,
        Err(StoreError::NotFound { .. })
    ));
    entry.expires = Some(Timestamp(2_000));
    let committed = put(&store, write(entry.clone(), Expect::New, 1_000)).await;
    assert_eq!(committed.revision(), Some(1));
    let found = store.entry("token", "t1").await;
    assert_eq!(
        found.map(|found| found.map(|e| e.value)),
        Ok(Some(entry.value))
    );
}

pub(super) async fn entries_are_listed_by_prefix(store: Subject) {
    for key in ["user/2", "user/1", "user%", "user/3", "group/1", "userx"] {
        put(&store, write(Entry::new("key", key, *b""), Expect::New, 0)).await;
    }
    put(
        &store,
        write(Entry::new("other", "user/9", *b""), Expect::New, 0),
    )
    .await;
    let list = async |prefix: &str, after: Option<&str>, limit| {
        let entries = store.entries("key", prefix, after, limit).await;
        entries.map(|entries| entries.into_iter().map(|e| e.key).collect::<Vec<_>>())
    };
    let keys = |keys: &[&str]| Ok(keys.iter().map(|&key| key.to_owned()).collect::<Vec<_>>());
    assert_eq!(
        list("user/", None, 10).await,
        keys(&["user/1", "user/2", "user/3"])
    );
    assert_eq!(list("user/", Some("user/1"), 1).await, keys(&["user/2"]));
    assert_eq!(
        list("", None, 10).await,
        keys(&["group/1", "user%", "user/1", "user/2", "user/3", "userx"])
    );
}

pub(super) async fn entries_are_swept(store: Subject) {
    for (key, expires) in [("a", Some(1_000)), ("b", Some(1_001)), ("c", None)] {
        let mut entry = Entry::new("session", key, *b"");
        entry.expires = expires.map(Timestamp);
        put(&store, write(entry, Expect::New, 0)).await;
    }
    let committed = put(&store, Batch::new().with(Trim::Entries(Timestamp(1_000)))).await;
    assert_eq!(committed.written, [Written::Deleted(1)]);
    let left = store.entries("session", "", None, 10).await;
    assert_eq!(
        left.map(|left| left.into_iter().map(|e| e.key).collect()),
        Ok(vec!["b".to_owned(), "c".to_owned()])
    );
}
