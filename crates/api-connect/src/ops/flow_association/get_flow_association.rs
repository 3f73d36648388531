//! GetFlowAssociation.

use super::parts::{find, named, shown};
use crate::plain::crud;
use crate::prelude::*;
use aws_wire::Value;

pub(crate) async fn get_flow_association(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = named(&input)?;
    let found = find(ctx, instance, &id).await?;
    let found = found.ok_or_else(|| services::not_found(Kind::FlowAssociation, id))?;
    Ok(shown(&found))
}
