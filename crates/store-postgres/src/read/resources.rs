//! Reading resources.

use super::{Conditions, direction, overfull, prefix_end};
use crate::connect::{Connection, Values};
use ids::{Pii, Timestamp};
use std::collections::BTreeMap;
use store::{Page, ResourceQuery, ResourceRow, ResourceSort, StoreError, terms};
use tokio_postgres::Row;

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
    let mut conditions = conditions(query);
    let limit = overfull(query.limit)?;
    let (sign, word) = direction(query.order);
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
    let rest = format!("{} ORDER BY {by} LIMIT {place}", conditions.sql);
    let rows = all(connection, &rest, &conditions.values()).await?;
    Ok(Page::from_overfull(rows, query.limit, |row| query.key(row)))
}

/// How many.
pub(crate) async fn count(
    connection: &mut Connection,
    query: &ResourceQuery,
) -> Result<u64, StoreError> {
    let conditions = conditions(query);
    let select = format!("SELECT count(*) FROM resources{}", conditions.sql);
    let count = connection
        .first(&select, &conditions.values(), |row| {
            row.try_get::<_, i64>(0)
        })
        .await?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

fn conditions(query: &ResourceQuery) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.is("scope", query.scope.clone());
    conditions.is("kind", query.kind.clone());
    if let Some(text) = &query.name_contains {
        let text = conditions.place(text.to_lowercase());
        conditions.and(&format!("strpos(name_folded, {text}) > 0"));
    }
    if let Some(text) = &query.name_starts {
        let text = text.to_lowercase();
        let end = conditions.place(prefix_end(&text));
        let start = conditions.place(text);
        conditions.and(&format!("name_folded >= {start} AND name_folded < {end}"));
    }
    let groups: Vec<_> = query
        .any_of
        .iter()
        .map(|group| {
            let terms: Vec<_> = group.iter().map(terms::of).collect();
            format!("terms @> {}", conditions.place(terms))
        })
        .collect();
    if !groups.is_empty() {
        conditions.and(&groups.join(" OR "));
    }
    conditions
}
