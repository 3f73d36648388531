//! Writing resources.

use super::{Sql, json, missing, next_revision};
use crate::read::resources as read;
use rusqlite::params;
use store::{Conflict, DeleteResource, PutResource, ResourceRow, StoreError, Written, terms};

pub(super) fn put(sql: Sql<'_>, put: &PutResource) -> Result<Written, StoreError> {
    let row = put.row.as_ref();
    let old = find(sql, &row.scope, &row.kind, &row.id)?;
    let found = old.as_ref().map(|(_, old)| old.revision);
    let revision = next_revision(put.expect, found, &row.kind, &row.id)?;
    if !row.name.is_empty() && old.as_ref().is_none_or(|(_, old)| old.name != row.name) {
        check_name(sql, row)?;
    }
    let key = match &old {
        Some((key, _)) => {
            sql.run(
                "UPDATE resources SET name = ?2, name_folded = ?3, arn = ?4, body = ?5, tags = ?6,
                     facets = ?7, created = ?8, modified = ?9, revision = ?10
                 WHERE row = ?1",
                params![
                    key,
                    row.name,
                    row.name.to_lowercase(),
                    row.arn,
                    row.body.reveal(),
                    json(&row.tags)?,
                    json(&row.facets)?,
                    row.created.0,
                    row.modified.0,
                    revision
                ],
            )?;
            *key
        }
        None => {
            sql.run(
                "INSERT INTO resources (scope, kind, id, name, name_folded, arn, body, tags,
                     facets, created, modified, revision)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                params![
                    row.scope,
                    row.kind,
                    row.id,
                    row.name,
                    row.name.to_lowercase(),
                    row.arn,
                    row.body.reveal(),
                    json(&row.tags)?,
                    json(&row.facets)?,
                    row.created.0,
                    row.modified.0,
                    revision
                ],
            )?;
            let key = sql.0.last_insert_rowid();
            more(sql, row, terms::ALL)?;
            key
        }
    };
    let before = old.map(|(_, old)| terms::of_resource(&old));
    index(
        sql,
        row,
        key,
        &before.unwrap_or_default(),
        &terms::of_resource(row),
    )?;
    Ok(Written::Revision(revision))
}

pub(super) fn delete(sql: Sql<'_>, delete: &DeleteResource) -> Result<Written, StoreError> {
    let old = find(sql, &delete.scope, &delete.kind, &delete.id)?;
    let Some((key, old)) = old else {
        return match delete.expect {
            store::Expect::Any | store::Expect::New => Ok(Written::Deleted(0)),
            expect @ store::Expect::Revision(_) => {
                next_revision(expect, None, &delete.kind, &delete.id).map(Written::Revision)
            }
        };
    };
    next_revision(delete.expect, Some(old.revision), &delete.kind, &delete.id)?;
    index(sql, &old, key, &terms::of_resource(&old), &[])?;
    less(sql, &old, terms::ALL)?;
    let deleted = sql.run("DELETE FROM resources WHERE row = ?", [key])?;
    Ok(Written::Deleted(deleted))
}

fn find(
    sql: Sql<'_>,
    scope: &str,
    kind: &str,
    id: &str,
) -> Result<Option<(i64, ResourceRow)>, StoreError> {
    let select = format!(
        "SELECT {}, row FROM resources WHERE scope = ? AND kind = ? AND id = ?",
        read::COLUMNS
    );
    sql.first(&select, [scope, kind, id], |row| {
        Ok((row.get("row")?, read::row(row)?))
    })
}

fn check_name(sql: Sql<'_>, row: &ResourceRow) -> Result<(), StoreError> {
    let other = sql.first(
        "SELECT 1 FROM resources WHERE scope = ? AND kind = ? AND name = ? AND name <> ''",
        [&row.scope, &row.kind, &row.name],
        |_| Ok(()),
    )?;
    match other {
        None => Ok(()),
        Some(()) => Err(StoreError::Conflict(Conflict::NameTaken {
            kind: row.kind.clone(),
            name: row.name.clone(),
        })),
    }
}

/// Changes the index from the terms before to those after.
fn index(
    sql: Sql<'_>,
    row: &ResourceRow,
    key: i64,
    before: &[String],
    after: &[String],
) -> Result<(), StoreError> {
    for term in missing(before, after) {
        if let Some(term) = less(sql, row, term)? {
            sql.run(
                "DELETE FROM postings WHERE term = ? AND row = ?",
                [term, key],
            )?;
        }
    }
    for term in missing(after, before) {
        let term = more(sql, row, term)?;
        sql.run(
            "INSERT INTO postings (term, row) VALUES (?, ?)",
            [term, key],
        )?;
    }
    Ok(())
}

/// One more has this term; the term's number.
fn more(sql: Sql<'_>, row: &ResourceRow, term: &str) -> Result<i64, StoreError> {
    let number = sql.first(
        "INSERT INTO terms (scope, kind, term, used) VALUES (?, ?, ?, 1)
         ON CONFLICT (scope, kind, term) DO UPDATE SET used = used + 1 RETURNING id",
        [&row.scope, &row.kind, term],
        |row| row.get(0),
    )?;
    number.ok_or_else(|| StoreError::Corrupt {
        reason: "a term got no number".into(),
    })
}

/// One less has it. A term that nobody has goes.
fn less(sql: Sql<'_>, row: &ResourceRow, term: &str) -> Result<Option<i64>, StoreError> {
    let left = sql.first(
        "UPDATE terms SET used = used - 1 WHERE scope = ? AND kind = ? AND term = ?
         RETURNING id, used",
        [&row.scope, &row.kind, term],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    if let Some((number, 0)) = left {
        sql.run("DELETE FROM terms WHERE id = ?", [number])?;
    }
    Ok(left.map(|(number, _)| number))
}
