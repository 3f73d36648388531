//! Reading contacts.

use super::{Conditions, direction, overfull, places};
use crate::apply::Sql;
use ids::{Pii, Timestamp};
use rusqlite::types::{Type, Value};
use rusqlite::{Connection, Row, params_from_iter};
use std::collections::BTreeMap;
use store::{
    ContactQuery, ContactRow, ContactSort, ContactTime, NO_TIME, Page, StoreError, TimeCondition,
    terms,
};

const COLUMNS: &str = "instance, id, initial_id, previous_id, channel, initiation_method, queue_id,
    agent_id, initiated, enqueued, connected_to_agent, disconnected, scheduled, disconnect_reason,
    customer_address, live, text, attributes, record, state, modified, revision, expires";

fn row(row: &Row<'_>) -> rusqlite::Result<ContactRow> {
    let time = |column: usize| -> rusqlite::Result<_> {
        let at: i64 = row.get(column)?;
        Ok((at != NO_TIME).then_some(Timestamp(at)))
    };
    let pii = |column: usize| -> rusqlite::Result<_> {
        Ok(row.get::<_, Option<String>>(column)?.map(Pii::new))
    };
    let attributes: String = row.get(17)?;
    Ok(ContactRow {
        instance: row.get(0)?,
        id: row.get(1)?,
        initial_id: row.get(2)?,
        previous_id: row.get(3)?,
        channel: row.get(4)?,
        initiation_method: row.get(5)?,
        queue_id: row.get(6)?,
        agent_id: row.get(7)?,
        initiated: Timestamp(row.get(8)?),
        enqueued: time(9)?,
        connected_to_agent: time(10)?,
        disconnected: time(11)?,
        scheduled: time(12)?,
        disconnect_reason: row.get(13)?,
        customer_address: pii(14)?,
        live: row.get(15)?,
        text: Pii::new(row.get(16)?),
        attributes: serde_json::from_str(&attributes).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(17, Type::Text, Box::new(error))
        })?,
        record: Pii::new(row.get(18)?),
        state: pii(19)?,
        modified: Timestamp(row.get(20)?),
        revision: row.get(21)?,
        expires: time(22)?,
    })
}

/// Attributes as they are kept.
pub(crate) fn attributes(json: &str) -> Result<BTreeMap<String, Pii<String>>, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt {
        reason: "a contact's attributes are no JSON object of texts".into(),
    })
}

/// One contact.
pub(crate) fn one(
    connection: &Connection,
    instance: &str,
    id: &str,
) -> Result<Option<ContactRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM contacts WHERE instance = ? AND id = ?");
    Sql(connection).first(&select, [instance, id], row)
}

/// All live ones, oldest first.
pub(crate) fn live(connection: &Connection, instance: &str) -> Result<Vec<ContactRow>, StoreError> {
    let select = format!(
        "SELECT {COLUMNS} FROM contacts WHERE instance = ? AND live = 1 ORDER BY initiated, id"
    );
    Sql(connection).all(&select, [instance], row)
}

/// A page.
pub(crate) fn page(
    connection: &Connection,
    query: &ContactQuery,
) -> Result<Page<ContactRow>, StoreError> {
    let mut conditions = conditions(query);
    let limit = overfull(query.limit)?;
    let (sign, word) = direction(query.order);
    let column = sort_column(query.sort);
    if let Some(after) = &query.after {
        let value = match query.sort {
            ContactSort::Time(_) => {
                Value::Integer(after.sort.parse().map_err(|_| StoreError::Invalid {
                    field: "after",
                    reason: "is not of this listing",
                })?)
            }
            ContactSort::Channel | ContactSort::InitiationMethod => after.sort.clone().into(),
        };
        conditions.and(
            &format!("({column}, id) {sign} (?, ?)"),
            [value, after.id.clone().into()],
        );
    }
    let select = format!(
        "SELECT {COLUMNS} FROM contacts{} ORDER BY {column} {word}, id {word} LIMIT {limit}",
        conditions.sql
    );
    let rows = Sql(connection).all(&select, params_from_iter(conditions.values), row)?;
    Ok(Page::from_overfull(rows, query.limit, |row| query.key(row)))
}

/// How many.
pub(crate) fn count(connection: &Connection, query: &ContactQuery) -> Result<u64, StoreError> {
    let conditions = conditions(query);
    let select = format!("SELECT count(*) FROM contacts{}", conditions.sql);
    let count = Sql(connection).first(&select, params_from_iter(conditions.values), |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

fn conditions(query: &ContactQuery) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.and("instance = ?", [query.instance.clone()]);
    if let Some(range) = &query.time {
        let column = time_column(range.of);
        // The bound at 0 keeps out those that have not reached the point.
        conditions.and(
            &format!("{column} BETWEEN ? AND ?"),
            [range.from.0.max(0), range.to.0],
        );
    }
    conditions.one_of("channel", &query.channels);
    conditions.one_of("queue_id", &query.queues);
    conditions.one_of("agent_id", &query.agents);
    conditions.one_of("initiation_method", &query.initiation_methods);
    if let Some(initial) = &query.initial_id {
        conditions.and("initial_id = ?", [initial.clone()]);
    }
    match query.live {
        // Written out, so that the partial index on live contacts serves.
        Some(true) => conditions.and("live = 1", [Value::Null; 0]),
        Some(false) => conditions.and("live = 0", [Value::Null; 0]),
        None => {}
    }
    if !query.texts.is_empty() {
        let parts = vec!["instr(text, ?) > 0"; query.texts.len()];
        let values: Vec<_> = query.texts.iter().map(|it| it.to_lowercase()).collect();
        conditions.and(&query.text_match.join(&parts), values);
    }
    if !query.more_times.is_empty() {
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for condition in &query.more_times {
            match condition {
                TimeCondition::Within(range) => {
                    parts.push(format!("{} BETWEEN ? AND ?", time_column(range.of)));
                    values.extend([range.from.0.max(0), range.to.0]);
                }
                TimeCondition::Missing(of) => {
                    parts.push(format!("{} = ?", time_column(*of)));
                    values.push(NO_TIME);
                }
            }
        }
        conditions.and(&query.more_times_match.join(&parts), values);
    }
    for group in query.attribute_groups() {
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for (name, wanted) in &group.attributes {
            parts.push(format!(
                "row IN (SELECT row FROM contact_terms WHERE instance = ? AND term IN ({}))",
                places(wanted.len())
            ));
            values.push(query.instance.clone());
            values.extend(wanted.iter().map(|value| terms::of_attribute(name, value)));
        }
        conditions.and(&group.matches.join(&parts), values);
    }
    conditions
}

const fn time_column(of: ContactTime) -> &'static str {
    match of {
        ContactTime::Initiated => "initiated",
        ContactTime::Enqueued => "enqueued",
        ContactTime::ConnectedToAgent => "connected_to_agent",
        ContactTime::Disconnected => "disconnected",
        ContactTime::Scheduled => "scheduled",
        ContactTime::Expires => "expires",
    }
}

const fn sort_column(sort: ContactSort) -> &'static str {
    match sort {
        ContactSort::Time(of) => time_column(of),
        ContactSort::Channel => "channel",
        ContactSort::InitiationMethod => "initiation_method",
    }
}
