//! UpdateContactAttributes: sets attributes of a contact, live or over; a record that was
//! published is published again.

use super::convert::amend;
use crate::prelude::*;
use exchange::Amendment;

pub(crate) async fn update_contact_attributes(
    ctx: &Ctx,
    input: api::UpdateContactAttributesRequest,
) -> Result<api::UpdateContactAttributesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let amendment = Amendment::Attributes(input.attributes);
    amend(ctx, instance, &input.initial_contact_id, amendment).await?;
    Ok(api::UpdateContactAttributesResponse::default())
}
