//! ReleasePhoneNumber: refused while a queue shows it to called customers. Our inventory is our
//! own, so a released number can be claimed again at once.

use super::convert::find;
use crate::prelude::*;

pub(crate) async fn release_phone_number(
    ctx: &Ctx,
    input: api::ReleasePhoneNumberRequest,
) -> Result<Nothing> {
    let number = find(ctx, &input.phone_number_id).await?.value;
    ctx.delete(number.instance, Kind::PhoneNumber, number.id)
        .await?;
    Ok(Nothing)
}
