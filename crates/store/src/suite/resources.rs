//! Cases about resources.

use super::{Subject, put, resource};
use crate::{
    Batch, Conflict, DeleteResource, Expect, Filter, Order, ResourceQuery, ResourceSort,
    StoreError, Term, Text, Written,
};

pub(super) async fn a_resource_is_read_back_as_written(store: Subject) {
    let mut row = resource("queue", "q1", "Basic");
    row.tags.insert("team".into(), "blue".into());
    row.facets = vec![("hours".into(), "h1".into()), ("hours".into(), "h2".into())];
    put(&store, Batch::new().put_resource(row.clone(), Expect::New)).await;
    row.revision = 1;
    let wanted = Some(row.clone());
    assert_eq!(
        store.resource("i1", "queue", "q1").await,
        Ok(wanted.clone())
    );
    assert_eq!(
        store.resource_by_name("i1", "queue", "Basic").await,
        Ok(wanted.clone())
    );
    assert_eq!(store.resource_by_arn(&row.arn).await, Ok(wanted));
    assert_eq!(store.resource("i1", "user", "q1").await, Ok(None));
    assert_eq!(store.resource("i2", "queue", "q1").await, Ok(None));
    assert_eq!(store.resource_by_name("i1", "queue", "").await, Ok(None));
}

pub(super) async fn names_are_unique_within_scope_and_kind(store: Subject) {
    let first = resource("queue", "q1", "Basic");
    put(
        &store,
        Batch::new().put_resource(first.clone(), Expect::New),
    )
    .await;
    let taken = Err(StoreError::Conflict(Conflict::NameTaken {
        kind: "queue".into(),
        name: "Basic".into(),
    }));
    for expect in [Expect::New, Expect::Any] {
        let second = resource("queue", "q2", "Basic");
        let outcome = store
            .commit(Batch::new().put_resource(second, expect))
            .await;
        assert_eq!(outcome, taken);
    }
    // Renaming onto a taken name.
    let third = resource("queue", "q3", "Other");
    put(&store, Batch::new().put_resource(third, Expect::New)).await;
    let renamed = resource("queue", "q3", "Basic");
    assert_eq!(
        store
            .commit(Batch::new().put_resource(renamed, Expect::Revision(1)))
            .await,
        taken
    );
    // Another kind, another scope, no name: all fine.
    let mut elsewhere = first.clone();
    elsewhere.scope = "i2".into();
    let batch = Batch::new()
        .put_resource(resource("prompt", "p1", "Basic"), Expect::New)
        .put_resource(elsewhere, Expect::New)
        .put_resource(resource("queue", "q4", ""), Expect::New)
        .put_resource(resource("queue", "q5", ""), Expect::New);
    put(&store, batch).await;
    // The same identifier again.
    assert_eq!(
        store
            .commit(Batch::new().put_resource(first, Expect::New))
            .await,
        Err(StoreError::Conflict(Conflict::Exists {
            what: "queue".into(),
            id: "q1".into()
        }))
    );
}

pub(super) async fn a_name_can_move_to_another_resource(store: Subject) {
    put(
        &store,
        Batch::new().put_resource(resource("queue", "q1", "Basic"), Expect::New),
    )
    .await;
    let batch = Batch::new()
        .put_resource(resource("queue", "q1", "Old"), Expect::Revision(1))
        .put_resource(resource("queue", "q2", "Basic"), Expect::New);
    put(&store, batch).await;
    let now = store.resource_by_name("i1", "queue", "Basic").await;
    assert_eq!(now.map(|row| row.map(|row| row.id)), Ok(Some("q2".into())));
}

pub(super) async fn revisions_count_and_are_expected(store: Subject) {
    let row = resource("queue", "q1", "Basic");
    for (expect, revision) in [(Expect::New, 1), (Expect::Revision(1), 2), (Expect::Any, 3)] {
        let committed = put(&store, Batch::new().put_resource(row.clone(), expect)).await;
        assert_eq!(committed.revision(), Some(revision));
    }
    assert_eq!(
        store
            .commit(Batch::new().put_resource(row.clone(), Expect::Revision(2)))
            .await,
        Err(StoreError::Conflict(Conflict::Changed {
            what: "queue".into(),
            id: "q1".into(),
            expected: 2,
            found: 3
        }))
    );
    let missing = resource("queue", "q9", "Nine");
    assert_eq!(
        store
            .commit(Batch::new().put_resource(missing, Expect::Revision(1)))
            .await,
        Err(StoreError::NotFound {
            what: "queue".into(),
            id: "q9".into()
        })
    );
}

fn delete(id: &str, expect: Expect) -> Batch {
    Batch::new().with(DeleteResource {
        scope: "i1".into(),
        kind: "queue".into(),
        id: id.into(),
        expect,
    })
}

