//! RequestSenderId. Where a country wants registered ones, it is registered by a registration of
//! that country's type.

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{flag, given, required, tags_in};
use aws_wire::Value;
use messaging_resources::countries::{self, SenderIds};
use messaging_resources::{MessageType, SenderId, check_sender_id};
use services::limits::SMS_SENDER_IDS;

pub(crate) async fn request_sender_id(ctx: &Ctx, input: &Value) -> Result<Value> {
    let country = required(input, "IsoCountryCode")?;
    let name = required(input, "SenderId")?;
    let message_types: Vec<MessageType> = given(input, "MessageTypes")?.unwrap_or_default();
    if countries::find(country).is_none_or(|it| it.sender_ids == SenderIds::No) {
        let message = format!("Sender IDs are not supported in {country}");
        return Err(invalid("SENDER_ID_NOT_SUPPORTED", "IsoCountryCode", message));
    }
    check_sender_id(name, country, &message_types)
        .map_err(|error| invalid("INVALID_PARAMETER", "SenderId", error.rule()))?;
    let id = format!("{name}/{country}");
    ctx.may_create::<SenderId>(&id, SMS_SENDER_IDS, "SENDER_IDS_PER_ACCOUNT")
        .await?;
    let it = SenderId {
        sender_id: name.to_owned(),
        iso_country_code: country.to_owned(),
        message_types: match message_types.is_empty() {
            true => vec![MessageType::Transactional],
            false => message_types,
        },
        monthly_leasing_price: "0.00".to_owned(),
        deletion_protection_enabled: flag(input, "DeletionProtectionEnabled").unwrap_or(false),
        registered: false,
        registration_id: None,
        pool_id: None,
    };
    ctx.keep(&ctx.made(it, tags_in(input)?)).await
}
