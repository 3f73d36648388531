//! A conversation between its turns, in the shapes of the Lex V2 runtime.
//!
//! [`SessionState`] is what an API shows and takes; a [`Session`] is that with what only the
//! engine needs. Both are plain data and are kept as JSON.

use crate::response::{Interpretation, Message};
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What the bot waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum DialogActionType {
    /// Nothing: the conversation about this intent is over.
    Close,
    /// Yes or no.
    ConfirmIntent,
    /// The bot decides; never in an answer of ours.
    Delegate,
    /// What the customer wants.
    ElicitIntent,
    /// A slot's value.
    ElicitSlot,
    /// Nothing yet.
    #[default]
    None,
}

/// What the bot waits for, with the slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct DialogAction {
    /// What.
    #[serde(rename = "type")]
    pub kind: DialogActionType,
    /// The slot's name, of `ElicitSlot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot_to_elicit: Option<String>,
}

impl DialogAction {
    /// An action without a slot.
    pub fn of(kind: DialogActionType) -> Self {
        Self {
            kind,
            slot_to_elicit: None,
        }
    }

    /// Asks for a slot.
    pub fn elicit(slot: impl Into<String>) -> Self {
        Self {
            kind: DialogActionType::ElicitSlot,
            slot_to_elicit: Some(slot.into()),
        }
    }
}

/// What became of the question whether an intent is to be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum ConfirmationState {
    /// Yes.
    Confirmed,
    /// No.
    Denied,
    /// Not asked, or not answered.
    #[default]
    None,
}

/// How far an intent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum State {
    /// It was declined, or carrying it out failed.
    Failed,
    /// It was carried out.
    Fulfilled,
    /// A hook is at it.
    FulfillmentInProgress,
    /// Slots or the confirmation are missing.
    #[default]
    InProgress,
    /// All is known; whoever asked carries it out.
    ReadyForFulfillment,
    /// It waits for something else than the customer.
    Waiting,
}

/// A slot's value as it was said and as it is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Value {
    /// As it was said or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_value: Option<String>,
    /// What it means, such as `2026-11-21` for "today".
    pub interpreted_value: String,
    /// Other meanings, best first.
    #[serde(default)]
    pub resolved_values: Vec<String>,
}

/// A slot that is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct SlotValue {
    /// `Scalar` or `List`; `Composite` is kept as a hook gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
    /// The value of a scalar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The values of a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<SlotValue>,
    /// The parts of a composite, as a hook gave them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sub_slots: BTreeMap<String, Option<SlotValue>>,
}

impl SlotValue {
    /// A scalar.
    pub fn scalar(value: Value) -> Self {
        Self {
            shape: Some("Scalar".into()),
            value: Some(value),
            ..Self::default()
        }
    }

    /// What it means, as text: a list's values joined by commas.
    pub fn text(&self) -> String {
        match &self.value {
            Some(value) => value.interpreted_value.clone(),
            None => {
                let texts: Vec<String> = self.values.iter().map(Self::text).collect();
                texts.join(", ")
            }
        }
    }
}

/// An intent within a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct IntentState {
    /// Its name.
    pub name: String,
    /// Its slots by name; `None` is not filled.
    #[serde(default)]
    pub slots: BTreeMap<String, Option<SlotValue>>,
    /// How far it is.
    #[serde(default)]
    pub state: State,
    /// Whether it was confirmed.
    #[serde(default)]
    pub confirmation_state: ConfirmationState,
}

impl IntentState {
    /// Whether a slot has a value.
    pub fn has(&self, slot: &str) -> bool {
        self.slots.get(slot).is_some_and(Option::is_some)
    }
}

/// For how long a context is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeToLive {
    /// Seconds, 5 to 86,400.
    pub time_to_live_in_seconds: i64,
    /// Turns, 1 to 20.
    pub turns_to_live: i64,
}

/// A context in which intents can be recognised that need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveContext {
    /// Its name.
    pub name: String,
    /// Values that go with it.
    #[serde(default)]
    pub context_attributes: BTreeMap<String, String>,
    /// For how long.
    pub time_to_live: TimeToLive,
}

/// What an API shows of a conversation, and takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct SessionState {
    /// What the bot waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialog_action: Option<DialogAction>,
    /// The intent that the conversation is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentState>,
    /// Contexts.
    #[serde(default)]
    pub active_contexts: Vec<ActiveContext>,
    /// What the caller, the flow and hooks remember.
    #[serde(default)]
    pub session_attributes: BTreeMap<String, String>,
    /// The request that began this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originating_request_id: Option<String>,
}

/// A conversation between its turns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its identifier, the caller's.
    pub id: String,
    /// What an API shows.
    pub state: SessionState,
    /// How often what is waited for was asked again.
    #[serde(default)]
    pub retries: u32,
    /// How sure the current intent was recognised; `None` when nothing was heard of it.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// The last turn's interpretations, for GetSession.
    #[serde(default)]
    pub interpretations: Vec<Interpretation>,
    /// The last turn's messages.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// Attributes that a hook set: whoever calls cannot set those again.
    #[serde(default)]
    pub set_by_hooks: BTreeSet<String>,
    /// Turns so far; picks among variations of a message.
    #[serde(default)]
    pub turns: u64,
    /// When the last turn was.
    pub last: Timestamp,
}

