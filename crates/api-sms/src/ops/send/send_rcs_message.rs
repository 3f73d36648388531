//! SendRcsMessage: no carrier link speaks RCS, so an agent is never active and nothing is sent by
//! it, by a fallback neither.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;

pub(crate) async fn send_rcs_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = ctx.originator(input).await?;
    let message = "No carrier link of this installation can send RCS messages";
    Err(conflict("RESOURCE_NOT_ACTIVE", it.kind(), it.id(), message))
}
