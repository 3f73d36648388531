//! Sender ids. Spec: sms.md §8.

mod describe_sender_ids;
mod release_sender_id;
mod request_sender_id;
mod update_sender_id;

use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::{Found, required};
use aws_wire::Value;
use messaging_resources::{Kept, SenderId};

operations! {
    DescribeSenderIds => describe_sender_ids::describe_sender_ids,
    ReleaseSenderId => release_sender_id::release_sender_id,
    RequestSenderId => request_sender_id::request_sender_id,
    UpdateSenderId => update_sender_id::update_sender_id,
}

/// The sender id that `SenderId`, a name or an ARN, and `IsoCountryCode` name.
async fn named(ctx: &Ctx, input: &Value) -> Result<Found<SenderId>> {
    let country = required(input, "IsoCountryCode")?;
    let id = ctx.id_in(SenderId::TYPE, "SenderId", required(input, "SenderId")?)?;
    let name = id.split('/').next().unwrap_or_default();
    let found = ctx.find(&format!("{name}/{country}")).await?;
    found.ok_or_else(|| not_found(SenderId::TYPE, name))
}
