//! PutSession: sets where a conversation stands. The answer is in headers, packed.

use super::packed::pack;
use super::{Result, given, only_text, place, texts};
use aws_wire::Value;
use serde_json::json;
use services::bots::BuiltInBots;

pub(super) async fn put_session(bots: &BuiltInBots, input: &Value) -> Result<Value> {
    only_text(input)?;
    let (place, id) = place(input)?;
    let state = given(input, "sessionState")?.unwrap_or_default();
    let messages = given(input, "messages")?;
    let attributes = texts(input, "requestAttributes")?;
    let answer = bots.put(&place, id, state, messages, attributes).await?;
    Ok(json!({
        "contentType": "text/plain;charset=utf-8",
        "sessionId": answer.session_id,
        "messages": pack(&answer.messages)?,
        "sessionState": pack(&answer.session_state)?,
        "requestAttributes": pack(&answer.request_attributes)?,
    }))
}
