//! DeleteProtectConfigurationRuleSetNumberOverride.

use super::{shown, whole};
use crate::countries;
use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use aws_wire::Value;
use messaging_resources::{Kept, ProtectConfiguration, ProtectOverride};
use store::Batch;

pub(crate) async fn delete_protect_configuration_rule_set_number_override(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let of = whole(ctx, input).await?;
    let number = countries::number(input, "DestinationPhoneNumber")?;
    let id = format!("{}/{number}", of.value.id());
    let found = ctx.find::<ProtectOverride>(&id).await?;
    let it = found.ok_or_else(|| not_found(ProtectConfiguration::TYPE, &id))?;
    let answer = ctx.answer(&shown(&of, &it));
    ctx.commit(Batch::new().with(ctx.delete(&it)), answer).await
}