pub(super) async fn what_is_deleted_frees_its_name_and_terms(store: Subject) {
    let mut row = resource("queue", "q1", "Basic");
    row.tags.insert("team".into(), "blue".into());
    put(&store, Batch::new().put_resource(row, Expect::New)).await;
    assert!(matches!(
        store.commit(delete("q1", Expect::Revision(5))).await,
        Err(StoreError::Conflict(Conflict::Changed { found: 1, .. }))
    ));
    let committed = put(&store, delete("q1", Expect::Revision(1))).await;
    assert_eq!(committed.written, [Written::Deleted(1)]);
    let committed = put(&store, delete("q1", Expect::Any)).await;
    assert_eq!(committed.written, [Written::Deleted(0)]);
    assert!(matches!(
        store.commit(delete("q1", Expect::Revision(1))).await,
        Err(StoreError::NotFound { .. })
    ));
    put(
        &store,
        Batch::new().put_resource(resource("queue", "q2", "Basic"), Expect::New),
    )
    .await;
    let mut query = ResourceQuery::new("i1", "queue");
    query.filter = Filter::Term(Term::TagKey("team".into()));
    assert_eq!(store.count_resources(&query).await, Ok(0));
}

async fn all(store: &Subject, mut query: ResourceQuery) -> Vec<String> {
    let mut ids = Vec::new();
    loop {
        let page = match store.resources(&query).await {
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

pub(super) async fn pages_follow_the_order_and_lose_nothing(store: Subject) {
    // The names run against the identifiers; two differ in case only.
    let named = [
        ("q1", "delta"),
        ("q2", "Charlie"),
        ("q3", "charlie"),
        ("q4", "Alpha"),
        ("q5", "bravo"),
    ];
    let batch = named
        .iter()
        .fold(Batch::new(), |batch, (id, name)| {
            batch.put_resource(resource("queue", id, name), Expect::New)
        })
        .put_resource(resource("prompt", "p1", "Aaa"), Expect::New);
    put(&store, batch).await;
    let mut query = ResourceQuery::new("i1", "queue");
    assert_eq!(store.count_resources(&query).await, Ok(5));
    for limit in [1, 2, 5, 100] {
        query.limit = limit;
        query.sort = ResourceSort::Id;
        query.order = Order::Ascending;
        assert_eq!(
            all(&store, query.clone()).await,
            ["q1", "q2", "q3", "q4", "q5"]
        );
        query.order = Order::Descending;
        assert_eq!(
            all(&store, query.clone()).await,
            ["q5", "q4", "q3", "q2", "q1"]
        );
        query.sort = ResourceSort::Name;
        assert_eq!(
            all(&store, query.clone()).await,
            ["q1", "q3", "q2", "q5", "q4"]
        );
        query.order = Order::Ascending;
        assert_eq!(
            all(&store, query.clone()).await,
            ["q4", "q5", "q2", "q3", "q1"]
        );
    }
    query.limit = 0;
    assert!(matches!(
        store.resources(&query).await,
        Err(StoreError::Invalid { field: "limit", .. })
    ));
}

pub(super) async fn names_are_searched_without_regard_to_case(store: Subject) {
    let batch = [
        ("q1", "Früh 100%"),
        ("q2", "FRÜHSCHICHT"),
        ("q3", "Spät_früh"),
        ("q4", "x"),
    ]
    .iter()
    .fold(Batch::new(), |batch, (id, name)| {
        batch.put_resource(resource("queue", id, name), Expect::New)
    });
    put(&store, batch).await;
    let mut query = ResourceQuery::new("i1", "queue");
    query.filter = Filter::Name(Text::Contains("fRÜh".into()));
    assert_eq!(all(&store, query.clone()).await, ["q1", "q2", "q3"]);
    // What another language would read as a pattern is plain text.
    query.filter = Filter::Name(Text::Contains("0%".into()));
    assert_eq!(all(&store, query.clone()).await, ["q1"]);
    query.filter = Filter::Name(Text::Contains("_".into()));
    assert_eq!(all(&store, query.clone()).await, ["q3"]);
    query.filter = Filter::Name(Text::Is("FRÜH 100%".into()));
    assert_eq!(all(&store, query.clone()).await, ["q1"]);
    query.filter = Filter::Name(Text::Starts("Früh".into()));
    assert_eq!(all(&store, query.clone()).await, ["q1", "q2"]);
    assert_eq!(store.count_resources(&query).await, Ok(2));
}

pub(super) async fn tags_and_facets_select(store: Subject) {
    let tagged = [
        ("q1", "blue", "day", "h1"),
        ("q2", "blue", "night", "h2"),
        ("q3", "red", "day", "h1"),
    ];
    let mut batch = Batch::new();
    for (id, team, shift, hours) in tagged {
        let mut row = resource("queue", id, id);
        row.tags.insert("team".into(), team.into());
        row.tags.insert("shift".into(), shift.into());
        row.facets.push(("hours".into(), hours.into()));
        batch = batch.put_resource(row, Expect::New);
    }
    batch = batch.put_resource(resource("queue", "q4", "q4"), Expect::New);
    put(&store, batch).await;
    let tag = |key: &str, value: &str| Term::Tag(key.into(), value.into());
    let mut query = ResourceQuery::new("i1", "queue");
    for (groups, wanted) in [
        (vec![vec![tag("team", "blue")]], vec!["q1", "q2"]),
        (
            vec![vec![tag("team", "blue"), tag("shift", "day")]],
            vec!["q1"],
        ),
        (
            vec![vec![tag("team", "red")], vec![tag("shift", "night")]],
            vec!["q2", "q3"],
        ),
        (
            vec![vec![Term::TagKey("team".into())]],
            vec!["q1", "q2", "q3"],
        ),
        (
            vec![vec![
                Term::Facet("hours".into(), "h1".into()),
                tag("team", "red"),
            ]],
            vec!["q3"],
        ),
        (vec![vec![]], vec!["q1", "q2", "q3", "q4"]),
        (vec![vec![tag("hours", "h1")]], vec![]),
    ] {
        query.filter = Filter::Any(
            groups
                .into_iter()
                .map(|group| Filter::All(group.into_iter().map(Filter::Term).collect()))
                .collect(),
        );
        assert_eq!(all(&store, query.clone()).await, wanted);
        assert_eq!(store.count_resources(&query).await, Ok(wanted.len() as u64));
    }
    // A changed tag is found under its new value only.
    let mut row = resource("queue", "q1", "q1");
    row.tags.insert("team".into(), "red".into());
    put(&store, Batch::new().put_resource(row, Expect::Any)).await;
    query.filter = Filter::Term(tag("team", "blue"));
    assert_eq!(all(&store, query.clone()).await, ["q2"]);
    query.filter = Filter::Term(tag("team", "red"));
    assert_eq!(all(&store, query).await, ["q1", "q3"]);
}

pub(super) async fn criteria_nest_and_compare_facets_as_text(store: Subject) {
    let people = [
        ("u1", "Ada", "Lovelace", "north"),
        ("u2", "Grace", "Hopper", "north"),
        ("u3", "Alan", "Turing", "south"),
        ("u4", "Edsger", "Dijkstra", "west"),
    ];
    let mut batch = Batch::new();
    for (id, first, last, region) in people {
        let mut row = resource("user", id, id);
        row.tags.insert("region".into(), region.into());
        row.facets.push(("first".into(), first.to_lowercase()));
        row.facets.push(("last".into(), last.to_lowercase()));
        batch = batch.put_resource(row, Expect::New);
    }
    put(&store, batch).await;
    let facet = |name: &str, text: Text| Filter::Facet(name.into(), text);
    let region = |value: &str| Filter::Term(Term::Tag("region".into(), value.into()));
    let mut query = ResourceQuery::new("i1", "user");
    for (filter, wanted) in [
        (facet("first", Text::Is("ADA".into())), vec!["u1"]),
        (facet("first", Text::Starts("A".into())), vec!["u1", "u3"]),
        (facet("last", Text::Contains("op".into())), vec!["u2"]),
        (
            facet("last", Text::Between("d".into(), "i".into())),
            vec!["u2", "u4"],
        ),
        // A facet's name and its separator are no part of the text.
        (facet("last", Text::Contains("last".into())), vec![]),
        (
            Filter::Any(vec![
                Filter::All(vec![
                    region("north"),
                    Filter::Any(vec![
                        facet("first", Text::Starts("gr".into())),
                        Filter::Name(Text::Is("u9".into())),
                    ]),
                ]),
                region("west"),
            ]),
            vec!["u2", "u4"],
        ),
        (Filter::All(vec![region("north"), region("west")]), vec![]),
        (Filter::Any(Vec::new()), vec![]),
        (
            Filter::All(vec![Filter::default(), region("south")]),
            vec!["u3"],
        ),
    ] {
        query.filter = filter;
        query.limit = 1;
        assert_eq!(all(&store, query.clone()).await, wanted);
        assert_eq!(store.count_resources(&query).await, Ok(wanted.len() as u64));
    }
}

pub(super) async fn a_scope_is_read_whole(store: Subject) {
    let mut other = resource("queue", "q1", "Basic");
    other.scope = "i2".into();
    let batch = Batch::new()
        .put_resource(resource("queue", "q2", "B"), Expect::New)
        .put_resource(resource("queue", "q1", "A"), Expect::New)
        .put_resource(resource("prompt", "p1", "A"), Expect::New)
        .put_resource(other, Expect::New);
    put(&store, batch).await;
    let rows = store.resources_of_scope("i1").await;
    let ids = rows.map(|rows| rows.into_iter().map(|row| row.id).collect::<Vec<_>>());
    assert_eq!(ids, Ok(vec!["p1".into(), "q1".into(), "q2".into()]));
}
