//! SendRcsMessage: no carrier link speaks RCS, so an agent is never active and nothing is sent by
//! it, or by a pool's, by a fallback neither.

use crate::ctx::Ctx;
use crate::error::{Result, conflict, invalid};
use crate::originator::Originator;
use aws_wire::Value;

pub(crate) async fn send_rcs_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = ctx.originator(input).await?;
    match it {
        Originator::Agent(_) | Originator::Pool(_) => {
            let message = "No carrier link of this installation can send RCS messages";
            Err(conflict("RESOURCE_NOT_ACTIVE", it.kind(), it.id(), message))
        }
        Originator::Number(_) | Originator::Sender(_) => {
            let message = "RCS messages are sent by an RCS agent, or by a pool that has one";
            Err(invalid("INVALID_PARAMETER", "OriginationIdentity", message))
        }
    }
}
