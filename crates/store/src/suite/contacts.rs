//! Cases about contacts.

use super::{Subject, contact, journal, put};
use crate::{
    AttributeGroup, AttributeMatch, Batch, Conflict, ContactQuery, ContactSort, ContactTime,
    Expect, ForgetContacts, Order, PageKey, Position, PutContact, StoreError, TimeCondition,
    TimeRange, Written,
};
use ids::{Pii, Timestamp};

pub(super) async fn a_contact_is_read_back_as_written(store: Subject) {
    let mut row = contact("c1", 1_000);
    put(&store, Batch::new().put_contact(row.clone())).await;
    row.revision = 1;
    assert_eq!(store.contact("i1", "c1").await, Ok(Some(row.clone())));
    row.previous_id = Some("c0".into());
    row.initial_id = "c0".into();
    row.queue_id = Some("q1".into());
    row.agent_id = Some("a1".into());
    row.enqueued = Some(Timestamp(1_100));
    row.connected_to_agent = Some(Timestamp(1_200));
    row.disconnected = Some(Timestamp(1_300));
    row.scheduled = Some(Timestamp(900));
    row.expires = Some(Timestamp(9_000));
    row.disconnect_reason = Some("CUSTOMER_DISCONNECT".into());
    row.attributes
        .insert("tier".into(), Pii::new("Gold".into()));
    row.live = false;
    row.state = None;
    put(&store, Batch::new().put_contact(row.clone())).await;
    row.revision = 2;
    assert_eq!(store.contact("i1", "c1").await, Ok(Some(row.clone())));
    assert_eq!(store.contact("i2", "c1").await, Ok(None));
    let stale = Batch::new().with(PutContact {
        row: Box::new(row.clone()),
        expect: Expect::Revision(1),
    });
    assert_eq!(
        store.commit(stale).await,
        Err(StoreError::Conflict(Conflict::Changed {
            what: "contact".into(),
            id: "c1".into(),
            expected: 1,
            found: 2
        }))
    );
    let again = Batch::new().with(PutContact {
        row: Box::new(row),
        expect: Expect::New,
    });
    assert!(matches!(
        store.commit(again).await,
        Err(StoreError::Conflict(Conflict::Exists { .. }))
    ));
}

pub(super) async fn live_contacts_come_oldest_first(store: Subject) {
    let mut ended = contact("c2", 500);
    ended.live = false;
    let mut elsewhere = contact("c9", 100);
    elsewhere.instance = "i2".into();
    let batch = Batch::new()
        .put_contact(contact("c1", 3_000))
        .put_contact(contact("c3", 1_000))
        .put_contact(ended)
        .put_contact(elsewhere);
    put(&store, batch).await;
    let live = store.live_contacts("i1").await;
    let ids = live.map(|rows| rows.into_iter().map(|row| row.id).collect::<Vec<_>>());
    assert_eq!(ids, Ok(vec!["c3".into(), "c1".into()]));
}

async fn all(store: &Subject, mut query: ContactQuery) -> Vec<String> {
    let mut ids = Vec::new();
    let count = store.count_contacts(&query).await;
    loop {
        let page = match store.contacts(&query).await {
            Ok(page) => page,
            Err(error) => panic!("the page failed: {error}"),
        };
        assert!(page.rows.len() <= query.limit);
        ids.extend(page.rows.into_iter().map(|row| row.id));
        query.after = page.next;
        if query.after.is_none() {
            assert_eq!(count, Ok(ids.len() as u64));
            return ids;
        }
    }
}

/// Three contacts that differ in everything.
fn three() -> Batch {
    let mut one = contact("c1", 1_000);
    one.queue_id = Some("q1".into());
    one.agent_id = Some("a1".into());
    one.disconnected = Some(Timestamp(5_000));
    one.expires = Some(Timestamp(8_000));
    one.live = false;
    one.text = Pii::new("Ada LOVELACE".into());
    one.attributes
        .insert("tier".into(), Pii::new("Gold".into()));
    one.attributes.insert("lang".into(), Pii::new("de".into()));
    let mut two = contact("c2", 2_000);
    two.channel = "CHAT".into();
    two.queue_id = Some("q2".into());
    two.disconnected = Some(Timestamp(4_000));
    two.expires = Some(Timestamp(9_000));
    two.live = false;
    two.attributes
        .insert("tier".into(), Pii::new("silver".into()));
    two.attributes.insert("lang".into(), Pii::new("de".into()));
    let mut three = contact("c3", 3_000);
    three.initiation_method = "OUTBOUND".into();
    three.agent_id = Some("a1".into());
    three.initial_id = "c1".into();
    Batch::new()
        .put_contact(one)
        .put_contact(two)
        .put_contact(three)
}

