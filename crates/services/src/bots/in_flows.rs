//! Bots in flows: a turn of crate `flow` as a request of the Lex contract, and its answer as what
//! `$.Lex` refers to. Spec: connect-c-flows.md §7.18, flow-language.md §4.

use super::{BotRequest, BotRuntime};
use ::bots::{DialogActionType, Input, Message, Response, SlotValue};
use flow::{BotAnswer, BotChoice, BotInput, BotTurn, Refusal};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Asks a bot for a flow. `session` names the conversation: a contact's identifier, for one.
///
/// # Errors
/// The branch that the flow takes, and why: also when there is no answer within `limit`.
pub async fn ask(
    runtime: &dyn BotRuntime,
    session: String,
    turn: BotTurn,
    limit: Duration,
) -> Result<BotAnswer, Refusal> {
    let alias_arn = match turn.bot {
        BotChoice::Alias(arn) => arn,
        BotChoice::Classic { .. } => {
            return Err(Refusal::new(
                "classic bots are not available: give an alias",
            ));
        }
    };
    let request = BotRequest {
        alias_arn,
        session_id: session,
        locale: turn.language.replace('-', "_"),
        input: match turn.input {
            BotInput::Wrote(text) => Input::Text(text),
            BotInput::Said(text) => Input::Speech(text),
            BotInput::Keyed(keys) => Input::Dtmf(keys),
        },
        session_attributes: turn.attributes.into_iter().collect(),
        request_attributes: Default::default(),
    };
    let answer = tokio::time::timeout(limit, runtime.recognize(request)).await;
    match answer {
        Ok(Ok(response)) => Ok(read(response)),
        Ok(Err(error)) => Err(Refusal::new(error.to_string())),
        Err(_) => Err(Refusal::new("the bot did not answer in time")),
    }
}

fn read(response: Response) -> BotAnswer {
    let data = document(&response);
    let state = response.session_state;
    let waits = state.dialog_action.is_some_and(|it| {
        use DialogActionType::{ConfirmIntent, ElicitIntent, ElicitSlot};
        matches!(it.kind, ConfirmIntent | ElicitIntent | ElicitSlot)
    });
    BotAnswer {
        messages: response.messages.into_iter().filter_map(said).collect(),
        closed: !waits,
        intent: state.intent.map(|it| it.name).unwrap_or_default(),
        data,
    }
}

/// What a customer is told; of a card its title, as calls have no pictures.
fn said(message: Message) -> Option<String> {
    let card = message.image_response_card.map(|it| it.title);
    message.content.or(card).filter(|it| !it.is_empty())
}

/// What `$.Lex` refers to. Alternative intents are found by their place and by their name.
fn document(response: &Response) -> Value {
    let state = &response.session_state;
    let best = response.interpretations.first();
    let mut lex = Map::new();
    if let Some(intent) = &state.intent {
        lex.insert("IntentName".into(), json!(intent.name));
        lex.insert("DialogState".into(), json!(intent.state));
        lex.insert("Slots".into(), slots(&intent.slots));
    }
    if let Some(confidence) = best.and_then(|it| it.nlu_confidence) {
        lex.insert(
            "IntentConfidence".into(),
            json!({"Score": confidence.score}),
        );
    }
    if let Some(sentiment) = best.and_then(|it| it.sentiment_response.as_ref()) {
        let scores = &sentiment.sentiment_score;
        let scores = json!({
            "Positive": scores.positive,
            "Negative": scores.negative,
            "Mixed": scores.mixed,
            "Neutral": scores.neutral,
        });
        let label = json!(sentiment.sentiment);
        lex.insert(
            "SentimentResponse".into(),
            json!({"Label": label, "Scores": scores}),
        );
    }
    lex.insert("SessionAttributes".into(), json!(state.session_attributes));
    let mut alternatives = Map::new();
    for (at, other) in response.interpretations.iter().skip(1).enumerate() {
        let shown = json!({
            "IntentName": other.intent.name,
            "IntentConfidence": {"Score": other.nlu_confidence.map(|it| it.score)},
            "Slots": slots(&other.intent.slots),
        });
        alternatives.insert(at.to_string(), shown.clone());
        alternatives.insert(other.intent.name.clone(), shown);
    }
    lex.insert("AlternativeIntents".into(), alternatives.into());
    Value::Object(lex)
}

/// Slots by what their values mean; those without a value are left out.
fn slots(slots: &std::collections::BTreeMap<String, Option<SlotValue>>) -> Value {
    let filled = slots
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), Value::String(value.as_ref()?.text()))));
    Value::Object(filled.collect())
}
