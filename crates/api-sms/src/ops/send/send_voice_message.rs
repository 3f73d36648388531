//! SendVoiceMessage: text to speech over a call.

use super::{message, price, send};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::text;
use aws_wire::Value;
use messaging::{Channel, VoiceOptions};

/// The voice of requests that name none. Source: sms.md §3.2.
pub(super) const VOICE: &str = "MATTHEW";

pub(crate) async fn send_voice_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = message(input, Channel::Voice)?;
    if text(input, "MessageBody").is_none() {
        let message = "MessageBody is missing";
        return Err(invalid("MISSING_PARAMETER", "MessageBody", message));
    }
    it.max_price = price(input, "MaxPricePerMinute")?;
    it.voice = Some(VoiceOptions {
        voice_id: text(input, "VoiceId").unwrap_or(VOICE).to_owned(),
        ssml: text(input, "MessageBodyTextType") == Some("SSML"),
    });
    send(ctx, it).await
}
