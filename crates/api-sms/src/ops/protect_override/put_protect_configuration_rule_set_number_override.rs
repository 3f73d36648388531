//! PutProtectConfigurationRuleSetNumberOverride: an override that is there is replaced.

use super::{shown, whole};
use crate::countries;
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::given;
use aws_wire::Value;
use ids::Timestamp;
use messaging_resources::{Kept, OverrideAction, ProtectOverride};
use store::Batch;

pub(crate) async fn put_protect_configuration_rule_set_number_override(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let of = whole(ctx, input).await?;
    let number = countries::number(input, "DestinationPhoneNumber")?;
    let member = "ExpirationTimestamp";
    let expires = input.get(member).and_then(Value::as_f64);
    let expires = expires.map(|seconds| Timestamp((seconds * 1000.0).round() as i64));
    if expires.is_some_and(|at| at <= ctx.now()) {
        return Err(invalid("INVALID_PARAMETER", member, "It has passed already"));
    }
    let value = ProtectOverride {
        protect_configuration_id: of.value.id(),
        iso_country_code: countries::of(&number).map(str::to_owned),
        destination_phone_number: number.to_string(),
        action: given(input, "Action")?.unwrap_or(OverrideAction::Allow),
        created_timestamp: ctx.now(),
        expiration_timestamp: expires,
    };
    let it = match ctx.find::<ProtectOverride>(&value.id()).await? {
        Some(mut there) => {
            there.value = value;
            there
        }
        None => ctx.made(value, Default::default()),
    };
    let answer = ctx.answer(&shown(&of, &it));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}
