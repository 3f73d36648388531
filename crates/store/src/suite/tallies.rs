//! Cases about tallies.

use super::{Subject, put};
use crate::{Batch, PutTally, Tally, TallyQuery, Trim};
use ids::Timestamp;

fn tally(instance: &str, series: &str, span: i64, start: i64, key: &str, data: &[u8]) -> PutTally {
    PutTally {
        instance: instance.into(),
        series: series.into(),
        span,
        tally: Tally {
            start: Timestamp(start),
            key: key.into(),
            data: data.to_vec(),
        },
    }
}

async fn read(
    store: &Subject,
    instance: &str,
    span: i64,
    from: i64,
    to: i64,
) -> Vec<(i64, String, Vec<u8>)> {
    let query = TallyQuery {
        instance: instance.into(),
        series: "contacts".into(),
        span,
        from: Timestamp(from),
        to: Timestamp(to),
    };
    match store.tallies(&query).await {
        Ok(rows) => rows
            .into_iter()
            .map(|it| (it.start.0, it.key, it.data))
            .collect(),
        Err(error) => panic!("the read failed: {error}"),
    }
}

pub(super) async fn a_tally_takes_the_place_of_the_one_before(store: Subject) {
    let batch = Batch::new()
        .with(tally("i1", "contacts", 300, 600, "a\u{1f}b", &[1, 0, 255]))
        .with(tally("i1", "contacts", 300, 600, "", &[2]));
    put(&store, batch).await;
    let again = Batch::new().with(tally("i1", "contacts", 300, 600, "", &[]));
    put(&store, again).await;
    let expected = vec![
        (600, String::new(), vec![]),
        (600, "a\u{1f}b".to_owned(), vec![1, 0, 255]),
    ];
    assert_eq!(read(&store, "i1", 300, 600, 601).await, expected);
}

pub(super) async fn tallies_are_read_by_series_span_and_time(store: Subject) {
    let mut batch = Batch::new()
        .with(tally("i2", "contacts", 300, 600, "x", b"other instance"))
        .with(tally("i1", "agents", 300, 600, "x", b"other series"))
        .with(tally("i1", "contacts", 900, 600, "x", b"other span"));
    for (start, key) in [(900, "b"), (900, "a"), (600, "z"), (300, "y"), (-300, "w")] {
        batch.push(tally("i1", "contacts", 300, start, key, key.as_bytes()));
    }
    put(&store, batch).await;
    let keys = |rows: Vec<(i64, String, Vec<u8>)>| {
        rows.into_iter().map(|it| it.1).collect::<Vec<_>>().concat()
    };
    assert_eq!(keys(read(&store, "i1", 300, 300, 901).await), "yzab");
    assert_eq!(keys(read(&store, "i1", 300, 301, 900).await), "z");
    assert_eq!(keys(read(&store, "i1", 300, -300, 0).await), "w");
    assert_eq!(keys(read(&store, "i1", 900, 0, 9_999).await), "x");
}

pub(super) async fn tallies_are_forgotten_by_age(store: Subject) {
    let batch = Batch::new()
        .with(tally("i1", "contacts", 300, 300, "old", b""))
        .with(tally("i1", "contacts", 300, 600, "new", b""))
        .with(tally("i1", "contacts", 900, 300, "long", b""))
        .with(tally("i2", "contacts", 300, 600, "theirs", b""));
    put(&store, batch).await;
    let trim = Trim::Tallies {
        span: 300,
        before: Timestamp(600),
    };
    put(&store, Batch::new().with(trim)).await;
    assert_eq!(read(&store, "i1", 300, 0, 9_999).await.len(), 1);
    assert_eq!(read(&store, "i1", 900, 0, 9_999).await.len(), 1);
    assert_eq!(read(&store, "i2", 300, 0, 9_999).await.len(), 1);
    let from = Trim::TalliesFrom {
        span: 300,
        from: Timestamp(600),
    };
    put(&store, Batch::new().with(from)).await;
    assert_eq!(read(&store, "i1", 300, 0, 9_999).await.len(), 0);
    assert_eq!(read(&store, "i1", 900, 0, 9_999).await.len(), 1);
}
