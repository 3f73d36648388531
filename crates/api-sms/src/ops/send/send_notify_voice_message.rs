//! SendNotifyVoiceMessage.

use super::notify::ByTemplate;
use super::send_voice_message::VOICE;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::text;
use aws_wire::Value;
use messaging::{Channel, VoiceOptions};

pub(crate) async fn send_notify_voice_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ByTemplate::read(ctx, input, Channel::Voice).await?;
    it.submission.voice = Some(VoiceOptions {
        voice_id: text(input, "VoiceId").unwrap_or(VOICE).to_owned(),
        ssml: false,
    });
    it.send(ctx).await
}
