//! The one durable write of a change of a table and its records.

use crate::prelude::*;
use resources::Resource;
use services::Was;

/// What is written: resources, each with what it was when it was read.
pub(super) type Changes = Vec<(Resource, Option<Was>)>;

/// Writes all of it or nothing.
///
/// # Errors
/// A conflict when something changed meanwhile: the turn at a table keeps out other requests, but
/// not an import or another process.
pub(super) async fn write(
    ctx: &Ctx,
    instance: InstanceId,
    puts: Changes,
    deletes: Changes,
) -> Result<()> {
    if puts.is_empty() && deletes.is_empty() {
        return Ok(());
    }
    match ctx.change_all(instance, puts, deletes).await {
        // Two sets of primary values that became one: no names that a caller gave.
        Err(ServiceError::Duplicate { what, .. }) if what == Kind::DataTableRecord.word() => {
            Err(ServiceError::Conflict(
                "another request made a record with the same primary values".into(),
            ))
        }
        done => done,
    }
}
