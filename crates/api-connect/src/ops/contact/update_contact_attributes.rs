//! UpdateContactAttributes: sets attributes of a contact, live or over; a record that was
//! published is published again.

use super::convert::{contact_id, missing};
use crate::prelude::*;
use exchange::{Command, ContactFacts};

pub(crate) async fn update_contact_attributes(
    ctx: &Ctx,
    input: api::UpdateContactAttributesRequest,
) -> Result<api::UpdateContactAttributesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let contact = contact_id(&input.initial_contact_id)?;
    let row = ctx
        .store
        .contact(&instance.to_string(), &contact.to_string())
        .await?;
    // The exchange of a live contact knows more than its row and does not look at this.
    let closed = match row {
        Some(row) => row
            .state
            .and_then(|state| serde_json::from_str::<ContactFacts>(state.reveal()).ok())
            .map(Box::new),
        None => return Err(missing(&input.initial_contact_id)),
    };
    let command = Command::UpdateContactAttributes {
        contact,
        attributes: input.attributes,
        closed,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(api::UpdateContactAttributesResponse::default())
}
