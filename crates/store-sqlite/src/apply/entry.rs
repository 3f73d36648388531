//! Writing entries.

use super::{Sql, next_revision};
use ids::Timestamp;
use rusqlite::params;
use store::{DeleteEntry, Expect, PutEntry, Revision, StoreError, Written};

pub(super) fn put(sql: Sql<'_>, put: &PutEntry) -> Result<Written, StoreError> {
    let entry = &put.entry;
    let found = find(sql, &entry.space, &entry.key)?
        .and_then(|(revision, expires)| expires.is_none_or(|at| put.now < at).then_some(revision));
    let revision = next_revision(put.expect, found, "entry", &entry.space)?;
    sql.run(
        "INSERT INTO entries (space, key, value, expires, revision) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (space, key) DO UPDATE
             SET value = excluded.value, expires = excluded.expires, revision = excluded.revision",
        params![
            entry.space,
            entry.key,
            entry.value,
            entry.expires.map(|at| at.0),
            revision
        ],
    )?;
    Ok(Written::Revision(revision))
}

pub(super) fn delete(sql: Sql<'_>, delete: &DeleteEntry) -> Result<Written, StoreError> {
    if let Expect::Revision(_) = delete.expect {
        let found = find(sql, &delete.space, &delete.key)?.map(|(revision, _)| revision);
        next_revision(delete.expect, found, "entry", &delete.space)?;
    }
    let deleted = sql.run(
        "DELETE FROM entries WHERE space = ? AND key = ?",
        [&delete.space, &delete.key],
    )?;
    Ok(Written::Deleted(deleted))
}

pub(super) fn trim(sql: Sql<'_>, now: Timestamp) -> Result<Written, StoreError> {
    let deleted = sql.run("DELETE FROM entries WHERE expires <= ?", [now.0])?;
    Ok(Written::Deleted(deleted))
}

fn find(
    sql: Sql<'_>,
    space: &str,
    key: &str,
) -> Result<Option<(Revision, Option<Timestamp>)>, StoreError> {
    sql.first(
        "SELECT revision, expires FROM entries WHERE space = ? AND key = ?",
        [space, key],
        |row| {
            let expires: Option<i64> = row.get("expires")?;
            Ok((row.get("revision")?, expires.map(Timestamp)))
        },
    )
}
