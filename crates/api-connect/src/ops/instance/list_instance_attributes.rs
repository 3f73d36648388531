//! ListInstanceAttributes: all switches on one page; there are a dozen.

use crate::prelude::*;

pub(crate) async fn list_instance_attributes(
    ctx: &Ctx,
    input: api::ListInstanceAttributesRequest,
) -> Result<api::ListInstanceAttributesResponse> {
    let it = stored_instance(ctx, &input.instance_id).await?.value;
    let attributes = it.attributes.iter().map(|(name, value)| api::Attribute {
        attribute_type: Some(name.as_str().into()),
        value: Some(value.clone()),
    });
    Ok(api::ListInstanceAttributesResponse {
        attributes: Some(attributes.collect()),
        next_token: None,
    })
}
