//! Reading resources.

use super::{Conditions, direction, overfull, prefix_end};
use crate::connect::{Connection, Values};
use ids::{Pii, Timestamp};
use std::collections::{BTreeMap, HashMap};
use store::plan::{self, Condition, FEW_TERMS, Found, Lookup, Postings, Range};
use store::{Page, ResourceQuery, ResourceRow, ResourceSort, StoreError, Text, terms};
use tokio_postgres::Row;

/// So many resources are read and sorted in a few milliseconds.
const FEW: u64 = 2_000;
/// How many of a list are tried to learn what is left of it.
const SAMPLE: u64 = 1_000;

const COLUMNS: &str = "scope, kind, id, name, arn, body, created, modified, revision, tags, facets";

type Half = (ResourceRow, String, String);

fn half(row: &Row) -> Result<Half, tokio_postgres::Error> {
    let resource = ResourceRow {
        scope: row.try_get(0)?,
        kind: row.try_get(1)?,
        id: row.try_get(2)?,
        name: row.try_get(3)?,
        arn: row.try_get(4)?,
        body: Pii::new(row.try_get(5)?),
        tags: BTreeMap::new(),
        facets: Vec::new(),
        created: Timestamp(row.try_get(6)?),
        modified: Timestamp(row.try_get(7)?),
        revision: row.try_get(8)?,
    };
    Ok((resource, row.try_get(9)?, row.try_get(10)?))
}

fn whole((mut row, tags, facets): Half) -> Result<ResourceRow, StoreError> {
    let corrupt = |_| StoreError::Corrupt {
        reason: "a resource's tags or facets are not the JSON that was written".into(),
    };
    row.tags = serde_json::from_str(&tags).map_err(corrupt)?;
    row.facets = serde_json::from_str(&facets).map_err(corrupt)?;
    Ok(row)
}

async fn all(
    connection: &mut Connection,
    rest: &str,
    values: Values<'_>,
) -> Result<Vec<ResourceRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM resources{rest}");
    let halves = connection.all(&select, values, half).await?;
    halves.into_iter().map(whole).collect()
}

/// One resource, by a condition with its values.
pub(crate) async fn one(
    connection: &mut Connection,
    condition: &str,
    values: Values<'_>,
) -> Result<Option<ResourceRow>, StoreError> {
    let rows = all(connection, &format!(" WHERE {condition} LIMIT 1"), values).await?;
    Ok(rows.into_iter().next())
}

/// All of a scope.
pub(crate) async fn of_scope(
    connection: &mut Connection,
    scope: &str,
) -> Result<Vec<ResourceRow>, StoreError> {
    all(connection, " WHERE scope = $1 ORDER BY kind, id", &[&scope]).await
}

/// A page.
pub(crate) async fn page(
    connection: &mut Connection,
    query: &ResourceQuery,
) -> Result<Page<ResourceRow>, StoreError> {
    let limit = overfull(query.limit)?;
    let (sign, word) = direction(query.order);
    let condition = condition(connection, query).await?;
    if condition == Condition::Never {
        return Ok(Page::from_overfull(Vec::new(), query.limit, |row| {
            query.key(row)
        }));
    }
    let mut conditions = Conditions::default();
    let from = match condition.rarest() {
        Some((postings, rest)) if leads(connection, query, postings, &rest).await? => {
            let holds = written(&mut conditions, query, &rest, "resources.row", Way::Probe);
            conditions.and(&holds);
            // One look-up for each on the list, whatever the server believes of the tables.
            format!(
                "{} CROSS JOIN LATERAL
                     (SELECT * FROM resources WHERE resources.row = p.row LIMIT 1) resources",
                listed(postings)
            )
        }
        _ => {
            conditions.is("scope", query.scope.clone());
            conditions.is("kind", query.kind.clone());
            let holds = written(
                &mut conditions,
                query,
                &condition,
                "resources.row",
                Way::Probe,
            );
            conditions.and(&holds);
            "resources".to_owned()
        }
    };
    let by = match query.sort {
        ResourceSort::Id => {
            if let Some(after) = &query.after {
                let id = conditions.place(after.id.clone());
                conditions.and(&format!("id {sign} {id}"));
            }
            format!("id {word}")
        }
        ResourceSort::Name => {
            if let Some(after) = &query.after {
                let name = conditions.place(after.sort.clone());
                let id = conditions.place(after.id.clone());
                conditions.and(&format!("(name_folded, id) {sign} ({name}, {id})"));
            }
            format!("name_folded {word}, id {word}")
        }
    };
    let place = conditions.place(limit);
    let select = format!(
        "SELECT {COLUMNS} FROM {from}{} ORDER BY {by} LIMIT {place}",
        conditions.sql
    );
    let values = conditions.values();
    let halves = match condition {
        Condition::Always => connection.all(&select, &values, half).await?,
        // It has numbers of terms in it and will not be asked again soon.
        _ => connection.all_once(&select, &values, half).await?,
    };
    let rows = halves.into_iter().map(whole).collect::<Result<_, _>>()?;
    Ok(Page::from_overfull(rows, query.limit, |row| query.key(row)))
}

