//! RequestPhoneNumber: the first number of the inventory that fits.
//!
//! The answer says `PENDING`, as the service's does; the number can be used from then on unless it
//! is of a type that needs a registration and registrations wait for their review.

use super::Wanted;
use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::{Found, flag, given, tags_in, text};
use crate::ops::pool::check_fits;
use crate::originator::Originator;
use crate::settings::Review;
use aws_wire::Value;
use messaging_resources::{
    Association, DEFAULT_LIST, InboundSettings, Kept, MessageType, NumberStatus, NumberType,
    PhoneNumber, Pool, Registration, RegistrationStatus, default_keywords,
};
use serde_json::json;
use services::limits::SMS_PHONE_NUMBERS;
use store::{Batch, Filter};

pub(crate) async fn request_phone_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let wanted = Wanted::read(input)?;
    let used = ctx.count::<PhoneNumber>(Filter::default()).await?;
    ctx.within(SMS_PHONE_NUMBERS, used + 1, "PHONE_NUMBERS_PER_ACCOUNT")?;
    let list = ctx.opt_out_list(input).await?;
    let list = list.unwrap_or_else(|| DEFAULT_LIST.to_owned());
    let registration = match text(input, "RegistrationId") {
        Some(_) => Some(ctx.named::<Registration>(input, "RegistrationId").await?),
        None => None,
    };
    let free = wanted.free(ctx, input, 0, 1).await?.into_iter().next();
    let phone_number = free.ok_or_else(|| {
        not_found(PhoneNumber::TYPE, format!("with these traits in {}", wanted.country))
    })?;
    let international = flag(input, "InternationalSendingEnabled").unwrap_or(false);
    super::update_phone_number::check_international(international, wanted.kind)?;
    let message_type: MessageType = given(input, "MessageType")?.unwrap_or(MessageType::Transactional);
    let mut it = ctx.made(
        PhoneNumber {
            phone_number_id: ctx.fresh("phone"),
            phone_number,
            status: status(ctx, wanted.kind, registration.as_ref()),
            iso_country_code: wanted.country,
            message_type,
            number_capabilities: wanted.capabilities,
            number_type: wanted.kind,
            // Whoever runs the product pays the carrier: there is no rent of ours.
            monthly_leasing_price: "0.00".to_owned(),
            settings: InboundSettings::new(list),
            international_sending_enabled: international,
            deletion_protection_enabled: flag(input, "DeletionProtectionEnabled").unwrap_or(false),
            pool_id: None,
            registration_id: registration.as_ref().map(|it| it.value.id()),
        },
        tags_in(input)?,
    );
    if text(input, "PoolId").is_some() {
        let pool = ctx.named::<Pool>(input, "PoolId").await?;
        check_fits(ctx, &pool, &Originator::Number(it.clone()), false).await?;
        it.value.pool_id = Some(pool.value.id());
    }
    keep(ctx, it, registration).await
}

fn status(
    ctx: &Ctx,
    kind: NumberType,
    registration: Option<&Found<Registration>>,
) -> NumberStatus {
    let needs = matches!(kind, NumberType::TollFree | NumberType::TenDlc);
    let complete = registration
        .is_some_and(|it| it.value.registration_status == RegistrationStatus::Complete);
    match needs && ctx.shared.settings.review == Review::Wait && !complete {
        true => NumberStatus::Pending,
        false => NumberStatus::Active,
    }
}

async fn keep(
    ctx: &Ctx,
    it: Found<PhoneNumber>,
    registration: Option<Found<Registration>>,
) -> Result<Value> {
    let mut batch = Batch::new().with(ctx.put(&it)?);
    for keyword in default_keywords(&it.value.phone_number_id) {
        batch.push(ctx.put(&ctx.made(keyword, Default::default()))?);
    }
    if let Some(mut registration) = registration {
        let associations = &mut registration.value.associations;
        associations.push(Association {
            resource_arn: it.arn.clone(),
            resource_id: it.value.phone_number_id.clone(),
            resource_type: PhoneNumber::TYPE.to_owned(),
            iso_country_code: Some(it.value.iso_country_code.clone()),
            phone_number: Some(it.value.phone_number.clone()),
        });
        batch.push(ctx.put(&registration)?);
    }
    let mut full = it.full();
    full.insert("Status".into(), json!(NumberStatus::Pending));
    let answer = ctx.commit(batch, ctx.answer(&full)).await?;
    let PhoneNumber {
        phone_number,
        phone_number_id,
        ..
    } = &it.value;
    ctx.shared.learn(phone_number, phone_number_id);
    Ok(answer)
}
