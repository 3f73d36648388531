//! DescribeInstanceAttribute: one switch of an instance; those never set are off.

use crate::prelude::*;

pub(crate) async fn describe_instance_attribute(
    ctx: &Ctx,
    input: api::DescribeInstanceAttributeRequest,
) -> Result<api::DescribeInstanceAttributeResponse> {
    let it = stored_instance(ctx, &input.instance_id).await?.value;
    let value = it.attributes.get(input.attribute_type.as_str());
    Ok(api::DescribeInstanceAttributeResponse {
        attribute: Some(api::Attribute {
            value: Some(value.cloned().unwrap_or_else(|| "false".into())),
            attribute_type: Some(input.attribute_type),
        }),
    })
}
