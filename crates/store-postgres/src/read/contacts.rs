//! Reading contacts.

use super::{Conditions, direction, overfull};
use crate::connect::{Connection, Values};
use ids::{Pii, Timestamp};
use std::collections::BTreeMap;
use store::{
    ContactQuery, ContactRow, ContactSort, ContactTime, NO_TIME, Page, StoreError, TimeCondition,
    terms,
};
use tokio_postgres::Row;

const COLUMNS: &str = "instance, id, initial_id, previous_id, channel, initiation_method, queue_id,
    agent_id, initiated, enqueued, connected_to_agent, disconnected, scheduled, disconnect_reason,
    customer_address, live, text, record, state, modified, revision, attributes, expires";

fn half(row: &Row) -> Result<(ContactRow, String), tokio_postgres::Error> {
    let time = |column: usize| -> Result<_, tokio_postgres::Error> {
        let at: i64 = row.try_get(column)?;
        Ok((at != NO_TIME).then_some(Timestamp(at)))
    };
    let pii = |column: usize| -> Result<_, tokio_postgres::Error> {
        Ok(row.try_get::<_, Option<String>>(column)?.map(Pii::new))
    };
    let contact = ContactRow {
        instance: row.try_get(0)?,
        id: row.try_get(1)?,
        initial_id: row.try_get(2)?,
        previous_id: row.try_get(3)?,
        channel: row.try_get(4)?,
        initiation_method: row.try_get(5)?,
        queue_id: row.try_get(6)?,
        agent_id: row.try_get(7)?,
        initiated: Timestamp(row.try_get(8)?),
        enqueued: time(9)?,
        connected_to_agent: time(10)?,
        disconnected: time(11)?,
        scheduled: time(12)?,
        disconnect_reason: row.try_get(13)?,
        customer_address: pii(14)?,
        live: row.try_get(15)?,
        text: Pii::new(row.try_get(16)?),
        attributes: BTreeMap::new(),
        record: Pii::new(row.try_get(17)?),
        state: pii(18)?,
        modified: Timestamp(row.try_get(19)?),
        revision: row.try_get(20)?,
        expires: time(22)?,
    };
    Ok((contact, row.try_get(21)?))
}

async fn all(
    connection: &mut Connection,
    rest: &str,
    values: Values<'_>,
) -> Result<Vec<ContactRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM contacts{rest}");
    let halves = connection.all(&select, values, half).await?;
    let whole = |(mut row, attributes): (ContactRow, String)| {
        row.attributes = serde_json::from_str(&attributes).map_err(|_| StoreError::Corrupt {
            reason: "a contact's attributes are no JSON object of texts".into(),
        })?;
        Ok(row)
    };
    halves.into_iter().map(whole).collect()
}

/// One contact.
pub(crate) async fn one(
    connection: &mut Connection,
    instance: &str,
    id: &str,
) -> Result<Option<ContactRow>, StoreError> {
    let rest = " WHERE instance = $1 AND id = $2";
    let rows = all(connection, rest, &[&instance, &id]).await?;
    Ok(rows.into_iter().next())
}

/// All live ones, oldest first.
pub(crate) async fn live(
    connection: &mut Connection,
    instance: &str,
) -> Result<Vec<ContactRow>, StoreError> {
    let rest = " WHERE instance = $1 AND live ORDER BY initiated, id";
    all(connection, rest, &[&instance]).await
}

/// A page.
pub(crate) async fn page(
    connection: &mut Connection,
    query: &ContactQuery,
) -> Result<Page<ContactRow>, StoreError> {
    let mut conditions = conditions(query);
    let limit = overfull(query.limit)?;
    let (sign, word) = direction(query.order);
    let column = sort_column(query.sort);
    if let Some(after) = &query.after {
        let value = match query.sort {
            ContactSort::Time(_) => {
                let at: i64 = after.sort.parse().map_err(|_| StoreError::Invalid {
                    field: "after",
                    reason: "is not of this listing",
                })?;
                conditions.place(at)
            }
            ContactSort::Channel | ContactSort::InitiationMethod => {
                conditions.place(after.sort.clone())
            }
        };
        let id = conditions.place(after.id.clone());
        conditions.and(&format!("({column}, id) {sign} ({value}, {id})"));
    }
    let place = conditions.place(limit);
    let rest = format!(
        "{} ORDER BY {column} {word}, id {word} LIMIT {place}",
        conditions.sql
    );
    let rows = all(connection, &rest, &conditions.values()).await?;
    Ok(Page::from_overfull(rows, query.limit, |row| query.key(row)))
}

/// How many.
pub(crate) async fn count(
    connection: &mut Connection,
    query: &ContactQuery,
) -> Result<u64, StoreError> {
    let conditions = conditions(query);
    let select = format!("SELECT count(*) FROM contacts{}", conditions.sql);
    let count = connection
        .first(&select, &conditions.values(), |row| {
            row.try_get::<_, i64>(0)
        })
        .await?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

fn conditions(query: &ContactQuery) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.is("instance", query.instance.clone());
    if let Some(range) = &query.time {
        // The bound at 0 keeps out those that have not reached the point.
        let from = conditions.place(range.from.0.max(0));
        let to = conditions.place(range.to.0);
        let column = time_column(range.of);
        conditions.and(&format!("{column} BETWEEN {from} AND {to}"));
    }
    conditions.one_of("channel", &query.channels);
    conditions.one_of("queue_id", &query.queues);
    conditions.one_of("agent_id", &query.agents);
    conditions.one_of("initiation_method", &query.initiation_methods);
    if let Some(initial) = &query.initial_id {
        conditions.is("initial_id", initial.clone());
    }
    match query.live {
        // Written out, so that the partial index on live contacts serves.
        Some(true) => conditions.and("live"),
        Some(false) => conditions.and("NOT live"),
        None => {}
    }
    let texts: Vec<_> = query
        .texts
        .iter()
        .map(|text| {
            format!(
                "strpos(text, {}) > 0",
                conditions.place(text.to_lowercase())
            )
        })
        .collect();
    if !texts.is_empty() {
        conditions.and(&query.text_match.join(&texts));
    }
    let times: Vec<_> = query
        .more_times
        .iter()
        .map(|condition| match condition {
            TimeCondition::Within(range) => {
                let from = conditions.place(range.from.0.max(0));
                let to = conditions.place(range.to.0);
                format!("{} BETWEEN {from} AND {to}", time_column(range.of))
            }
            TimeCondition::Missing(of) => {
                format!("{} = {}", time_column(*of), conditions.place(NO_TIME))
            }
        })
        .collect();
    if !times.is_empty() {
        conditions.and(&query.more_times_match.join(&times));
    }
    for group in query.attribute_groups() {
        let parts: Vec<_> = group
            .attributes
            .iter()
            .map(|(name, wanted)| {
                let terms: Vec<_> = wanted
                    .iter()
                    .map(|value| terms::of_attribute(name, value))
                    .collect();
                format!("terms && {}", conditions.place(terms))
            })
            .collect();
        conditions.and(&group.matches.join(&parts));
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
