//! Reading resources.

use super::{Conditions, direction, overfull, places, prefix_end};
use crate::apply::Sql;
use ids::{Pii, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params_from_iter};
use store::{Page, ResourceQuery, ResourceRow, ResourceSort, StoreError, terms};

pub(crate) const COLUMNS: &str =
    "scope, kind, id, name, arn, body, tags, facets, created, modified, revision";

/// A row with [`COLUMNS`] first.
pub(crate) fn row(row: &Row<'_>) -> rusqlite::Result<ResourceRow> {
    let tags: String = row.get(6)?;
    let facets: String = row.get(7)?;
    let bad = |column| {
        move |error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    };
    Ok(ResourceRow {
        scope: row.get(0)?,
        kind: row.get(1)?,
        id: row.get(2)?,
        name: row.get(3)?,
        arn: row.get(4)?,
        body: Pii::new(row.get(5)?),
        tags: serde_json::from_str(&tags).map_err(bad(6))?,
        facets: serde_json::from_str(&facets).map_err(bad(7))?,
        created: Timestamp(row.get(8)?),
        modified: Timestamp(row.get(9)?),
        revision: row.get(10)?,
    })
}

/// One resource, by a condition with its values.
pub(crate) fn one(
    connection: &Connection,
    condition: &str,
    values: &[String],
) -> Result<Option<ResourceRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM resources WHERE {condition}");
    Sql(connection).first(&select, params_from_iter(values), row)
}

/// All of a scope.
pub(crate) fn of_scope(
    connection: &Connection,
    scope: &str,
) -> Result<Vec<ResourceRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM resources WHERE scope = ? ORDER BY kind, id");
    Sql(connection).all(&select, [scope], row)
}

/// A page.
pub(crate) fn page(
    connection: &Connection,
    query: &ResourceQuery,
) -> Result<Page<ResourceRow>, StoreError> {
    let mut conditions = conditions(query);
    let limit = overfull(query.limit)?;
    let (sign, word) = direction(query.order);
    let by = match query.sort {
        ResourceSort::Id => {
            if let Some(after) = &query.after {
                conditions.and(&format!("id {sign} ?"), [after.id.clone()]);
            }
            format!("id {word}")
        }
        ResourceSort::Name => {
            if let Some(after) = &query.after {
                conditions.and(
                    &format!("(name_folded, id) {sign} (?, ?)"),
                    [after.sort.clone(), after.id.clone()],
                );
            }
            format!("name_folded {word}, id {word}")
        }
    };
    let select = format!(
        "SELECT {COLUMNS} FROM resources{} ORDER BY {by} LIMIT {limit}",
        conditions.sql
    );
    let rows = Sql(connection).all(&select, params_from_iter(conditions.values), row)?;
    Ok(Page::from_overfull(rows, query.limit, |row| query.key(row)))
}

/// How many.
pub(crate) fn count(connection: &Connection, query: &ResourceQuery) -> Result<u64, StoreError> {
    let conditions = conditions(query);
    let select = format!("SELECT count(*) FROM resources{}", conditions.sql);
    let count = Sql(connection).first(&select, params_from_iter(conditions.values), |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

fn conditions(query: &ResourceQuery) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.and("scope = ?", [query.scope.clone()]);
    conditions.and("kind = ?", [query.kind.clone()]);
    if let Some(text) = &query.name_contains {
        conditions.and("instr(name_folded, ?) > 0", [text.to_lowercase()]);
    }
    if let Some(text) = &query.name_starts {
        let text = text.to_lowercase();
        let end = prefix_end(&text);
        conditions.and("name_folded >= ? AND name_folded < ?", [text, end]);
    }
    if !query.any_of.is_empty() {
        let mut groups = Vec::new();
        let mut values = Vec::new();
        for group in &query.any_of {
            let mut terms: Vec<_> = group.iter().map(terms::of).collect();
            terms.sort_unstable();
            terms.dedup();
            if terms.is_empty() {
                groups.push("1".to_owned());
                continue;
            }
            groups.push(format!(
                "row IN (SELECT row FROM resource_terms
                     WHERE scope = ? AND kind = ? AND term IN ({})
                     GROUP BY row HAVING count(*) = {})",
                places(terms.len()),
                terms.len()
            ));
            values.extend([query.scope.clone(), query.kind.clone()]);
            values.append(&mut terms);
        }
        conditions.and(&groups.join(" OR "), values);
    }
    conditions
}
