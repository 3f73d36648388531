//! DeleteContactFlow: not a default one, and not while a number or queue uses it.
//!
//! Source: connect-c-flows.md §8.3. That a flow be archived first is asked by the admin site only.

use super::convert::{is_default, version};
use crate::prelude::*;
use resources::Flow;

pub(crate) async fn delete_contact_flow(
    ctx: &Ctx,
    input: api::DeleteContactFlowRequest,
) -> Result<api::DeleteContactFlowResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let (id, _) = version(instance, &input.contact_flow_id)?;
    let flow = ctx.get::<Flow>(instance, id).await?.value;
    if is_default(&flow) {
        return Err(ServiceError::InvalidRequest(
            "a default flow cannot be deleted".into(),
        ));
    }
    ctx.delete(instance, Kind::Flow, id).await?;
    Ok(api::DeleteContactFlowResponse::default())
}
