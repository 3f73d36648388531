//! Cases about messages that were sent.

use super::{Subject, put};
use crate::{Batch, Order, PageKey, PutSent, SentQuery, SentRow, StoreError, Trim};
use ids::{Pii, Timestamp};

fn sent(id: &str, at: i64) -> SentRow {
    SentRow {
        id: id.into(),
        channel: "TEXT".into(),
        destination: Pii::new("+14255550156".into()),
        originator: "Shop".into(),
        set: None,
        status: "QUEUED".into(),
        at: Timestamp(at),
        live: true,
        body: Pii::new(r#"{"b":"Grüße"}"#.into()),
    }
}

fn keep(row: SentRow) -> PutSent {
    PutSent { row: Box::new(row) }
}

async fn all(store: &Subject, mut query: SentQuery) -> Vec<String> {
    let mut ids = Vec::new();
    loop {
        let page = match store.sent_page(&query).await {
            Ok(page) => page,
            Err(error) => panic!("the page failed: {error}"),
        };
        assert!(page.rows.len() <= query.limit);
        ids.extend(page.rows.into_iter().map(|row| row.id));
        query.after = page.next;
        if query.after.is_none() {
            return ids;
        }
    }
}

pub(super) async fn a_sent_message_is_read_back_as_it_was_kept_last(store: Subject) {
    let mut row = sent("m1", 1_000);
    row.set = Some("shop".into());
    put(&store, Batch::new().with(keep(row.clone()))).await;
    assert_eq!(store.sent("m1").await, Ok(Some(row.clone())));
    row.originator = "+12065550100".into();
    row.status = "DELIVERED".into();
    row.live = false;
    row.body = Pii::new("{}".into());
    put(&store, Batch::new().with(keep(row.clone()))).await;
    assert_eq!(store.sent("m1").await, Ok(Some(row)));
    assert_eq!(store.sent("m2").await, Ok(None));
}

pub(super) async fn sent_messages_are_searched_by_every_condition(store: Subject) {
    let mut one = sent("m1", 1_000);
    one.status = "DELIVERED".into();
    one.live = false;
    one.set = Some("shop".into());
    let mut two = sent("m2", 2_000);
    two.destination = Pii::new("+33755512501".into());
    two.channel = "MEDIA".into();
    two.originator = "+12065550100".into();
    let mut three = sent("m3", 2_000);
    three.status = "UNKNOWN".into();
    three.live = false;
    let batch = [one, two, three].into_iter().map(keep).collect();
    put(&store, batch).await;
    let check = async |change: &dyn Fn(&mut SentQuery), wanted: &[&str]| {
        let mut query = SentQuery {
            limit: 1,
            ..SentQuery::default()
        };
        change(&mut query);
        assert_eq!(all(&store, query).await, wanted);
    };
    check(&|_| (), &["m3", "m2", "m1"]).await;
    check(&|q| q.order = Order::Ascending, &["m1", "m2", "m3"]).await;
    let to = |q: &mut SentQuery| q.destination = Some(Pii::new("+14255550156".into()));
    check(&to, &["m3", "m1"]).await;
    check(&|q| q.originator = Some("Shop".into()), &["m3", "m1"]).await;
    check(&|q| q.originator = Some("shop".into()), &[]).await;
    check(&|q| q.set = Some("shop".into()), &["m1"]).await;
    check(
        &|q| q.statuses = vec!["DELIVERED".into(), "QUEUED".into()],
        &["m2", "m1"],
    )
    .await;
    check(&|q| q.channels = vec!["MEDIA".into()], &["m2"]).await;
    check(&|q| q.live = Some(true), &["m2"]).await;
    check(&|q| q.live = Some(false), &["m3", "m1"]).await;
    check(&|q| q.from = Some(Timestamp(1_001)), &["m3", "m2"]).await;
    check(&|q| q.to = Some(Timestamp(2_000)), &["m1"]).await;
    let both = |q: &mut SentQuery| {
        to(q);
        q.statuses = vec!["UNKNOWN".into()];
    };
    check(&both, &["m3"]).await;
    let wrong = SentQuery {
        after: Some(PageKey {
            sort: "x".into(),
            id: "m1".into(),
        }),
        ..SentQuery::default()
    };
    assert!(matches!(
        store.sent_page(&wrong).await,
        Err(StoreError::Invalid { field: "after", .. })
    ));
}

pub(super) async fn sent_messages_with_an_outcome_are_forgotten_by_age(store: Subject) {
    let ended = |id: &str, at| {
        let mut row = sent(id, at);
        row.live = false;
        keep(row)
    };
    let batch = Batch::new()
        .with(ended("old", 1_000))
        .with(ended("new", 2_000))
        .with(keep(sent("open", 1_000)));
    put(&store, batch).await;
    put(&store, Batch::new().with(Trim::Sent(Timestamp(2_000)))).await;
    assert_eq!(all(&store, SentQuery::default()).await, ["new", "open"]);
}