pub(super) async fn contacts_are_searched_by_every_condition(store: Subject) {
    put(&store, three()).await;
    let base = ContactQuery::new("i1");
    let check = async |change: &dyn Fn(&mut ContactQuery), wanted: &[&str]| {
        let mut query = base.clone();
        query.limit = 2;
        change(&mut query);
        assert_eq!(all(&store, query).await, wanted);
    };
    check(&|_| (), &["c3", "c2", "c1"]).await;
    check(&|q| q.order = Order::Ascending, &["c1", "c2", "c3"]).await;
    check(&|q| q.channels = vec!["VOICE".into()], &["c3", "c1"]).await;
    check(
        &|q| q.channels = vec!["VOICE".into(), "CHAT".into()],
        &["c3", "c2", "c1"],
    )
    .await;
    check(
        &|q| q.queues = vec!["q1".into(), "q2".into()],
        &["c2", "c1"],
    )
    .await;
    check(&|q| q.agents = vec!["a1".into()], &["c3", "c1"]).await;
    check(&|q| q.initiation_methods = vec!["OUTBOUND".into()], &["c3"]).await;
    check(&|q| q.initial_id = Some("c1".into()), &["c3", "c1"]).await;
    check(&|q| q.live = Some(true), &["c3"]).await;
    check(&|q| q.live = Some(false), &["c2", "c1"]).await;
    check(&|q| q.texts = vec!["lovel".into()], &["c1"]).await;
    check(&|q| q.texts = vec!["%".into()], &[]).await;
    let both = |q: &mut ContactQuery| q.texts = vec!["lovel".into(), "nowhere".into()];
    check(&both, &[]).await;
    let any = |q: &mut ContactQuery| {
        both(q);
        q.text_match = AttributeMatch::Any;
    };
    check(&any, &["c1"]).await;
    let neither = |q: &mut ContactQuery| {
        both(q);
        q.text_match = AttributeMatch::None;
    };
    check(&neither, &["c3", "c2"]).await;
    let range = |of, from, to| TimeRange {
        of,
        from: Timestamp(from),
        to: Timestamp(to),
    };
    check(
        &|q| q.time = Some(range(ContactTime::Initiated, 1_000, 2_000)),
        &["c2", "c1"],
    )
    .await;
    check(
        &|q| q.time = Some(range(ContactTime::Initiated, 1_001, 1_999)),
        &[],
    )
    .await;
    // c3 has not ended: no span holds it, however early it begins.
    check(
        &|q| q.time = Some(range(ContactTime::Disconnected, -9, 9_000)),
        &["c2", "c1"],
    )
    .await;
    check(
        &|q| {
            q.time = Some(range(ContactTime::Disconnected, 0, 9_000));
            q.sort = ContactSort::Time(ContactTime::Disconnected);
        },
        &["c1", "c2"],
    )
    .await;
    let by_expiry = |q: &mut ContactQuery| q.sort = ContactSort::Time(ContactTime::Expires);
    check(&by_expiry, &["c2", "c1", "c3"]).await;
    check(&|q| q.sort = ContactSort::Channel, &["c3", "c1", "c2"]).await;
    check(
        &|q| q.sort = ContactSort::InitiationMethod,
        &["c3", "c2", "c1"],
    )
    .await;
    let tier = ("tier".to_owned(), vec!["GOLD".to_owned()]);
    let lang = ("lang".to_owned(), vec!["de".to_owned(), "fr".to_owned()]);
    check(&|q| q.attributes = vec![tier.clone()], &["c1"]).await;
    check(&|q| q.attributes = vec![lang.clone()], &["c2", "c1"]).await;
    check(
        &|q| q.attributes = vec![tier.clone(), lang.clone()],
        &["c1"],
    )
    .await;
    check(
        &|q| {
            q.attributes = vec![tier.clone(), lang.clone()];
            q.attribute_match = AttributeMatch::Any;
        },
        &["c2", "c1"],
    )
    .await;
    check(
        &|q| {
            q.attributes = vec![tier.clone(), lang.clone()];
            q.attribute_match = AttributeMatch::None;
        },
        &["c3"],
    )
    .await;
    assert_eq!(all(&store, ContactQuery::new("i2")).await, [""; 0]);
    more_conditions(&store).await;
}