/// How many.
pub(crate) async fn count(
    connection: &mut Connection,
    query: &ResourceQuery,
) -> Result<u64, StoreError> {
    let condition = condition(connection, query).await?;
    let mut conditions = Conditions::default();
    let from = match (&condition, condition.rarest()) {
        (Condition::Never, _) => return Ok(0),
        (Condition::Always, _) => {
            let every = Lookup::Term(terms::ALL.into());
            let found = lookup(connection, query, std::slice::from_ref(&every)).await?;
            let all = found.iter().flat_map(|found| &found.terms);
            return Ok(all.map(|(_, rows)| rows).sum());
        }
        (Condition::Has(postings), _) if postings.terms.len() == 1 => return Ok(postings.rows),
        (_, Some((postings, rest))) if !rest.asks_name() => {
            let way = match postings.rows <= FEW {
                true => Way::Probe,
                false => Way::Join,
            };
            let holds = written(&mut conditions, query, &rest, "p.row", way);
            conditions.and(&holds);
            listed(postings)
        }
        (Condition::Wide(range), _) => {
            let holds = ranged(&mut conditions, query, range);
            conditions.and(&holds);
            "terms t JOIN postings q ON q.term = t.id".to_owned()
        }
        _ => {
            conditions.is("scope", query.scope.clone());
            conditions.is("kind", query.kind.clone());
            let holds = written(
                &mut conditions,
                query,
                &condition,
                "resources.row",
                Way::Join,
            );
            conditions.and(&holds);
            "resources".to_owned()
        }
    };
    let what = match condition {
        Condition::Wide(_) => "DISTINCT q.row",
        _ => "*",
    };
    let select = format!("SELECT count({what}) FROM {from}{}", conditions.sql);
    let count = connection
        .all_once(&select, &conditions.values(), |row| {
            row.try_get::<_, i64>(0)
        })
        .await?;
    Ok(count.first().copied().unwrap_or_default().unsigned_abs())
}

/// The query's filter over numbers of terms.
async fn condition(
    connection: &mut Connection,
    query: &ResourceQuery,
) -> Result<Condition, StoreError> {
    let lookups = plan::lookups(&query.filter);
    let found = lookup(connection, query, &lookups).await?;
    Ok(Condition::of(&query.filter, &mut found.into_iter()))
}

/// What the index knows: one query for all terms, and one for each range.
async fn lookup(
    connection: &mut Connection,
    query: &ResourceQuery,
    lookups: &[Lookup],
) -> Result<Vec<Found>, StoreError> {
    let named: Vec<&str> = lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::Term(term) => Some(term.as_str()),
            Lookup::Range(_) => None,
        })
        .collect();
    let mut known = HashMap::new();
    if !named.is_empty() {
        let rows = connection
            .all(
                "SELECT asked.term, found.id, found.used FROM unnest($3::text[]) AS asked (term)
                 CROSS JOIN LATERAL (SELECT id, used FROM terms
                     WHERE scope = $1 AND kind = $2 AND terms.term = asked.term LIMIT 1) found",
                &[&query.scope, &query.kind, &named],
                |row| Ok((row.try_get::<_, String>(0)?, entry(row, 1)?)),
            )
            .await?;
        known.extend(rows);
    }
    let mut out = Vec::with_capacity(lookups.len());
    for lookup in lookups {
        let terms = match lookup {
            Lookup::Term(term) => known.get(term).copied().into_iter().collect(),
            Lookup::Range(range) => {
                let mut conditions = Conditions::default();
                let condition = ranged(&mut conditions, query, range);
                let select = format!(
                    "SELECT id, used FROM terms t WHERE {condition} LIMIT {}",
                    FEW_TERMS + 1
                );
                let values = conditions.values();
                connection
                    .all(&select, &values, |row| entry(row, 0))
                    .await?
            }
        };
        out.push(Found { terms });
    }
    Ok(out)
}

/// A term's number and how many have it.
fn entry(row: &Row, at: usize) -> Result<(i64, u64), tokio_postgres::Error> {
    Ok((
        row.try_get(at)?,
        row.try_get::<_, i64>(at + 1)?.unsigned_abs(),
    ))
}

