//! ListInstanceAttributes.

use crate::prelude::*;

pub(crate) async fn list_instance_attributes(
    ctx: &Ctx,
    input: api::ListInstanceAttributesRequest,
) -> Result<api::ListInstanceAttributesResponse> {
    let it = stored_instance(ctx, &input.instance_id).await?.value;
    let all = it.attributes.iter().map(|(name, value)| api::Attribute {
        attribute_type: Some(name.as_str().into()),
        value: Some(value.clone()),
    });
    let asked = (input.next_token.as_deref(), input.max_results);
    let (attributes, next_token) = short_page(ctx, asked, it.id, all.collect())?;
    Ok(api::ListInstanceAttributesResponse {
        attributes: Some(attributes),
        next_token,
    })
}
