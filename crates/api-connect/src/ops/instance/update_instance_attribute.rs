//! UpdateInstanceAttribute: one switch of an instance.

use crate::prelude::*;
use resources::Instance;

pub(crate) async fn update_instance_attribute(
    ctx: &Ctx,
    input: api::UpdateInstanceAttributeRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    if !matches!(input.value.as_str(), "true" | "false") {
        return Err(invalid("Value must be true or false"));
    }
    ctx.update::<Instance>(instance, instance, |it| {
        it.attributes
            .insert(input.attribute_type.to_string(), input.value);
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
