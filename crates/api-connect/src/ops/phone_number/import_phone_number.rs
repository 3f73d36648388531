//! ImportPhoneNumber: a number of messaging becomes an instance's too, so that what comes in at it can
//! reach a flow (AssociateFlow with `SMS_PHONE_NUMBER`). It stays a number of messaging: nothing of it
//! changes there, except that it cannot be released while it is imported. Ready at once.
//!
//! Short codes are refused: a number of an instance is in E.164 form.
//! Source: connect-a-foundation.md §3.3, connect-g-agent-workspace.md §3.

use crate::prelude::*;
use aws_wire::ToWire;
use ids::{PhoneNumber, PhoneNumberId};
use messaging_resources::{NumberCapability, NumberStatus, NumberType};
use resources::{PhoneNumberResource, PhoneNumberStatus, PhoneNumberType};

pub(crate) async fn import_phone_number(
    ctx: &Ctx,
    input: api::ImportPhoneNumberRequest,
) -> Result<api::ImportPhoneNumberResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let source = input.source_phone_number_arn;
    let found = ctx.number_of_messaging(&source).await?;
    let found = found.ok_or_else(|| ServiceError::NotFound {
        what: "phone number",
        id: source.clone(),
    })?;
    if found.status != NumberStatus::Active {
        return Err(invalid(format!("{source} is not active")));
    }
    if !found.number_capabilities.contains(&NumberCapability::Sms) {
        return Err(invalid(format!("{source} cannot carry SMS")));
    }
    let number: PhoneNumber = found.phone_number.parse().map_err(|_| {
        invalid(format!("{source} is a short code, which an instance cannot have"))
    })?;
    let id: PhoneNumberId = ctx.new_id();
    let imported = PhoneNumberResource {
        id,
        country: found.iso_country_code,
        number_type: match found.number_type {
            NumberType::TollFree => PhoneNumberType::TollFree,
            NumberType::ShortCode => PhoneNumberType::ShortCode,
            NumberType::LongCode | NumberType::TenDlc | NumberType::Simulator => {
                PhoneNumberType::Did
            }
        },
        number,
        description: input.phone_number_description,
        instance,
        flow: None,
        status: PhoneNumberStatus::Claimed,
        claimed: ctx.now(),
        source: Some(source),
        tags: tags(input.tags)?,
    };
    let answer = api::ImportPhoneNumberResponse {
        phone_number_id: Some(id.to_string()),
        phone_number_arn: Some(arn(ctx, instance, Kind::PhoneNumber, id)),
    };
    let remembered = ctx.remember(&answer.clone().to_wire())?;
    ctx.create_with(instance, imported, remembered).await?;
    Ok(answer)
}
