//! Sending. What the model says of a request was checked already; what is configured is checked by
//! the pipeline, which answers after the message is durable. Spec: sms.md §3.

mod notify;
mod put_message_feedback;
mod send_media_message;
mod send_notify_text_message;
mod send_notify_voice_message;
mod send_rcs_message;
mod send_text_message;
mod send_voice_message;

use crate::countries;
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{flag, given, text};
use aws_wire::Value;
use messaging::{Channel, Submission, Usd};
use serde_json::json;

operations! {
    PutMessageFeedback => put_message_feedback::put_message_feedback,
    SendMediaMessage => send_media_message::send_media_message,
    SendNotifyTextMessage => send_notify_text_message::send_notify_text_message,
    SendNotifyVoiceMessage => send_notify_voice_message::send_notify_voice_message,
    SendRcsMessage => send_rcs_message::send_rcs_message,
    SendTextMessage => send_text_message::send_text_message,
    SendVoiceMessage => send_voice_message::send_voice_message,
}

/// A message of a request, with what requests of all channels have.
fn message(input: &Value, channel: Channel) -> Result<Submission> {
    let number = countries::number(input, "DestinationPhoneNumber")?;
    let body = text(input, "MessageBody").unwrap_or_default();
    let mut it = Submission::new(channel, number, body);
    it.origination_identity = text(input, "OriginationIdentity").map(str::to_owned);
    it.max_price = price(input, "MaxPrice")?;
    common(input, &mut it)?;
    Ok(it)
}

/// What requests of all channels have, codes for verification among them.
pub(crate) fn common(input: &Value, it: &mut Submission) -> Result<()> {
    it.configuration_set = text(input, "ConfigurationSetName").map(str::to_owned);
    it.protect_configuration = text(input, "ProtectConfigurationId").map(str::to_owned);
    it.context = given(input, "Context")?.unwrap_or_default();
    it.country_parameters = given(input, "DestinationCountryParameters")?.unwrap_or_default();
    it.time_to_live = given(input, "TimeToLive")?;
    it.dry_run = flag(input, "DryRun").unwrap_or(false);
    Ok(())
}

/// An amount in US dollars; `.5` is half a dollar.
fn price(input: &Value, member: &str) -> Result<Option<Usd>> {
    let Some(text) = text(input, member) else {
        return Ok(None);
    };
    let read = Usd::parse(&format!("0{text}"));
    read.map(Some)
        .map_err(|error| invalid("INVALID_PARAMETER", member, error.to_string()))
}

/// Hands a message to the pipeline.
async fn send(ctx: &Ctx, it: Submission) -> Result<Value> {
    let accepted = ctx.shared.messages.send(it).await?;
    Ok(json!({"MessageId": accepted.message_id}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_may_begin_with_its_point() {
        let asks = |text: &str| price(&json!({"MaxPrice": text}), "MaxPrice").unwrap();
        assert_eq!(asks(".5"), Some(Usd(500_000)));
        assert_eq!(asks("2.00"), Some(Usd(2_000_000)));
    }

    #[test]
    fn a_request_becomes_a_message() {
        let input = json!({
            "DestinationPhoneNumber": "14255550123", "MessageBody": "Hello", "TimeToLive": 60,
            "Context": {"order": "7"}, "DryRun": true, "OriginationIdentity": "EXAMPLE",
        });
        let it = message(&input, Channel::Text).unwrap();
        assert_eq!(it.destination.as_str(), "+14255550123");
        assert_eq!((it.time_to_live, it.dry_run), (Some(60), true));
        assert_eq!(it.context.get("order").map(String::as_str), Some("7"));
    }
}
