//! RecognizeText: one turn of a conversation.

use super::{Result, given, place, texts, written};
use crate::common::text;
use aws_wire::Value;
use bots::{GivenState, Input};
use services::bots::{BotRequest, BotRuntime, BuiltInBots, Said};
use std::collections::BTreeMap;

pub(super) async fn recognize_text(bots: &BuiltInBots, input: &Value) -> Result<Value> {
    let (place, session) = place(input)?;
    let said = Said {
        input: Input::Text(text(input, "text").unwrap_or_default().to_owned()),
        offered: BTreeMap::new(),
        state: given(input, "sessionState")?,
        request_attributes: texts(input, "requestAttributes")?,
    };
    written(&bots.turn(&place, session, said).await?)
}

/// The same of a bot at an endpoint: it keeps its own sessions, and gets the attributes alone.
pub(super) async fn elsewhere(
    bots: &dyn BotRuntime,
    alias_arn: String,
    input: &Value,
) -> Result<Value> {
    let (place, session) = place(input)?;
    let state: Option<GivenState> = given(input, "sessionState")?;
    let request = BotRequest {
        alias_arn,
        session_id: session.to_owned(),
        locale: place.locale,
        input: Input::Text(text(input, "text").unwrap_or_default().to_owned()),
        session_attributes: state
            .and_then(|it| it.session_attributes)
            .unwrap_or_default(),
        request_attributes: texts(input, "requestAttributes")?,
    };
    written(&bots.recognize(request).await?)
}
