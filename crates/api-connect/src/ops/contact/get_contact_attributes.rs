//! GetContactAttributes: the user-defined attributes of a contact.

use super::convert::{Found, find};
use crate::prelude::*;

pub(crate) async fn get_contact_attributes(
    ctx: &Ctx,
    input: api::GetContactAttributesRequest,
) -> Result<api::GetContactAttributesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let attributes = match find(ctx, instance, &input.initial_contact_id).await? {
        Found::Live(facts) => facts.attributes,
        Found::Closed(row) => {
            let attributes = row.attributes.into_iter();
            attributes
                .filter(|(name, _)| !name.starts_with('$'))
                .map(|(name, value)| (name, value.into_revealed()))
                .collect()
        }
    };
    Ok(api::GetContactAttributesResponse {
        attributes: Some(attributes),
    })
}
