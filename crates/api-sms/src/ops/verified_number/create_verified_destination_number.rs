//! CreateVerifiedDestinationNumber.

use crate::countries;
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::keep::{tags_in, text};
use aws_wire::Value;
use messaging_resources::{Kept, RcsAgent, SCOPE, VerificationStatus, VerifiedDestinationNumber};
use services::limits::SMS_VERIFIED_NUMBERS;

pub(crate) async fn create_verified_destination_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let number = countries::number(input, "DestinationPhoneNumber")?;
    let kind = VerifiedDestinationNumber::KIND;
    let there = ctx.store.resource_by_name(SCOPE, kind, number.as_str());
    if let Some(there) = there.await? {
        let message = "The number was added already";
        let reason = "RESOURCE_ALREADY_EXISTS";
        return Err(conflict(reason, VerifiedDestinationNumber::TYPE, there.id, message));
    }
    let agent = match text(input, "RcsAgentId") {
        Some(_) => Some(ctx.named::<RcsAgent>(input, "RcsAgentId").await?.value.id()),
        None => None,
    };
    let id = ctx.fresh("verified");
    let reason = "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT";
    ctx.may_create::<VerifiedDestinationNumber>(&id, SMS_VERIFIED_NUMBERS, reason)
        .await?;
    let it = VerifiedDestinationNumber {
        verified_destination_number_id: id,
        destination_phone_number: number.to_string(),
        status: VerificationStatus::Pending,
        rcs_agent_id: agent,
        verification: None,
        offered: None,
        asked: Vec::new(),
    };
    ctx.keep(&ctx.made(it, tags_in(input)?)).await
}
