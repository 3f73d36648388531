//! Reading messages that were sent.

use super::{Conditions, direction, overfull};
use crate::connect::Connection;
use ids::{Pii, Timestamp};
use store::{Page, SentQuery, SentRow, StoreError};
use tokio_postgres::Row;

const COLUMNS: &str = "id, channel, destination, originator, rules, status, at, live, body";

fn row(row: &Row) -> Result<SentRow, tokio_postgres::Error> {
    Ok(SentRow {
        id: row.try_get(0)?,
        channel: row.try_get(1)?,
        destination: Pii::new(row.try_get(2)?),
        originator: row.try_get(3)?,
        set: row.try_get(4)?,
        status: row.try_get(5)?,
        at: Timestamp(row.try_get(6)?),
        live: row.try_get(7)?,
        body: Pii::new(row.try_get(8)?),
    })
}

/// One message.
pub(crate) async fn one(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<SentRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM sent WHERE id = $1");
    connection.first(&select, &[&id], row).await
}

/// A page.
pub(crate) async fn page(
    connection: &mut Connection,
    query: &SentQuery,
) -> Result<Page<SentRow>, StoreError> {
    let mut conditions = Conditions::default();
    if let Some(destination) = &query.destination {
        conditions.is("destination", destination.reveal().clone());
    }
    if let Some(originator) = &query.originator {
        conditions.is("originator", originator.clone());
    }
    if let Some(set) = &query.set {
        conditions.is("rules", set.clone());
    }
    conditions.one_of("status", &query.statuses);
    conditions.one_of("channel", &query.channels);
    match query.live {
        // Written out, so that the partial index on open ones serves.
        Some(true) => conditions.and("live"),
        Some(false) => conditions.and("NOT live"),
        None => {}
    }
    if let Some(from) = query.from {
        let place = conditions.place(from.0);
        conditions.and(&format!("at >= {place}"));
    }
    if let Some(to) = query.to {
        let place = conditions.place(to.0);
        conditions.and(&format!("at < {place}"));
    }
    let (sign, word) = direction(query.order);
    if let Some(after) = &query.after {
        let at: i64 = after.sort.parse().map_err(|_| StoreError::Invalid {
            field: "after",
            reason: "is not of this listing",
        })?;
        let at = conditions.place(at);
        let id = conditions.place(after.id.clone());
        conditions.and(&format!("(at, id) {sign} ({at}, {id})"));
    }
    let limit = conditions.place(overfull(query.limit)?);
    let select = format!(
        "SELECT {COLUMNS} FROM sent{} ORDER BY at {word}, id {word} LIMIT {limit}",
        conditions.sql
    );
    let rows = connection.all(&select, &conditions.values(), row).await?;
    Ok(Page::from_overfull(rows, query.limit, SentQuery::key))
}
