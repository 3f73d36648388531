//! UpdatePhoneNumberMetadata: the description; without one the number stays as it is.

use super::convert::find;
use crate::prelude::*;
use resources::PhoneNumberResource;

pub(crate) async fn update_phone_number_metadata(
    ctx: &Ctx,
    input: api::UpdatePhoneNumberMetadataRequest,
) -> Result<Nothing> {
    let number = find(ctx, &input.phone_number_id).await?.value;
    let Some(description) = input.phone_number_description else {
        return Ok(Nothing);
    };
    ctx.update::<PhoneNumberResource>(number.instance, number.id, |it| {
        it.description = Some(description);
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