/// Whether to read all on a list and sort them, rather than go through the resources in their
/// order until a page is full.
async fn leads(
    connection: &mut Connection,
    query: &ResourceQuery,
    postings: &Postings,
    rest: &Condition,
) -> Result<bool, StoreError> {
    if postings.rows <= FEW {
        return Ok(true);
    }
    if *rest == Condition::Always || !rest.is_indexed() {
        return Ok(false);
    }
    // How many are left of a sample.
    let mut conditions = Conditions::default();
    let holds = written(&mut conditions, query, rest, "p.row", Way::Probe);
    let select = format!(
        "SELECT count(*) FROM (SELECT row FROM {} LIMIT {SAMPLE}) p WHERE {holds}",
        listed(postings)
    );
    let left = connection
        .all_once(&select, &conditions.values(), |row| {
            row.try_get::<_, i64>(0)
        })
        .await?;
    let left = left.first().copied().unwrap_or_default().unsigned_abs();
    Ok(postings.rows.saturating_mul(left) / SAMPLE <= FEW)
}

/// How the server looks into lists. It knows little of tables that grow quickly, and we know how
/// long the lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Row by row.
    Probe,
    /// As it likes.
    Join,
}

/// A list under the name `p`; who has two of its terms is on it once.
fn listed(postings: &Postings) -> String {
    let distinct = if postings.terms.len() > 1 {
        "DISTINCT "
    } else {
        ""
    };
    format!(
        "(SELECT {distinct}row FROM postings WHERE term IN ({})) p",
        list(postings)
    )
}

/// The numbers stand in the statement itself: how common each is decides the plan.
fn list(postings: &Postings) -> String {
    let numbers: Vec<_> = postings.terms.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}

/// A condition as SQL, on what is in `row`.
fn written(
    conditions: &mut Conditions,
    query: &ResourceQuery,
    condition: &Condition,
    row: &str,
    way: Way,
) -> String {
    match condition {
        Condition::Always => "true".to_owned(),
        Condition::Never => "false".to_owned(),
        Condition::All(them) => joined(conditions, query, them, " AND ", row, way),
        Condition::Any(them) => joined(conditions, query, them, " OR ", row, way),
        Condition::Name(of) => name(conditions, of),
        Condition::Has(postings) => format!(
            // An offset keeps it from being made a join.
            "EXISTS (SELECT 1 FROM postings q WHERE q.term IN ({}) AND q.row = {row}{})",
            list(postings),
            if way == Way::Probe { " OFFSET 0" } else { "" }
        ),
        // Not a join: the server would have to guess how many terms fit, and guesses few. As a value
        // that is compared it makes the list once and hashes it.
        Condition::Wide(range) => format!(
            "({row} IN (SELECT q.row FROM terms t JOIN postings q ON q.term = t.id WHERE {})) IS TRUE",
            ranged(conditions, query, range)
        ),
    }
}

fn joined(
    conditions: &mut Conditions,
    query: &ResourceQuery,
    them: &[Condition],
    word: &str,
    row: &str,
    way: Way,
) -> String {
    let parts: Vec<_> = them
        .iter()
        .map(|it| written(conditions, query, it, row, way))
        .collect();
    format!("({})", parts.join(word))
}

/// A condition on a term `t`.
fn ranged(conditions: &mut Conditions, query: &ResourceQuery, range: &Range) -> String {
    let scope = conditions.place(query.scope.clone());
    let kind = conditions.place(query.kind.clone());
    let first = conditions.place(range.first.clone());
    let last = conditions.place(range.last.clone());
    let sign = if range.closed { "<=" } else { "<" };
    let mut out = format!(
        "t.scope = {scope} AND t.kind = {kind} AND t.term >= {first} AND t.term {sign} {last}"
    );
    if let Some((skipped, text)) = &range.holds {
        let place = conditions.place(text.clone());
        out.push_str(&format!(
            " AND strpos(substr(t.term, {}), {place}) > 0",
            skipped + 1
        ));
    }
    out
}

fn name(conditions: &mut Conditions, of: &Text) -> String {
    match of {
        Text::Is(of) => {
            let place = conditions.place(of.to_lowercase());
            format!("name_folded = {place}")
        }
        Text::Starts(of) => {
            let start = of.to_lowercase();
            let end = conditions.place(prefix_end(&start));
            let start = conditions.place(start);
            format!("name_folded >= {start} AND name_folded < {end}")
        }
        Text::Contains(of) => {
            let place = conditions.place(of.to_lowercase());
            format!("strpos(name_folded, {place}) > 0")
        }
        Text::Between(first, last) => {
            let first = conditions.place(first.to_lowercase());
            let last = conditions.place(last.to_lowercase());
            format!("name_folded >= {first} AND name_folded <= {last}")
        }
    }
}
