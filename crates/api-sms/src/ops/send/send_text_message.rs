//! SendTextMessage.

use super::{message, send};
use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::text;
use aws_wire::Value;
use messaging::{Channel, MessageType};

pub(crate) async fn send_text_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = message(input, Channel::Text)?;
    if text(input, "MessageBody").is_none() {
        let message = "MessageBody is missing";
        return Err(invalid("MISSING_PARAMETER", "MessageBody", message));
    }
    it.message_type = match text(input, "MessageType") {
        Some("PROMOTIONAL") => Some(MessageType::Promotional),
        Some(_) => Some(MessageType::Transactional),
        None => None,
    };
    it.keyword = text(input, "Keyword").map(str::to_owned);
    send(ctx, it).await
}
