//! DisassociateFlow.

use super::parts::named;
use crate::plain::crud;
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn disassociate_flow(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    ctx.delete(instance, Kind::FlowAssociation, named(&input)?)
        .await?;
    Ok(json!({}))
}
