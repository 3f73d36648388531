//! AssociatePhoneNumberContactFlow: the flow that answers calls to a number.

use super::convert::find_in;
use crate::prelude::*;
use resources::{Flow, FlowKind, FlowState, PhoneNumberResource};

pub(crate) async fn associate_phone_number_contact_flow(
    ctx: &Ctx,
    input: api::AssociatePhoneNumberContactFlowRequest,
) -> Result<Nothing> {
    let number = find_in(ctx, &input.phone_number_id, &input.instance_id).await?;
    let flow = get::<Flow>(ctx, number.instance, &input.contact_flow_id)
        .await?
        .value;
    if flow.kind != FlowKind::ContactFlow || flow.state != FlowState::Active {
        return Err(invalid("ContactFlowId must name an active inbound flow"));
    }
    if flow.published.is_none() {
        return Err(invalid("the flow is not published"));
    }
    ctx.update::<PhoneNumberResource>(number.instance, number.id, |it| {
        it.flow = Some(flow.id);
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
