//! DeleteVerifiedDestinationNumber: a day after it was added at the earliest, so that the sandbox's
//! few places are not used in turn.

use super::named;
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{Kept, VerifiedDestinationNumber};
use std::time::Duration;
use store::Batch;

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn delete_verified_destination_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = named(ctx, input).await?;
    if ctx.now() < it.created + DAY {
        let message = "A number can be deleted 24 hours after it was added";
        let (reason, kind) = ("RESOURCE_DELETION_NOT_ALLOWED", VerifiedDestinationNumber::TYPE);
        return Err(conflict(reason, kind, it.value.id(), message));
    }
    ctx.forget(&it, Batch::new()).await
}
