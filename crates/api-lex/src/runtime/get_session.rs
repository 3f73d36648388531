//! GetSession: where a conversation stands.

use super::{Result, place};
use aws_wire::Value;
use serde_json::json;
use services::bots::BuiltInBots;

pub(super) async fn get_session(bots: &BuiltInBots, input: &Value) -> Result<Value> {
    let (place, id) = place(input)?;
    let session = bots.session(&place, id).await?;
    Ok(json!({
        "sessionId": session.id,
        "sessionState": session.state,
        "messages": session.messages,
        "interpretations": session.interpretations,
    }))
}
