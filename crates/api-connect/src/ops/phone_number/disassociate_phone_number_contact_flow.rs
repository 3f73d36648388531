//! DisassociatePhoneNumberContactFlow.

use super::convert::find_in;
use crate::prelude::*;
use resources::PhoneNumberResource;

pub(crate) async fn disassociate_phone_number_contact_flow(
    ctx: &Ctx,
    input: api::DisassociatePhoneNumberContactFlowRequest,
) -> Result<Nothing> {
    let number = find_in(ctx, &input.phone_number_id, &input.instance_id).await?;
    ctx.update::<PhoneNumberResource>(number.instance, number.id, |it| {
        it.flow = None;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
