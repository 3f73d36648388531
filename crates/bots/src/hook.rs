//! Code hooks: the event that a function gets and the answer that it gives.
//!
//! Source: the Lex V2 developer guide's Lambda input event and response, version 1.0.

use crate::locale::Bot;
use crate::response::{Interpretation, Message};
use crate::session::{
    DialogAction, DialogActionType, GivenState, IntentState, Session, SessionState,
};
use crate::turn::Turn;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use thiserror::Error;

/// Which bot it is, for hooks' events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BotIdentity {
    /// Ten letters and digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Ten letters and digits.
    pub alias_id: String,
    /// The alias's name.
    pub alias_name: String,
    /// `DRAFT` or a number.
    pub version: String,
}

/// What a hook is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum HookSource {
    /// To look at what was said and decide what comes next.
    DialogCodeHook,
    /// To carry the intent out.
    FulfillmentCodeHook,
}

/// What became of asking a hook.
#[derive(Debug, Clone, PartialEq)]
pub enum HookOutcome {
    /// It answered.
    Answered(Value),
    /// It failed, or there is none.
    Failed,
    /// It did not answer in time.
    TimedOut,
}

/// Why a turn cannot go on after a hook.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HookError {
    /// The function failed and the bot has no words for that.
    #[error("the code hook failed")]
    Failed,
    /// The function did not answer in time.
    #[error("the code hook did not answer in time")]
    TimedOut,
    /// Its answer, or a state that a client gives, makes no sense.
    #[error("the state is not valid: {0}")]
    Invalid(String),
    /// It went round in circles.
    #[error("the code hook was asked too often in one turn")]
    TooOften,
}

/// A hook's answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HookAnswer {
    pub(crate) session_state: GivenState,
    #[serde(default)]
    pub(crate) messages: Option<Vec<Message>>,
    #[serde(default)]
    pub(crate) request_attributes: Option<BTreeMap<String, String>>,
}

impl HookAnswer {
    pub(crate) fn read(answer: Value) -> Result<Self, HookError> {
        if !answer.is_object() {
            return Err(HookError::Invalid("the answer is no object".into()));
        }
        serde_json::from_value(answer).map_err(|error| HookError::Invalid(error.to_string()))
    }
}

/// The event of a turn.
pub(crate) fn event(
    bot: &Bot,
    session: &Session,
    turn: &Turn,
    source: HookSource,
    interpretations: &[Interpretation],
    proposed: Option<(DialogAction, IntentState)>,
) -> Value {
    let mut identity = json!(turn.identity);
    identity["localeId"] = json!(bot.locale.locale);
    let transcript = turn.input.transcript();
    let mut event = json!({
        "messageVersion": "1.0",
        "invocationSource": source,
        "inputMode": turn.input.mode(),
        "responseContentType": "text/plain; charset=utf-8",
        "sessionId": session.id,
        "inputTranscript": transcript,
        "bot": identity,
        "interpretations": interpretations,
        "requestAttributes": turn.request_attributes,
        "sessionState": shown(&session.state),
        "transcriptions": [{"transcription": transcript, "transcriptionConfidence": 1.0}],
    });
    if let Some((action, intent)) = proposed {
        event["proposedNextState"] = json!({"dialogAction": action, "intent": intent});
    }
    event
}

/// The state without the action that was waited for: the hook decides the next.
fn shown(state: &SessionState) -> Value {
    let mut state = json!(state);
    if let Some(state) = state.as_object_mut() {
        state.shift_remove("dialogAction");
    }
    state
}

/// Makes an intent that somebody gives one of the bot's: it must be there with its slots, and
/// slots that are not named are not filled.
pub(crate) fn checked(bot: &Bot, mut given: IntentState) -> Result<IntentState, HookError> {
    let invalid = |message: String| Err(HookError::Invalid(message));
    let Some(model) = bot.intent(&given.name) else {
        return invalid(format!("there is no intent {}", given.name));
    };
    if let Some(other) = given.slots.keys().find(|it| model.slot(it).is_none()) {
        return invalid(format!("intent {} has no slot {other}", given.name));
    }
    for slot in &model.slots {
        given.slots.entry(slot.name.clone()).or_insert(None);
    }
    Ok(given)
}

/// Makes sure that an action can be taken for an intent.
pub(crate) fn possible(
    action: &DialogAction,
    intent: Option<&IntentState>,
) -> Result<(), HookError> {
    let invalid = |message: &str| Err(HookError::Invalid(message.to_owned()));
    match (action.kind, intent) {
        (DialogActionType::ElicitIntent | DialogActionType::None, _) => Ok(()),
        (_, None) => invalid("the dialog action needs an intent"),
        (DialogActionType::ElicitSlot, Some(intent)) => match &action.slot_to_elicit {
            Some(slot) if intent.slots.contains_key(slot) => Ok(()),
            Some(slot) => invalid(&format!(
                "intent {} has no slot {slot} to elicit",
                intent.name
            )),
            None => invalid("slotToElicit is missing"),
        },
        _ => Ok(()),
    }
}

impl GivenState {
    /// The state if the bot can be in it: its intent and slots are the bot's.
    ///
    /// # Errors
    /// [`HookError::Invalid`].
    pub fn checked(mut self, bot: &Bot) -> Result<Self, HookError> {
        if let Some(intent) = self.intent.take() {
            self.intent = Some(checked(bot, intent)?);
        }
        if let Some(action) = &self.dialog_action
            && action.kind == DialogActionType::ElicitSlot
            && self.intent.is_some()
        {
            possible(action, self.intent.as_ref())?;
        }
        Ok(self)
    }
}