impl Session {
    /// A new conversation.
    pub fn new(id: impl Into<String>, now: Timestamp) -> Self {
        Self {
            id: id.into(),
            state: SessionState::default(),
            retries: 0,
            confidence: None,
            interpretations: Vec::new(),
            messages: Vec::new(),
            set_by_hooks: BTreeSet::new(),
            turns: 0,
            last: now,
        }
    }

    /// Whether it has been idle for this long at `now`, so that a new one begins.
    pub fn is_over(&self, idle: Duration, now: Timestamp) -> bool {
        now.since(self.last) >= idle
    }

    /// Takes attributes of whoever calls. Those that a hook set stay: Lambda goes before the
    /// block's configuration. Source: connect-c-flows.md §7.18, session-attribute precedence.
    pub fn offer_attributes(&mut self, attributes: &BTreeMap<String, String>) {
        for (name, value) in attributes {
            if !self.set_by_hooks.contains(name) {
                let to = &mut self.state.session_attributes;
                to.insert(name.clone(), value.clone());
            }
        }
    }

    /// Takes a state that a client gives: what it names replaces what is there.
    pub fn replace_state(&mut self, given: GivenState) {
        if let Some(action) = given.dialog_action {
            self.state.dialog_action = Some(action);
            self.retries = 0;
        }
        if let Some(intent) = given.intent {
            self.state.intent = Some(intent);
        }
        if let Some(contexts) = given.active_contexts {
            self.state.active_contexts = contexts;
        }
        if let Some(attributes) = given.session_attributes {
            self.state.session_attributes = attributes;
            self.set_by_hooks.clear();
        }
        if given.originating_request_id.is_some() {
            self.state.originating_request_id = given.originating_request_id;
        }
    }

    /// Lets time and one turn pass for the contexts.
    pub(crate) fn age_contexts(&mut self, now: Timestamp) {
        let passed = i64::try_from(now.since(self.last).as_secs()).unwrap_or(i64::MAX);
        for context in &mut self.state.active_contexts {
            let left = &mut context.time_to_live;
            left.time_to_live_in_seconds = left.time_to_live_in_seconds.saturating_sub(passed);
            left.turns_to_live = left.turns_to_live.saturating_sub(1);
        }
        self.state.active_contexts.retain(|it| {
            it.time_to_live.time_to_live_in_seconds > 0 && it.time_to_live.turns_to_live >= 0
        });
    }
}

/// A state as a client or a hook gives it: absent members leave what is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct GivenState {
    /// What the bot is to wait for.
    #[serde(default)]
    pub dialog_action: Option<DialogAction>,
    /// The intent.
    #[serde(default)]
    pub intent: Option<IntentState>,
    /// Contexts.
    #[serde(default)]
    pub active_contexts: Option<Vec<ActiveContext>>,
    /// Attributes.
    #[serde(default)]
    pub session_attributes: Option<BTreeMap<String, String>>,
    /// The request that began this.
    #[serde(default)]
    pub originating_request_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs.map(|(k, v)| ((*k).into(), (*v).into())).collect()
    }

    #[test]
    fn what_a_hook_set_goes_before_what_the_caller_offers() {
        let mut session = Session::new("s", Timestamp(0));
        session.state.session_attributes = map(&[("tier", "gold")]);
        session.set_by_hooks.insert("tier".into());
        session.offer_attributes(&map(&[("tier", "none"), ("lang", "en")]));
        let expected = map(&[("tier", "gold"), ("lang", "en")]);
        assert_eq!(session.state.session_attributes, expected);
    }

    #[test]
    fn a_context_ends_with_its_turns_or_its_seconds() {
        let context = |seconds, turns| ActiveContext {
            name: "c".into(),
            context_attributes: BTreeMap::new(),
            time_to_live: TimeToLive {
                time_to_live_in_seconds: seconds,
                turns_to_live: turns,
            },
        };
        let mut session = Session::new("s", Timestamp(0));
        session.state.active_contexts = vec![context(60, 1), context(5, 9)];
        session.age_contexts(Timestamp(6_000));
        assert_eq!(session.state.active_contexts, [context(54, 0)]);
        session.age_contexts(Timestamp(6_000));
        assert!(session.state.active_contexts.is_empty());
    }

    #[test]
    fn a_state_has_the_words_of_the_api() {
        let mut state = SessionState {
            dialog_action: Some(DialogAction::elicit("City")),
            ..SessionState::default()
        };
        state.intent = Some(IntentState {
            name: "Book".into(),
            slots: BTreeMap::from([("City".into(), None)]),
            ..IntentState::default()
        });
        let json = serde_json::to_value(&state).unwrap();
        assert_eq!(json["dialogAction"]["type"], "ElicitSlot");
        assert_eq!(json["dialogAction"]["slotToElicit"], "City");
        assert_eq!(json["intent"]["confirmationState"], "None");
        assert!(json["intent"]["slots"]["City"].is_null());
        assert_eq!(serde_json::from_value::<SessionState>(json).unwrap(), state);
    }
}