pub(super) async fn old_contacts_are_forgotten_with_their_journal(store: Subject) {
    let mut batch = Batch::new();
    for (id, at) in [
        ("old", 1_000),
        ("older", 900),
        ("live", 800),
        ("new", 5_000),
    ] {
        let mut row = contact(id, at);
        row.live = id == "live";
        row.attributes
            .insert("tier".into(), Pii::new("gold".into()));
        batch = batch
            .put_contact(row)
            .with(journal(&format!("contact/{id}"), "begun"))
            .with(journal(&format!("flow-log/{id}"), "flowLog"));
    }
    put(&store, batch).await;
    let forget = |most| {
        Batch::new().with(ForgetContacts {
            instance: "i1".into(),
            before: Timestamp(2_000),
            most,
        })
    };
    let golden = || {
        let mut query = ContactQuery::new("i1");
        query.attributes = vec![("tier".to_owned(), vec!["gold".to_owned()])];
        query
    };
    let first = put(&store, forget(1)).await;
    assert_eq!(first.written, [Written::Deleted(1)], "the oldest first");
    assert_eq!(all(&store, golden()).await, ["new", "old", "live"]);
    put(&store, forget(9)).await;
    assert_eq!(all(&store, golden()).await, ["new", "live"]);
    let said = store.journal(Position::START, 99).await.unwrap_or_default();
    let streams: Vec<_> = said.into_iter().map(|it| it.entry.stream).collect();
    assert_eq!(
        streams,
        [
            "contact/live",
            "flow-log/live",
            "contact/new",
            "flow-log/new"
        ]
    );
    // A contact of that name may come again.
    put(&store, Batch::new().put_contact(contact("old", 9_000))).await;
    assert_eq!(all(&store, ContactQuery::new("i1")).await.len(), 3);
}

pub(super) async fn pages_of_contacts_go_on_after_equal_times(store: Subject) {
    let mut batch = Batch::new();
    for n in 0..7 {
        batch = batch.put_contact(contact(&format!("c{n}"), 1_000));
    }
    put(&store, batch).await;
    let mut query = ContactQuery::new("i1");
    query.limit = 3;
    assert_eq!(
        all(&store, query.clone()).await,
        ["c6", "c5", "c4", "c3", "c2", "c1", "c0"]
    );
    // None has ended: they all sort by nothing.
    query.sort = ContactSort::Time(ContactTime::Disconnected);
    query.order = Order::Ascending;
    assert_eq!(all(&store, query.clone()).await.len(), 7);
    query.after = Some(PageKey {
        sort: "soon".into(),
        id: "c1".into(),
    });
    assert!(matches!(
        store.contacts(&query).await,
        Err(StoreError::Invalid { field: "after", .. })
    ));
}

pub(super) async fn attributes_follow_the_contact(store: Subject) {
    let mut row = contact("c1", 1_000);
    row.attributes
        .insert("tier".into(), Pii::new("gold".into()));
    put(&store, Batch::new().put_contact(row.clone())).await;
    row.attributes
        .insert("tier".into(), Pii::new("silver".into()));
    row.attributes.insert("new".into(), Pii::new("yes".into()));
    put(&store, Batch::new().put_contact(row)).await;
    let found = async |name: &str, value: &str| {
        let mut query = ContactQuery::new("i1");
        query.attributes = vec![(name.into(), vec![value.into()])];
        store.count_contacts(&query).await
    };
    assert_eq!(found("tier", "gold").await, Ok(0));
    assert_eq!(found("tier", "silver").await, Ok(1));
    assert_eq!(found("new", "yes").await, Ok(1));
}

/// Groups of attributes beside each other, and points in time that were not reached.
async fn more_conditions(store: &Subject) {
    let mut tagged = contact("tagged", 9_000);
    for (name, value) in [("$tag:team", "Blue"), ("$group:1", "g1"), ("tier", "Iron")] {
        tagged
            .attributes
            .insert(name.into(), Pii::new(value.into()));
    }
    let mut later = contact("later", 9_500);
    later.scheduled = Some(Timestamp(20_000));
    later
        .attributes
        .insert("$tag:team".into(), Pii::new("Red".into()));
    put(store, Batch::new().put_contact(tagged).put_contact(later)).await;
    let asked = |groups: &[(AttributeMatch, &[(&str, &str)])]| {
        let mut query = ContactQuery::new("i1");
        let group = |(matches, list): &(AttributeMatch, &[(&str, &str)])| AttributeGroup {
            matches: *matches,
            attributes: list
                .iter()
                .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
                .collect(),
        };
        query.groups = groups.iter().map(group).collect();
        query
    };
    let (each, any) = (AttributeMatch::All, AttributeMatch::Any);
    let teams: &[(&str, &str)] = &[("$tag:team", "blue"), ("$tag:team", "red")];
    assert_eq!(
        all(store, asked(&[(any, teams)])).await,
        ["later", "tagged"]
    );
    assert!(all(store, asked(&[(each, teams)])).await.is_empty());
    let both = asked(&[
        (any, teams),
        (each, &[("$group:1", "g1"), ("tier", "iron")]),
    ]);
    assert_eq!(all(store, both).await, ["tagged"]);
    let mut times = asked(&[(any, teams)]);
    times.more_times = vec![TimeCondition::Missing(ContactTime::Scheduled)];
    assert_eq!(all(store, times.clone()).await, ["tagged"]);
    let span = TimeRange {
        of: ContactTime::Scheduled,
        from: Timestamp(19_000),
        to: Timestamp(21_000),
    };
    times.more_times.push(TimeCondition::Within(span));
    assert!(all(store, times.clone()).await.is_empty());
    times.more_times_match = any;
    assert_eq!(all(store, times).await, ["later", "tagged"]);
}
