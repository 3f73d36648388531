//! ClaimPhoneNumber: a number of the inventory becomes an instance's; it is ready at once. One that
//! was released a short while ago is not found, as the search does not find it either.

use super::convert::target;
use crate::prelude::*;
use aws_wire::ToWire;
use ids::{PhoneNumber, PhoneNumberId};
use resources::{PhoneNumberResource, PhoneNumberStatus};

pub(crate) async fn claim_phone_number(
    ctx: &Ctx,
    input: api::ClaimPhoneNumberRequest,
) -> Result<api::ClaimPhoneNumberResponse> {
    let target = target(
        ctx,
        input.target_arn.as_deref(),
        input.instance_id.as_deref(),
    )
    .await?;
    let target = target.ok_or_else(|| invalid("TargetArn or InstanceId is required"))?;
    let number: PhoneNumber = input
        .phone_number
        .parse()
        .map_err(|_| invalid("PhoneNumber must be in E.164 form"))?;
    let Some(range) = ctx.inventory.range_of(&number) else {
        return Err(ServiceError::NotFound {
            what: "phone number",
            id: number.to_string(),
        });
    };
    let id: PhoneNumberId = ctx.new_id();
    let claimed = PhoneNumberResource {
        id,
        country: range.country.clone(),
        number_type: range.number_type,
        number,
        description: input.phone_number_description,
        instance: target,
        flow: None,
        status: PhoneNumberStatus::Claimed,
        claimed: ctx.now(),
        source: None,
        tags: tags(input.tags)?,
    };
    let answer = api::ClaimPhoneNumberResponse {
        phone_number_id: Some(id.to_string()),
        phone_number_arn: Some(arn(ctx, target, Kind::PhoneNumber, id)),
    };
    let remembered = ctx.remember(&answer.clone().to_wire())?;
    ctx.claim_number(claimed, remembered, ctx.now()).await?;
    Ok(answer)
}
