//! RecognizeUtterance: one turn whose input is a stream. Text and keys are understood; speech is
//! not built.
//!
//! Keys come as `audio/x-l16` in the service's own telephony only; here text is text.

use super::packed::{pack, pack_text, unpack};
use super::{Result, only_text, place};
use crate::common::text;
use aws_wire::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bots::Input;
use serde_json::json;
use services::bots::{BotError, BuiltInBots, Said};
use std::collections::BTreeMap;

/// The longest text. Source: RecognizeText's bound.
const LONGEST: usize = 1_024;

pub(super) async fn recognize_utterance(bots: &BuiltInBots, input: &Value) -> Result<Value> {
    only_text(input)?;
    let (place, id) = place(input)?;
    let kind = text(input, "requestContentType").unwrap_or_default();
    if !kind.starts_with("text/plain") {
        return Err(BotError::Invalid(format!(
            "input of the type {kind} is not built: give text/plain; charset=utf-8"
        )));
    }
    let stream = text(input, "inputStream").unwrap_or_default();
    let bytes = STANDARD.decode(stream).unwrap_or_default();
    let said =
        String::from_utf8(bytes).map_err(|_| BotError::Invalid("the input is not UTF-8".into()))?;
    if said.is_empty() || said.chars().count() > LONGEST {
        return Err(BotError::Invalid(
            "the input must have 1 to 1024 characters".into(),
        ));
    }
    let member = |name| {
        text(input, name)
            .map(|packed| unpack(name, packed))
            .transpose()
    };
    let state = member("sessionState")?
        .map(serde_json::from_value)
        .transpose();
    let attributes = member("requestAttributes")?
        .map(serde_json::from_value)
        .transpose();
    let wrong = |error: serde_json::Error| BotError::Invalid(error.to_string());
    let attributes: Option<BTreeMap<String, String>> = attributes.map_err(wrong)?;
    let turn = Said {
        input: Input::Text(said.clone()),
        offered: BTreeMap::new(),
        state: state.map_err(wrong)?,
        request_attributes: attributes.unwrap_or_default(),
    };
    let answer = bots.turn(&place, id, turn).await?;
    Ok(json!({
        "contentType": "text/plain;charset=utf-8",
        "inputMode": "Text",
        "inputTranscript": pack_text(&json!(said).to_string())?,
        "sessionId": answer.session_id,
        "messages": pack(&answer.messages)?,
        "interpretations": pack(&answer.interpretations)?,
        "sessionState": pack(&answer.session_state)?,
        "requestAttributes": pack(&answer.request_attributes)?,
    }))
}
