//! Reading tallies.

use crate::apply::Sql;
use ids::Timestamp;
use rusqlite::{Connection, params};
use store::{StoreError, Tally, TallyQuery};

/// Those of a series, span and time.
pub(crate) fn list(connection: &Connection, query: &TallyQuery) -> Result<Vec<Tally>, StoreError> {
    Sql(connection).all(
        "SELECT start, key, data FROM tallies
         WHERE instance = ? AND series = ? AND span = ? AND start >= ? AND start < ?
         ORDER BY start, key",
        params![
            query.instance,
            query.series,
            query.span,
            query.from.0,
            query.to.0
        ],
        |row| {
            Ok(Tally {
                start: Timestamp(row.get(0)?),
                key: row.get(1)?,
                data: row.get(2)?,
            })
        },
    )
}
