//! UpdatePhoneNumber: what is not given stays as it is.

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::flag;
use aws_wire::Value;
use messaging_resources::{NumberType, PhoneNumber};

pub(crate) async fn update_phone_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx.named::<PhoneNumber>(input, "PhoneNumberId").await?;
    let country = it.value.iso_country_code.clone();
    ctx.settle(&mut it.value.settings, input, Some(&country)).await?;
    if let Some(on) = flag(input, "DeletionProtectionEnabled") {
        it.value.deletion_protection_enabled = on;
    }
    if let Some(on) = flag(input, "InternationalSendingEnabled") {
        check_international(on, it.value.number_type)?;
        it.value.international_sending_enabled = on;
    }
    ctx.keep(&it).await
}

/// That a number of this type may send abroad: only long codes may (inferred).
pub(super) fn check_international(on: bool, kind: NumberType) -> Result<()> {
    match on && kind != NumberType::LongCode {
        false => Ok(()),
        true => Err(invalid(
            "INTERNATIONAL_SENDING_NOT_SUPPORTED",
            "InternationalSendingEnabled",
            "Numbers of this type send to their own country only",
        )),
    }
}
