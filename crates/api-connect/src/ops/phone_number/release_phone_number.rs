//! ReleasePhoneNumber: refused while a queue shows it to called customers. From then on the number
//! rests for thirty days, or for as long as the configuration says.

use super::convert::find;
use crate::prelude::*;

pub(crate) async fn release_phone_number(
    ctx: &Ctx,
    input: api::ReleasePhoneNumberRequest,
) -> Result<Nothing> {
    let number = find(ctx, &input.phone_number_id).await?.value;
    ctx.release_number(&number, ctx.now()).await?;
    Ok(Nothing)
}
