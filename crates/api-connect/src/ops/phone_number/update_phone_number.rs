//! UpdatePhoneNumber: moves a number to another instance of the account; its flow stays behind.

use super::convert::{find, target};
use crate::prelude::*;
use resources::PhoneNumberResource;

pub(crate) async fn update_phone_number(
    ctx: &Ctx,
    input: api::UpdatePhoneNumberRequest,
) -> Result<api::UpdatePhoneNumberResponse> {
    let target = target(
        ctx,
        input.target_arn.as_deref(),
        input.instance_id.as_deref(),
    )
    .await?;
    let target = target.ok_or_else(|| invalid("TargetArn or InstanceId is required"))?;
    let number = find(ctx, &input.phone_number_id).await?.value;
    let from = number.instance;
    if from != target {
        let id = number.id;
        // A queue that shows it to called customers would show what its instance no longer has.
        ctx.check_unused(from, Kind::PhoneNumber, &id.to_string())
            .await?;
        ctx.update::<PhoneNumberResource>(target, id, |it| {
            it.instance = target;
            it.flow = None;
            Ok(())
        })
        .await?;
        ctx.gone(from, Kind::PhoneNumber, id.to_string());
    }
    Ok(api::UpdatePhoneNumberResponse {
        phone_number_arn: Some(arn(ctx, target, Kind::PhoneNumber, number.id)),
        phone_number_id: Some(number.id.to_string()),
    })
}
