//! Reading tallies.

use crate::connect::Connection;
use ids::Timestamp;
use store::{StoreError, Tally, TallyQuery};
use tokio_postgres::Row;

fn tally(row: &Row) -> Result<Tally, tokio_postgres::Error> {
    Ok(Tally {
        start: Timestamp(row.try_get(0)?),
        key: row.try_get(1)?,
        data: row.try_get(2)?,
    })
}

/// Those of a series, span and time.
pub(crate) async fn list(
    connection: &mut Connection,
    query: &TallyQuery,
) -> Result<Vec<Tally>, StoreError> {
    connection
        .all(
            "SELECT start, key, data FROM tallies
             WHERE instance = $1 AND series = $2 AND span = $3 AND start >= $4 AND start < $5
             ORDER BY start, key",
            &[
                &query.instance,
                &query.series,
                &query.span,
                &query.from.0,
                &query.to.0,
            ],
            tally,
        )
        .await
}
