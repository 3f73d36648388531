//! Searches among so many resources that a backend has a choice of ways: each must find the same.

use super::{Subject, put, resource};
use crate::{
    Batch, DeleteResource, Expect, Filter, ResourceQuery, ResourceRow, ResourceSort, Term, Text,
    terms,
};

/// More than a backend reads without looking for a shorter way.
const MANY: usize = 2_600;

fn row(n: usize) -> ResourceRow {
    // Names in another order than identifiers.
    let mut row = resource(
        "user",
        &format!("u{n:04}"),
        &format!("N{:04}", n * 1_009 % MANY),
    );
    row.tags.insert("half".into(), (n % 2).to_string());
    row.tags.insert("third".into(), (n % 3).to_string());
    row.facets.push(("group".into(), (n / 100).to_string()));
    row.facets.push(("part".into(), format!("{}", n / 1_300)));
    row.facets.push(("word".into(), format!("w{n:04}x")));
    row
}

fn filters() -> Vec<Filter> {
    let tag = |key: &str, value: &str| Filter::Term(Term::Tag(key.into(), value.into()));
    let word = |text| Filter::Facet("word".into(), text);
    let name = |text: &str| Filter::Name(Text::Starts(text.into()));
    let key = || Filter::Term(Term::TagKey("half".into()));
    vec![
        Filter::default(),
        key(),
        tag("half", "0"),
        Filter::facet("group", "7"),
        // Two long lists with a short one, a long one and nothing in common.
        Filter::All(vec![key(), tag("half", "1"), Filter::facet("group", "25")]),
        Filter::All(vec![key(), tag("third", "1")]),
        Filter::All(vec![
            Filter::facet("part", "0"),
            Filter::facet("group", "20"),
        ]),
        Filter::All(vec![key(), Filter::facet("none", "0")]),
        // Who is on both lists is found once.
        Filter::Any(vec![tag("half", "0"), tag("third", "0")]),
        Filter::Any(vec![tag("half", "0"), name("n00")]),
        Filter::All(vec![key(), name("n01")]),
        Filter::All(vec![Filter::facet("group", "3"), name("n1")]),
        // Few terms of a range, and many.
        word(Text::Starts("w001".into())),
        word(Text::Starts("w1".into())),
        word(Text::Contains("99".into())),
        word(Text::Contains("x".into())),
        word(Text::Between("w0010x".into(), "w0500x".into())),
        Filter::All(vec![tag("third", "2"), word(Text::Contains("7".into()))]),
        Filter::All(vec![
            Filter::Any(vec![tag("third", "2"), Filter::facet("group", "0")]),
            Filter::Any(vec![tag("half", "0"), word(Text::Starts("w2".into()))]),
        ]),
    ]
}

fn compares(value: &str, with: &Text) -> bool {
    let value = value.to_lowercase();
    match with {
        Text::Is(text) => value == text.to_lowercase(),
        Text::Starts(text) => value.starts_with(&text.to_lowercase()),
        Text::Contains(text) => value.contains(&text.to_lowercase()),
        Text::Between(first, last) => value >= first.to_lowercase() && value <= last.to_lowercase(),
    }
}

fn holds(filter: &Filter, row: &ResourceRow) -> bool {
    match filter {
        Filter::All(them) => them.iter().all(|it| holds(it, row)),
        Filter::Any(them) => them.iter().any(|it| holds(it, row)),
        Filter::Term(term) => terms::of_resource(row).contains(&terms::of(term)),
        Filter::Name(text) => compares(&row.name, text),
        Filter::Facet(name, text) => {
            let mut values = row.facets.iter().filter(|(facet, _)| facet == name);
            values.any(|(_, value)| compares(value, text))
        }
    }
}

async fn check(store: &Subject, rows: &[ResourceRow]) {
    for filter in filters() {
        for sort in [ResourceSort::Id, ResourceSort::Name] {
            let mut wanted: Vec<_> = rows.iter().filter(|row| holds(&filter, row)).collect();
            wanted.sort_unstable_by_key(|row| match sort {
                ResourceSort::Id => &row.id,
                ResourceSort::Name => &row.name,
            });
            let mut query = ResourceQuery::new("i1", "user");
            query.filter = filter.clone();
            query.sort = sort;
            query.limit = 700;
            let mut found = Vec::new();
            loop {
                let page = match store.resources(&query).await {
                    Ok(page) => page,
                    Err(error) => panic!("{filter:?}: {error}"),
                };
                found.extend(page.rows.into_iter().map(|row| row.id));
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
            assert!(
                found.iter().eq(wanted.iter().map(|row| &row.id)),
                "{filter:?} by {sort:?}: {} for {}",
                found.len(),
                wanted.len()
            );
            assert_eq!(
                store.count_resources(&query).await,
                Ok(wanted.len() as u64),
                "{filter:?}"
            );
        }
    }
}

pub(super) async fn many_are_searched_in_every_way_alike(store: Subject) {
    let mut rows: Vec<_> = (0..MANY).map(row).collect();
    for some in rows.chunks(200) {
        let batch = some.iter().fold(Batch::new(), |batch, row| {
            batch.put_resource(row.clone(), Expect::New)
        });
        put(&store, batch).await;
    }
    // Another kind, and another instance, have the same terms.
    let mut elsewhere = [row(1), row(1)];
    elsewhere[0].kind = "queue".into();
    elsewhere[0].arn = "arn:1".into();
    elsewhere[1].scope = "i2".into();
    elsewhere[1].arn = "arn:2".into();
    for row in elsewhere {
        put(&store, Batch::new().put_resource(row, Expect::New)).await;
    }
    check(&store, &rows).await;
    // What changed is found as it is now, and what is gone no more.
    let mut batch = Batch::new();
    for row in rows.iter_mut().step_by(40) {
        row.tags.insert("half".into(), "changed".into());
        row.facets.retain(|(name, _)| name != "word");
        batch = batch.put_resource(row.clone(), Expect::Any);
    }
    put(&store, batch).await;
    let mut batch = Batch::new();
    for row in rows.drain(..130) {
        batch = batch.with(DeleteResource {
            scope: row.scope,
            kind: row.kind,
            id: row.id,
            expect: Expect::Any,
        });
    }
    put(&store, batch).await;
    check(&store, &rows).await;
}
