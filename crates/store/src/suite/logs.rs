//! Cases about the journal, the outbox and its cursors.

use super::{Subject, journal, message, put};
use crate::{AdvanceCursor, Batch, OutboxQuery, Position, Trim};

pub(super) async fn the_journal_is_read_in_order(store: Subject) {
    let batch = Batch::new()
        .with(journal("contact/c1", "begun"))
        .with(journal("agent/a1", "available"))
        .with(journal("contact/c1", "ended"));
    let committed = put(&store, batch).await;
    let positions: Vec<_> = committed.positions().collect();
    assert_eq!(positions.len(), 3);
    assert!(positions.is_sorted_by(|a, b| a < b));
    let kinds = |rows: Result<Vec<crate::JournalRow>, _>| {
        rows.map(|rows| {
            rows.into_iter()
                .map(|row| row.entry.kind)
                .collect::<Vec<_>>()
        })
    };
    let all = store.journal(Position::START, 10).await;
    assert_eq!(
        all.as_ref()
            .map(|rows| rows.iter().map(|row| row.position).collect()),
        Ok(positions.clone())
    );
    assert_eq!(
        all.as_ref()
            .ok()
            .and_then(|rows| rows.first())
            .map(|row| &row.entry),
        Some(&journal("contact/c1", "begun"))
    );
    assert_eq!(
        kinds(all),
        Ok(vec!["begun".into(), "available".into(), "ended".into()])
    );
    assert_eq!(
        kinds(store.journal(positions[0], 1).await),
        Ok(vec!["available".into()])
    );
    let stream = store
        .journal_of("i1", "contact/c1", Position::START, 10)
        .await;
    assert_eq!(kinds(stream), Ok(vec!["begun".into(), "ended".into()]));
    let later = store.journal_of("i1", "contact/c1", positions[0], 10).await;
    assert_eq!(kinds(later), Ok(vec!["ended".into()]));
    let other = store
        .journal_of("i2", "contact/c1", Position::START, 10)
        .await;
    assert_eq!(kinds(other), Ok(vec![]));
}

pub(super) async fn the_outbox_is_read_by_topic_and_its_end_is_told(store: Subject) {
    let mut streamed = message("agent_event", "a1");
    streamed.stream = Some("arn:aws:kinesis:us-east-1:123456789012:stream/agents".into());
    let mut elsewhere = message("contact_event", "c9");
    elsewhere.instance = "i2".into();
    let batch = Batch::new()
        .with(message("contact_event", "c1"))
        .with(streamed.clone())
        .with(message("contact_event", "c2"))
        .with(elsewhere);
    let positions: Vec<_> = put(&store, batch).await.positions().collect();
    let read = async |query: OutboxQuery| match store.outbox(&query).await {
        Ok(page) => {
            let keys: Vec<_> = page
                .rows
                .iter()
                .map(|row| row.message.key.clone())
                .collect();
            (keys, page.through)
        }
        Err(error) => panic!("the read failed: {error}"),
    };
    let base = OutboxQuery {
        limit: 10,
        ..OutboxQuery::default()
    };
    let page = store.outbox(&base).await;
    assert_eq!(
        page.map(|page| page.rows.into_iter().map(|row| row.message).nth(1)),
        Ok(Some(streamed.clone()))
    );
    let keys = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect::<Vec<_>>();
    assert_eq!(
        read(base.clone()).await,
        (keys(&["c1", "a1", "c2", "c9"]), positions[3])
    );
    let contacts = OutboxQuery {
        topics: vec!["contact_event".into()],
        ..base.clone()
    };
    assert_eq!(
        read(contacts.clone()).await,
        (keys(&["c1", "c2", "c9"]), positions[3])
    );
    // A full page ends at its last row, others at the outbox's end.
    let full = OutboxQuery {
        limit: 1,
        ..contacts
    };
    assert_eq!(read(full).await, (keys(&["c1"]), positions[0]));
    let streams = OutboxQuery {
        streams: streamed.stream.into_iter().collect(),
        ..base.clone()
    };
    assert_eq!(read(streams).await, (keys(&["a1"]), positions[3]));
    let instance = OutboxQuery {
        instances: vec!["i2".into()],
        ..base.clone()
    };
    assert_eq!(read(instance).await, (keys(&["c9"]), positions[3]));
    let none = OutboxQuery {
        after: positions[3],
        ..base
    };
    assert_eq!(read(none).await, (keys(&[]), positions[3]));
}

pub(super) async fn cursors_never_go_back(store: Subject) {
    assert_eq!(store.cursor("file").await, Ok(Position::START));
    for (to, stands) in [(5, 5), (9, 9), (3, 9)] {
        let batch = Batch::new().with(AdvanceCursor {
            sink: "file".into(),
            position: Position(to),
        });
        put(&store, batch).await;
        assert_eq!(store.cursor("file").await, Ok(Position(stands)));
    }
    assert_eq!(
        store.cursors().await,
        Ok(vec![("file".into(), Position(9))])
    );
}

pub(super) async fn trimmed_positions_are_not_given_out_again(store: Subject) {
    let batch = || {
        Batch::new()
            .with(message("contact_event", "c1"))
            .with(journal("contact/c1", "begun"))
    };
    let first: Vec<_> = put(&store, batch()).await.positions().collect();
    let trim = Batch::new()
        .with(Trim::Outbox(first[0]))
        .with(Trim::Journal(first[1]));
    put(&store, trim).await;
    assert_eq!(store.journal(Position::START, 10).await, Ok(vec![]));
    let second: Vec<_> = put(&store, batch()).await.positions().collect();
    assert!(second[0] > first[0] && second[1] > first[1]);
    let page = store
        .outbox(&OutboxQuery {
            limit: 10,
            ..OutboxQuery::default()
        })
        .await;
    assert_eq!(page.map(|page| page.rows.len()), Ok(1));
}

pub(super) async fn the_end_of_the_outbox_is_announced(store: Subject) {
    let mut end = store.outbox_end();
    let before = *end.borrow_and_update();
    let committed = put(&store, Batch::new().with(message("contact_event", "c1"))).await;
    assert!(end.changed().await.is_ok());
    assert_eq!(Some(*end.borrow_and_update()), committed.positions().next());
    assert!(*end.borrow() > before);
}
