//! Writing contacts.

use super::{Sql, json, missing, next_revision};
use crate::read::contacts as read;
use ids::{Pii, Timestamp};
use rusqlite::params;
use store::{
    ContactRow, ForgetContacts, NO_TIME, PutContact, Revision, StoreError, Written, terms,
};

pub(super) fn put(sql: Sql<'_>, put: &PutContact) -> Result<Written, StoreError> {
    let row = put.row.as_ref();
    let old = sql.first(
        "SELECT row, revision, attributes FROM contacts WHERE instance = ? AND id = ?",
        [&row.instance, &row.id],
        |old| {
            Ok((
                old.get::<_, i64>("row")?,
                old.get::<_, Revision>("revision")?,
                old.get::<_, String>("attributes")?,
            ))
        },
    )?;
    let found = old.as_ref().map(|(_, revision, _)| *revision);
    let revision = next_revision(put.expect, found, "contact", &row.id)?;
    let attributes = json(&row.attributes)?;
    match old {
        None => {
            insert(sql, row, &attributes, revision)?;
            index(sql, row, sql.0.last_insert_rowid(), &[])?;
        }
        Some((key, _, before)) => {
            update(sql, row, key, &attributes, revision)?;
            // Most updates leave the attributes as they are.
            if before != attributes {
                let before = read::attributes(&before)?;
                let before: Vec<_> = before
                    .iter()
                    .map(|(name, value)| terms::of_attribute(name, value.reveal()))
                    .collect();
                index(sql, row, key, &before)?;
            }
        }
    }
    Ok(Written::Revision(revision))
}

fn insert(
    sql: Sql<'_>,
    row: &ContactRow,
    attributes: &str,
    revision: Revision,
) -> Result<u64, StoreError> {
    sql.run(
        "INSERT INTO contacts (instance, id, initial_id, previous_id, channel, initiation_method,
             queue_id, agent_id, initiated, enqueued, connected_to_agent, disconnected, scheduled,
             disconnect_reason, customer_address, live, text, attributes, record, state, modified,
             revision, expires)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23)",
        params![
            row.instance,
            row.id,
            row.initial_id,
            row.previous_id,
            row.channel,
            row.initiation_method,
            row.queue_id,
            row.agent_id,
            row.initiated.0,
            time(row.enqueued),
            time(row.connected_to_agent),
            time(row.disconnected),
            time(row.scheduled),
            row.disconnect_reason,
            row.customer_address.as_ref().map(Pii::reveal),
            row.live,
            row.text.reveal().to_lowercase(),
            attributes,
            row.record.reveal(),
            row.state.as_ref().map(Pii::reveal),
            row.modified.0,
            revision,
            time(row.expires),
        ],
    )
}

fn update(
    sql: Sql<'_>,
    row: &ContactRow,
    key: i64,
    attributes: &str,
    revision: Revision,
) -> Result<u64, StoreError> {
    sql.run(
        "UPDATE contacts SET initial_id = ?2, previous_id = ?3, channel = ?4,
             initiation_method = ?5, queue_id = ?6, agent_id = ?7, initiated = ?8, enqueued = ?9,
             connected_to_agent = ?10, disconnected = ?11, scheduled = ?12,
             disconnect_reason = ?13, customer_address = ?14, live = ?15, text = ?16,
             attributes = ?17, record = ?18, state = ?19, modified = ?20, revision = ?21,
             expires = ?22
         WHERE row = ?1",
        params![
            key,
            row.initial_id,
            row.previous_id,
            row.channel,
            row.initiation_method,
            row.queue_id,
            row.agent_id,
            row.initiated.0,
            time(row.enqueued),
            time(row.connected_to_agent),
            time(row.disconnected),
            time(row.scheduled),
            row.disconnect_reason,
            row.customer_address.as_ref().map(Pii::reveal),
            row.live,
            row.text.reveal().to_lowercase(),
            attributes,
            row.record.reveal(),
            row.state.as_ref().map(Pii::reveal),
            row.modified.0,
            revision,
            time(row.expires),
        ],
    )
}

/// Forgets old contacts; `last` is the journal's last position: kept, so that it is not given out
/// again after a restart.
pub(super) fn forget(
    sql: Sql<'_>,
    last: i64,
    forget: &ForgetContacts,
) -> Result<Written, StoreError> {
    let instance = &forget.instance;
    let old: Vec<(i64, String, String)> = sql.all(
        "SELECT row, id, attributes FROM contacts
         WHERE instance = ? AND initiated < ? AND live = 0 ORDER BY initiated, id LIMIT ?",
        params![instance, forget.before.0, forget.most],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    if old.is_empty() {
        return Ok(Written::Deleted(0));
    }
    sql.run(
        "UPDATE positions SET last = max(last, ?) WHERE log = 'journal'",
        [last],
    )?;
    for (key, id, attributes) in &old {
        for (name, value) in read::attributes(attributes)? {
            sql.run(
                "DELETE FROM contact_terms WHERE instance = ? AND term = ? AND row = ?",
                params![instance, terms::of_attribute(&name, value.reveal()), key],
            )?;
        }
        for stream in [format!("contact/{id}"), format!("flow-log/{id}")] {
            sql.run(
                "DELETE FROM journal WHERE instance = ? AND stream = ?",
                params![instance, stream],
            )?;
        }
        sql.run("DELETE FROM contacts WHERE row = ?", [key])?;
    }
    Ok(Written::Deleted(old.len() as u64))
}

fn index(sql: Sql<'_>, row: &ContactRow, key: i64, before: &[String]) -> Result<(), StoreError> {
    let after = terms::of_contact(row);
    for term in missing(before, &after) {
        sql.run(
            "DELETE FROM contact_terms WHERE instance = ? AND term = ? AND row = ?",
            params![row.instance, term, key],
        )?;
    }
    for term in missing(&after, before) {
        sql.run(
            "INSERT INTO contact_terms (instance, term, row) VALUES (?, ?, ?)",
            params![row.instance, term, key],
        )?;
    }
    Ok(())
}

fn time(at: Option<Timestamp>) -> i64 {
    at.map_or(NO_TIME, |at| at.0)
}
