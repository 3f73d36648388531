//! DeleteSession: forgets a conversation.

use super::{Result, place};
use aws_wire::Value;
use serde_json::json;
use services::bots::BuiltInBots;

pub(super) async fn delete_session(bots: &BuiltInBots, input: &Value) -> Result<Value> {
    let (place, id) = place(input)?;
    bots.forget(&place, id).await?;
    Ok(json!({
        "botId": place.bot,
        "botAliasId": place.alias,
        "localeId": place.locale,
        "sessionId": id,
    }))
}
